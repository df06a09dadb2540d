package io.clientgrant.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * A limit on the calls that the operator makes to a tenant.
 *
 * @param requestsPerSecond how many a second in the long run; null if there is a number a minute
 * @param requestsPerMinute how many a minute in the long run; null if there is a number a second
 * @param burst how many at once
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RateLimitSpec(
    @Nullable Integer requestsPerSecond, @Nullable Integer requestsPerMinute, int burst) {
  private static final double SECONDS_IN_A_MINUTE = 60;

  /** How many a second in the long run. The schema has checked that exactly one number is set. */
  public double perSecond() {
    return requestsPerMinute != null
        ? requestsPerMinute / SECONDS_IN_A_MINUTE
        : requireNonNull(requestsPerSecond);
  }
}
