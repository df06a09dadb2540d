/**
 * The control interface under {@code /_simulator/}. It changes the tenant, injects faults and shows
 * the recorded requests. It needs no token, and it is not limited, recorded or hit by faults.
 */
@NullMarked
package io.clientgrant.simulator.control;

import org.jspecify.annotations.NullMarked;
