package io.clientgrant.simulator.setting;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The rate limits of the tenant. Without one, a bucket shows headers and never refuses. */
public final class LimitCounters {
  /** What the headers of a bucket without a limit show; the token endpoint showed 100. */
  private static final int SHOWN_LIMIT = 50;

  private static final int SHOWN_TOKEN_LIMIT = 100;

  private final InstantSource clock;
  private final Map<LimitBucket, LimitPolicy> limits = new EnumMap<>(LimitBucket.class);
  private final Map<LimitBucket, Window> windows = new EnumMap<>(LimitBucket.class);

  public LimitCounters(InstantSource clock, Map<LimitBucket, LimitPolicy> limits) {
    this.clock = clock;
    this.limits.putAll(limits);
  }

  /** Enforces a limit from now on, with a fresh window. */
  public synchronized void set(LimitBucket bucket, LimitPolicy limit) {
    limits.put(bucket, limit);
    windows.remove(bucket);
  }

  /** Lifts the limit of a bucket. */
  public synchronized void lift(LimitBucket bucket) {
    limits.remove(bucket);
    windows.remove(bucket);
  }

  /** The limits that are enforced. */
  public synchronized Map<LimitBucket, LimitPolicy> all() {
    return Map.copyOf(limits);
  }

  /** Counts one request; the receipt says whether it may pass, and goes into the answer. */
  public synchronized Receipt admit(LimitBucket bucket) {
    var now = clock.instant();
    var limit = Optional.ofNullable(limits.get(bucket));
    if (limit.isEmpty()) {
      var shown = bucket == LimitBucket.TOKEN ? SHOWN_TOKEN_LIMIT : SHOWN_LIMIT;
      return new Receipt(true, shown, shown - 1, now.plusSeconds(1), now);
    }
    var window = windows.get(bucket);
    if (window == null || !now.isBefore(window.end())) {
      window = new Window(now.plus(limit.get().window()), 0);
    }
    var admitted = window.used() < limit.get().limit();
    var used = admitted ? window.used() + 1 : window.used();
    windows.put(bucket, new Window(window.end(), used));
    return new Receipt(
        admitted, limit.get().limit(), limit.get().limit() - used, window.end(), now);
  }

  private record Window(Instant end, int used) {}

  /**
   * What a bucket said to one request.
   *
   * @param admitted whether the request may pass
   * @param limit how many requests a window takes
   * @param remaining how many this one still takes
   * @param reset when this window ends
   * @param now when the bucket was asked
   */
  public record Receipt(boolean admitted, int limit, int remaining, Instant reset, Instant now) {
    /** The headers of an answer. The reset is in whole seconds, and never early. */
    public Map<String, String> headers() {
      return Map.of(
          "x-ratelimit-limit", Integer.toString(limit),
          "x-ratelimit-remaining", Integer.toString(remaining),
          "x-ratelimit-reset", Long.toString(reset.plusNanos(999_999_999).getEpochSecond()));
    }

    /** The header that a 429 has where the API sends it. */
    public Map<String, String> retryAfter() {
      var wait = java.time.Duration.between(now, reset).plusNanos(999_999_999).toSeconds();
      return Map.of("retry-after", Long.toString(Math.max(1, wait)));
    }
  }
}
