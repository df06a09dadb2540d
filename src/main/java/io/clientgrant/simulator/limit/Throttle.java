package io.clientgrant.simulator.limit;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The rate limits of the tenant. Without a limit, a bucket sends headers but rejects nothing. */
public final class Throttle {
  /** The limit that the headers show when a bucket has none. The real token endpoint shows 100. */
  private static final int SHOWN_LIMIT = 50;

  private static final int SHOWN_TOKEN_LIMIT = 100;

  private final InstantSource clock;
  private final Map<LimitBucket, LimitPolicy> limits = new EnumMap<>(LimitBucket.class);
  private final Map<LimitBucket, FixedWindow> windows = new EnumMap<>(LimitBucket.class);

  public Throttle(InstantSource clock, Map<LimitBucket, LimitPolicy> limits) {
    this.clock = clock;
    this.limits.putAll(limits);
  }

  /** Sets the limit of a bucket and starts a new window. */
  public synchronized void set(LimitBucket bucket, LimitPolicy limit) {
    limits.put(bucket, limit);
    windows.remove(bucket);
  }

  /** Removes the limit of a bucket. */
  public synchronized void lift(LimitBucket bucket) {
    limits.remove(bucket);
    windows.remove(bucket);
  }

  /** All limits in force. */
  public synchronized Map<LimitBucket, LimitPolicy> all() {
    return Map.copyOf(limits);
  }

  /** Counts one request and says whether it is allowed. */
  public synchronized Receipt admit(LimitBucket bucket) {
    var now = clock.instant();
    var limit = Optional.ofNullable(limits.get(bucket));
    if (limit.isEmpty()) {
      var shown = bucket == LimitBucket.TOKEN ? SHOWN_TOKEN_LIMIT : SHOWN_LIMIT;
      return new Receipt(true, shown, shown - 1, now.plusSeconds(1), now);
    }
    var window = windows.get(bucket);
    if (window == null || !now.isBefore(window.end())) {
      window = new FixedWindow(now.plus(limit.get().window()), 0);
    }
    var admitted = window.used() < limit.get().limit();
    var used = admitted ? window.used() + 1 : window.used();
    windows.put(bucket, new FixedWindow(window.end(), used));
    return new Receipt(
        admitted, limit.get().limit(), limit.get().limit() - used, window.end(), now);
  }

  private record FixedWindow(Instant end, int used) {}

  /**
   * The result of counting one request.
   *
   * @param admitted whether the request is allowed
   * @param limit how many requests a window allows
   * @param remaining how many requests are left in this window
   * @param reset when this window ends
   * @param now when the request was counted
   */
  public record Receipt(boolean admitted, int limit, int remaining, Instant reset, Instant now) {
    /** The rate limit headers of a response. The reset is rounded up to whole seconds. */
    public Map<String, String> headers() {
      return Map.of(
          "x-ratelimit-limit", Integer.toString(limit),
          "x-ratelimit-remaining", Integer.toString(remaining),
          "x-ratelimit-reset", Long.toString(reset.plusNanos(999_999_999).getEpochSecond()));
    }

    /** The {@code Retry-After} header of a 429. */
    public Map<String, String> retryAfter() {
      var wait = java.time.Duration.between(now, reset).plusNanos(999_999_999).toSeconds();
      return Map.of("retry-after", Long.toString(Math.max(1, wait)));
    }
  }
}
