package io.clientgrant.auth0.limit;

/**
 * A limit on the calls to a tenant.
 *
 * @param requestsPerSecond how many a second in the long run
 * @param burst how many at once
 */
public record RateLimit(int requestsPerSecond, int burst) {}
