package io.clientgrant.auth0.limit;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What limits all calls to a tenant, whatever their endpoint: the limits that its owners configure,
 * the tenant-wide limit at Auth0, and how many calls may be in flight. Its monitor guards the
 * limiters of the endpoints too.
 */
final class TenantLimit {
  /** Half of the operator's workers, so that a tenant that hangs leaves some to the others. */
  static final int MOST_IN_FLIGHT = 8;

  private final Map<Object, ConfiguredLimit> configured = new HashMap<>();
  private TenantWideLimit wide = TenantWideLimit.UNKNOWN;
  private Outage outage = Outage.NONE;
  private Instant closedUntil = Instant.MIN;
  private int inFlight;

  void configure(Object owner, RateLimit limit, Instant now) {
    configured.compute(
        owner,
        (_, set) ->
            set != null && set.limit.equals(limit)
                ? set
                : new ConfiguredLimit(limit, TokenBucket.full(limit, now)));
  }

  void removeConfigured(Object owner) {
    configured.remove(owner);
  }

  /** How many more calls may be in flight. */
  int room() {
    return (outage.isDown() ? 1 : MOST_IN_FLIGHT) - inFlight;
  }

  /** How many calls may be made now by the configured limits; infinitely many without one. */
  double tokens(Instant now) {
    return buckets()
        .mapToDouble(bucket -> bucket.tokens(now))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** When so many calls may be made. */
  Instant when(int calls, Instant now) {
    var open =
        Stream.of(closedUntil, outage.until(), wide.when(calls, now)).reduce(now, CallQueue::later);
    return buckets()
        .map(bucket ->
            bucket
                .when(calls, open)
                .plus(TokenBucket.duration(Math.max(0, calls - bucket.size()) * bucket.interval())))
        .reduce(open, CallQueue::later);
  }

  /** After so many seconds the next call can be made. */
  double spacing() {
    return Stream.concat(buckets(), Stream.ofNullable(wide.pace()))
        .mapToDouble(TokenBucket::interval)
        .max()
        .orElse(0);
  }

  /** A call is let through. */
  void admit(Instant now) {
    inFlight++;
    take(now);
  }

  /** A call is made by who has been let through. */
  void take(Instant now) {
    configured.replaceAll((_, limit) -> new ConfiguredLimit(limit.limit, limit.bucket.take(now)));
    wide = wide.take(now);
  }

  void release() {
    inFlight--;
  }

  /** A call was answered, and not refused. */
  void answered(Instant now) {
    outage = Outage.NONE;
    wide = wide.admittedAt(now);
  }

  /** A call was refused by the limit of its endpoint. */
  void answered() {
    outage = Outage.NONE;
  }

  /** A call was refused by the limit of the tenant. */
  void refused(Instant sent, Instant now) {
    outage = Outage.NONE;
    wide = wide.refusedAt(sent, now);
  }

  void unanswered(Instant now) {
    outage = outage.unansweredAt(now);
  }

  void closeUntil(Instant until) {
    closedUntil = CallQueue.later(until, closedUntil);
  }

  private Stream<TokenBucket> buckets() {
    return configured.values().stream().map(ConfiguredLimit::bucket);
  }

  /** What an owner allows, and what is left of it. */
  private record ConfiguredLimit(RateLimit limit, TokenBucket bucket) {}
}
