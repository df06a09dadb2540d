/** The operator as users install it, on a real cluster: {@code make e2e}. */
@NullMarked
package io.clientgrant.e2e;

import org.jspecify.annotations.NullMarked;
