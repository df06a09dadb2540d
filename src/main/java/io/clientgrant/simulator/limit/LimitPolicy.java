package io.clientgrant.simulator.limit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.bucket4j.Bandwidth;
import java.time.Duration;
import java.util.Optional;

/**
 * How many calls a bucket holds, and how it fills again. Source: Management API, limits: a bucket
 * that drips. Auth0's public limiter (limitd-redis) has fixed windows as well.
 *
 * @param limit the size of the bucket
 * @param dripMs a token is added each time so many milliseconds have passed
 * @param windowMs all tokens are added at once, each time so many milliseconds have passed
 */
public record LimitPolicy(
    @JsonProperty(required = true) int limit, Optional<Long> dripMs, Optional<Long> windowMs) {

  /** Rejects invalid numbers. */
  @JsonCreator
  public LimitPolicy {
    if (limit < 1
        || dripMs.isPresent() == windowMs.isPresent()
        || dripMs.or(() -> windowMs).orElse(0L) < 1) {
      throw new IllegalArgumentException(
          "a rate limit needs limit >= 1 and either drip_ms >= 1 or window_ms >= 1");
    }
  }

  /** A bucket that gains one token after each such time. */
  public static LimitPolicy drip(int limit, Duration token) {
    return new LimitPolicy(limit, Optional.of(token.toMillis()), Optional.empty());
  }

  /** A bucket that is full again after each such time. */
  public static LimitPolicy window(int limit, Duration window) {
    return new LimitPolicy(limit, Optional.empty(), Optional.of(window.toMillis()));
  }

  Bandwidth bandwidth() {
    var size = Bandwidth.builder().capacity(limit);
    return dripMs
        .map(ms -> size.refillGreedy(1, Duration.ofMillis(ms)).build())
        .orElseGet(
            () -> size.refillIntervally(limit, Duration.ofMillis(windowMs.orElseThrow())).build());
  }
}
