/** Shows that the operator keeps nothing of what has gone, however much comes and goes. */
@NullMarked
package io.clientgrant.soak;

import org.jspecify.annotations.NullMarked;
