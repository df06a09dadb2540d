@NullMarked
package io.clientgrant.inventory;

import org.jspecify.annotations.NullMarked;
