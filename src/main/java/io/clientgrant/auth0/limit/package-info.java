/**
 * Limits the rate of calls to one tenant. The limiter obeys the limits that the owner configures
 * and the limit at Auth0, which it learns from the answers. What is known of a limit is an
 * immutable record; each answer gives a new one. It never blocks a thread.
 */
@NullMarked
package io.clientgrant.auth0.limit;

import org.jspecify.annotations.NullMarked;
