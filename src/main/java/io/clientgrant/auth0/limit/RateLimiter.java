package io.clientgrant.auth0.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.Headers;

/**
 * Admits calls to one tenant, no faster than its owners and Auth0 allow. It never blocks: a caller
 * that is not admitted is told when to come back, and keeps its place in the queue. Urgent calls,
 * for what a user has just changed, go before the others, but not before those that have waited
 * long.
 *
 * <p>Auth0's own limit ({@code x-ratelimit-*} on every answer) applies as well as the configured
 * limits.
 */
public final class RateLimiter {
  /** Half of the operator's workers, so that a tenant that hangs leaves some to the others. */
  private static final int MOST_IN_FLIGHT = 8;

  /** After so many calls in a row without an answer, the tenant counts as down. */
  private static final int TOLERATED = 3;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private static final Duration HEAD_START = Duration.ofSeconds(30);

  /** How long a call that is due is kept for its caller, which may have to wait for a worker. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private static final Duration LATE = Duration.ofSeconds(2);

  /** About as long as a quick call takes; waiting callers ask no more often. */
  private static final Duration SOON = Duration.ofMillis(50);

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final Map<Object, QueueEntry> queue = new HashMap<>();
  private final Map<Object, ConfiguredLimit> configuredLimits = new HashMap<>();
  private RateLimitWindow window = RateLimitWindow.UNKNOWN;
  private Instant closedUntil = Instant.MIN;
  private long arrivals;
  private int inFlight;
  private int callsWithoutResponse;
  private Duration pause = FIRST_PAUSE;

  /** A limiter without configured limits. */
  public RateLimiter(InstantSource clock) {
    this.clock = clock;
  }

  /** Sets the limit that one owner configures. The lowest limit applies. */
  public synchronized void configure(Object owner, RateLimit limit) {
    configuredLimits.compute(
        owner,
        (_, set) ->
            set != null && set.limit.equals(limit)
                ? set
                : new ConfiguredLimit(limit, bucket(limit)));
  }

  /** Removes the limit of an owner, if there is one. */
  public synchronized void removeConfigured(Object owner) {
    configuredLimits.remove(owner);
  }

  /**
   * Asks to make a call. The rate is given out in the order of the queue, but is not lost if a
   * caller does not come in time. Room among the calls in flight goes to the first that asks,
   * because it would stay empty until the first in the queue is back. Between urgent and background
   * callers, both go in the order of the queue.
   *
   * @param caller whose call it is; asking again keeps the place in the queue, or improves it
   * @param urgent whether a user waits for it
   */
  public synchronized Admission tryAcquire(Object caller, boolean urgent) {
    var now = clock.instant();
    var lately = now.minus(LATE);
    queue.values().removeIf(place -> place.due.isBefore(lately)); // they did not come back
    var place = entry(caller, new QueueEntry(urgent, rank(now, urgent), arrivals++, now));
    var ahead = queue.values().stream().filter(place::isBehind).toList();
    var ofTheOthers = ahead.stream().filter(other -> other.urgent != place.urgent).count();
    var next =
        ahead.stream()
            .filter(other -> other.urgent != place.urgent || other.isItsTurn(now))
            .count();
    if (!now.isBefore(closedUntil) && room() > ofTheOthers && free(now) > next) {
      queue.remove(caller);
      count(now);
      inFlight++;
      return new Admission.Granted();
    }
    var due = due(now, ahead.size());
    queue.put(caller, place.at(due));
    return new Admission.RetryAt(due);
  }

  /** Gives up a place in the queue, if there is one. */
  public synchronized void cancel(Object caller) {
    queue.remove(caller);
  }

  /** How many calls may be made now, by the tenant's limits; infinitely many if none is known. */
  public synchronized double callsLeft() {
    var free = free(clock.instant());
    return free == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : Math.max(0, free);
  }

  /** Counts one more call of a caller that was admitted. */
  public synchronized void charge() {
    count(clock.instant());
  }

  /** Gives back the room of a call that has ended. */
  public synchronized void release() {
    inFlight--;
  }

  /** Takes in the headers of an answer. */
  public synchronized void responseReceived(Headers headers) {
    callsWithoutResponse = 0;
    pause = FIRST_PAUSE;
    var now = clock.instant();
    RateLimitWindow.read(headers, inFlight, now)
        .ifPresent(read -> window = window.after(read, now));
  }

  /**
   * Takes in that a call had no answer. Each call to a tenant that is down would hold a worker
   * until it times out. So after a few of them the tenant is left alone for a while, and then
   * called by one caller at a time, until there is an answer.
   */
  public synchronized void noResponse() {
    callsWithoutResponse++;
    var now = clock.instant();
    if (isDown() && !now.isBefore(closedUntil)) {
      closeUntil(now.plus(pause));
      var doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
  }

  private void count(Instant now) {
    configuredLimits.values().forEach(ConfiguredLimit::take);
    window = window.less(now);
  }

  private boolean isDown() {
    return callsWithoutResponse >= TOLERATED;
  }

  private int room() {
    return (isDown() ? 1 : MOST_IN_FLIGHT) - inFlight;
  }

  /** Closes until the tenant takes calls again. */
  public synchronized void closeUntil(Instant until) {
    closedUntil = until.isAfter(closedUntil) ? until : closedUntil;
  }

  private long free(Instant now) {
    return configuredLimits.values().stream()
        .mapToLong(ConfiguredLimit::free)
        .reduce(window.remaining(now), Math::min);
  }

  /** When a caller with so many ahead of it can call, if all of them do. */
  private Instant due(Instant now, long ahead) {
    var open = now.isBefore(closedUntil) ? closedUntil : now;
    var byConfiguredLimit =
        configuredLimits.values().stream().map(limit -> open.plus(limit.untilFree(ahead + 1)));
    var byWindow = window.remaining(now) > ahead ? open : window.turn(ahead);
    var byFlight = open.plus(SOON.multipliedBy(1 + ahead / MOST_IN_FLIGHT));
    return Stream.concat(byConfiguredLimit, Stream.of(byWindow, byFlight))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private QueueEntry entry(Object caller, QueueEntry asked) {
    var before = queue.getOrDefault(caller, asked);
    return before.isBehind(asked) ? asked : before;
  }

  private static Instant rank(Instant now, boolean urgent) {
    return urgent ? now.minus(HEAD_START) : now;
  }

  private Bucket bucket(RateLimit limit) {
    return Bucket.builder()
        .addLimit(bandwidth ->
            bandwidth
                .capacity(limit.burst())
                .refillGreedy(Math.round(limit.requestsPerSecond() * MINUTE.toSeconds()), MINUTE))
        .withCustomTimePrecision(new Meter(clock))
        .build();
  }

  /** A place in the line: by rank, then by arrival. */
  private record QueueEntry(boolean urgent, Instant rank, long arrival, Instant due) {
    boolean isBehind(QueueEntry other) {
      var byRank = other.rank.compareTo(rank);
      return byRank < 0 || (byRank == 0 && other.arrival < arrival);
    }

    boolean isItsTurn(Instant now) {
      return !now.isBefore(due) && !due.plus(PATIENCE).isBefore(now);
    }

    QueueEntry at(Instant moment) {
      return new QueueEntry(urgent, rank, arrival, moment);
    }
  }

  /** What an owner allows. */
  private record ConfiguredLimit(RateLimit limit, Bucket bucket) {
    /** How many calls may be made at once, now. */
    long free() {
      return bucket.getAvailableTokens();
    }

    /** Makes one of them. */
    void take() {
      bucket.consumeIgnoringRateLimits(1);
    }

    /** How long until so many may be made, if none is made in between. */
    Duration untilFree(long calls) {
      var missing = calls - free();
      return missing <= 0
          ? Duration.ZERO
          : Duration.ofNanos(Math.round(missing * SECOND.toNanos() / limit.requestsPerSecond()));
    }
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
}
