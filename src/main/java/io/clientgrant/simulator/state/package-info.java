/**
 * What the simulated tenant holds: clients, APIs, grants, organizations. It can be filled from a
 * seed. Nothing here knows HTTP.
 */
@NullMarked
package io.clientgrant.simulator.state;

import org.jspecify.annotations.NullMarked;
