package io.clientgrant.simulator.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/** The rate limits of the tenant. Without a limit, a bucket sends headers but rejects nothing. */
public final class Throttle {
  /** The limit that the headers show when a bucket has none. The real token endpoint shows 100. */
  private static final int SHOWN_LIMIT = 50;

  private static final int SHOWN_TOKEN_LIMIT = 100;

  /** After one call, such a bucket is full at once. The real one says so in the next second. */
  private static final Duration SHOWN_REFILL = Duration.ofMillis(60);

  private final InstantSource clock;
  private final Map<LimitBucket, LimitPolicy> limits = new EnumMap<>(LimitBucket.class);
  private final Map<LimitBucket, Bucket> buckets = new EnumMap<>(LimitBucket.class);

  public Throttle(InstantSource clock, Map<LimitBucket, LimitPolicy> limits) {
    this.clock = clock;
    limits.forEach(this::set);
  }

  /** Sets the limit of a bucket and fills it. */
  public synchronized void set(LimitBucket bucket, LimitPolicy limit) {
    limits.put(bucket, limit);
    buckets.put(
        bucket,
        Bucket.builder()
            .addLimit(limit.bandwidth())
            .withCustomTimePrecision(new Meter(clock))
            .build());
  }

  /** Removes the limit of a bucket. */
  public synchronized void lift(LimitBucket bucket) {
    limits.remove(bucket);
    buckets.remove(bucket);
  }

  /** Replaces all limits with those of a plan. */
  public synchronized void set(Plan plan) {
    limits.clear();
    buckets.clear();
    plan.limits().forEach(this::set);
  }

  /** All limits in force. */
  public synchronized Map<LimitBucket, LimitPolicy> all() {
    return Map.copyOf(limits);
  }

  /**
   * Takes one request from the bucket of its endpoint and, for the Management API, from the
   * tenant's. A request that is rejected takes nothing. An endpoint without a limit of its own
   * takes from {@link LimitBucket#MANAGEMENT}.
   */
  public synchronized Receipt admit(LimitBucket endpoint) {
    var token = endpoint == LimitBucket.TOKEN;
    var shown = token || buckets.containsKey(endpoint) ? endpoint : LimitBucket.MANAGEMENT;
    var bucket = buckets.get(shown);
    var tenant = token ? null : buckets.get(LimitBucket.TENANT);
    var now = clock.instant();
    if (tenant != null && tenant.getAvailableTokens() < 1) {
      return receipt(false, LimitBucket.TENANT, shown, wait(tenant), now);
    }
    if (bucket != null && !bucket.tryConsume(1)) {
      return receipt(false, shown, shown, wait(bucket), now);
    }
    if (tenant != null) {
      tenant.tryConsume(1);
    }
    return receipt(true, shown, shown, Duration.ZERO, now);
  }

  private Receipt receipt(
      boolean admitted, LimitBucket counted, LimitBucket shown, Duration delay, Instant now) {
    var bucket = buckets.get(shown);
    var policy = limits.get(shown);
    if (bucket == null || policy == null) {
      var limit = shown == LimitBucket.TOKEN ? SHOWN_TOKEN_LIMIT : SHOWN_LIMIT;
      return new Receipt(admitted, counted, limit, limit - 1, now.plus(SHOWN_REFILL), delay);
    }
    var content = bucket.asVerbose().getAvailableTokens();
    return new Receipt(
        admitted,
        counted,
        policy.limit(),
        content.getValue(),
        now.plusNanos(content.getDiagnostics().calculateFullRefillingTime()),
        delay);
  }

  private static Duration wait(Bucket bucket) {
    return Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
  }

  private record Meter(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }

  /**
   * The result of counting one request.
   *
   * @param admitted whether the request is allowed
   * @param bucket the bucket that it was counted in; if it is rejected, the one that is empty
   * @param limit the size of the bucket that the headers show
   * @param remaining its content after this request, rounded down
   * @param reset when it will be full
   * @param delay how long until the next request is allowed
   */
  public record Receipt(
      boolean admitted,
      LimitBucket bucket,
      int limit,
      long remaining,
      Instant reset,
      Duration delay) {
    /** The rate limit headers of a response. The reset is rounded up to whole seconds. */
    public Map<String, String> headers() {
      return Map.of(
          "x-ratelimit-limit", Integer.toString(limit),
          "x-ratelimit-remaining", Long.toString(remaining),
          "x-ratelimit-reset", Long.toString(reset.plusNanos(999_999_999).getEpochSecond()));
    }

    /** The {@code Retry-After} header of a 429. */
    public Map<String, String> retryAfter() {
      return Map.of(
          "retry-after", Long.toString(Math.max(1, delay.plusNanos(999_999_999).toSeconds())));
    }
  }
}
