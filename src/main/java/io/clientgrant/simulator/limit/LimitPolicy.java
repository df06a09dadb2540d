package io.clientgrant.simulator.limit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * A fixed window: a number of requests, then none until the window ends. A window starts with its
 * first request.
 *
 * @param limit how many requests a window allows
 * @param windowMs the length of a window in milliseconds
 */
public record LimitPolicy(
    @JsonProperty(required = true) int limit, @JsonProperty(required = true) long windowMs) {

  /** Rejects invalid numbers. */
  @JsonCreator
  public LimitPolicy {
    if (limit < 0 || windowMs < 1) {
      throw new IllegalArgumentException("a rate limit needs limit >= 0 and window_ms >= 1");
    }
  }

  /** A number of requests per window. */
  public static LimitPolicy of(int limit, Duration window) {
    return new LimitPolicy(limit, window.toMillis());
  }

  @JsonIgnore
  Duration window() {
    return Duration.ofMillis(windowMs);
  }
}
