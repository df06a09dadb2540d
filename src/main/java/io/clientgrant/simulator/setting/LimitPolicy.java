package io.clientgrant.simulator.setting;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * A fixed window: so many requests, and no more until the window ends. A window begins with its
 * first request.
 *
 * @param limit how many requests a window takes
 * @param windowMs how long a window is, in milliseconds
 */
public record LimitPolicy(
    @JsonProperty(required = true) int limit, @JsonProperty(required = true) long windowMs) {

  /** Refuses a limit that would let nothing through for ever. */
  @JsonCreator
  public LimitPolicy {
    if (limit < 0 || windowMs < 1) {
      throw new IllegalArgumentException("a rate limit needs limit >= 0 and window_ms >= 1");
    }
  }

  /** So many requests in a window. */
  public static LimitPolicy of(int limit, Duration window) {
    return new LimitPolicy(limit, window.toMillis());
  }

  @JsonIgnore
  Duration window() {
    return Duration.ofMillis(windowMs);
  }
}
