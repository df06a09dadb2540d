/**
 * Limits the rate of calls to one tenant. The limiter obeys the limits that the owner configures
 * and the limit that Auth0 reports in its response headers. It never blocks a thread.
 */
@NullMarked
package io.clientgrant.auth0.limit;

import org.jspecify.annotations.NullMarked;
