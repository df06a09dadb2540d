/**
 * The faults that can be injected into requests. A fault replaces, delays, cuts off or drops the
 * response. It does so before or after the request takes effect.
 */
@NullMarked
package io.clientgrant.simulator.faults;

import org.jspecify.annotations.NullMarked;
