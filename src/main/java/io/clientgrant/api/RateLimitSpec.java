package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A limit on the calls that the operator makes to a tenant.
 *
 * @param requestsPerSecond how many a second in the long run
 * @param burst how many at once
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RateLimitSpec(int requestsPerSecond, int burst) {}
