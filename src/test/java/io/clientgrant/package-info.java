@NullMarked
package io.clientgrant;

import org.jspecify.annotations.NullMarked;
