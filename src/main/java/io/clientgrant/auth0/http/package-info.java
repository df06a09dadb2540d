/**
 * The HTTP clients of a tenant: bounds on time and size, no retries, metrics, what the rate limiter
 * learns, no secret in an answer. They know nothing of grants and tokens. Each interceptor does one
 * of these things.
 */
@NullMarked
package io.clientgrant.auth0.http;

import org.jspecify.annotations.NullMarked;
