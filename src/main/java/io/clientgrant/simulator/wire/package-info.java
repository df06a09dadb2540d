/**
 * Requests, answers and errors of the simulated API, and the JSON in them. What a body or a query
 * may hold is checked here. Nothing here knows what a tenant is.
 */
@NullMarked
package io.clientgrant.simulator.wire;

import org.jspecify.annotations.NullMarked;
