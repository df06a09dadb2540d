/** The operator as a whole, on a real API server and the simulated tenant. */
@NullMarked
package io.clientgrant.operator;

import org.jspecify.annotations.NullMarked;
