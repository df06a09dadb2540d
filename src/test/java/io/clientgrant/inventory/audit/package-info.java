@NullMarked
package io.clientgrant.inventory.audit;

import org.jspecify.annotations.NullMarked;
