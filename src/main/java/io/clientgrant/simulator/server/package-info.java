/**
 * Leads a request to its endpoint: authentication, rate limits, faults, and then the route. It also
 * writes the log of requests. One front serves the tenant and the control endpoints.
 */
@NullMarked
package io.clientgrant.simulator.server;

import org.jspecify.annotations.NullMarked;
