/** Crashes, outages, faults and hostile input, and what must be true after each. */
@NullMarked
package io.clientgrant.resilience;

import org.jspecify.annotations.NullMarked;
