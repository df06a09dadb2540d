/**
 * The endpoints under {@code /_simulator} by which people and tests change the simulator. They read
 * and replace its contents, its faults and its switches. The real Auth0 has nothing like them.
 */
@NullMarked
package io.clientgrant.simulator.control;

import org.jspecify.annotations.NullMarked;
