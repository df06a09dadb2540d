package io.clientgrant.auth0.limit;

/**
 * A limit on the calls to a tenant.
 *
 * @param requestsPerSecond how many a second in the long run; less than one for a few a minute
 * @param burst how many at once
 */
public record RateLimit(double requestsPerSecond, int burst) {}
