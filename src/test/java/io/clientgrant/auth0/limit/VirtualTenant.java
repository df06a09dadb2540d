package io.clientgrant.auth0.limit;

import io.clientgrant.simulator.limit.LimitBucket;
import io.clientgrant.simulator.limit.LimitPolicy;
import io.clientgrant.simulator.limit.Throttle;
import io.clientgrant.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import okhttp3.Headers;

/**
 * Callers of a tenant in virtual time: the bucket is the simulator's, and the limiter sees only the
 * headers. Nothing is measured by a real clock, so a run has the same result each time.
 */
final class VirtualTenant {
  private static final String RESET = "x-ratelimit-reset";
  private static final Comparator<Event> ORDER =
      Comparator.comparing(Event::at).thenComparingLong(Event::number);

  final MovableClock server = new MovableClock();
  final RateLimiter limiter;
  final Throttle bucket;
  final List<Duration> urgentWaits = new ArrayList<>();
  int done;
  int refused;
  int refusedOthers;
  int asks;
  private final Duration skew;
  private final PriorityQueue<Event> events = new PriorityQueue<>(ORDER);
  private final Random random = new Random(1);
  private Duration shortest = Duration.ofMillis(20);
  private Duration longest = Duration.ofMillis(20);
  private Duration delay = Duration.ZERO;
  private int coarse;
  private long number;

  /**
   * @param skew how far the node's clock is ahead of Auth0's
   */
  VirtualTenant(LimitPolicy limit, Duration skew) {
    this.skew = skew;
    this.limiter = new RateLimiter("tenant", () -> server.instant().plus(skew));
    this.bucket = new Throttle(server, Map.of(LimitBucket.MANAGEMENT, limit));
  }

  /** A tenant whose first call is made so many milliseconds after a full second. */
  static VirtualTenant at(long phase, LimitPolicy limit, Duration skew) {
    var tenant = new VirtualTenant(limit, skew);
    tenant.server.move(Duration.ofMillis(phase));
    return tenant;
  }

  /** How long a call takes; if it varies, answers overtake each other. */
  VirtualTenant withLatency(Duration from, Duration to) {
    shortest = from;
    longest = to;
    return this;
  }

  /** Half of the answers come so much later. */
  VirtualTenant withDelay(Duration ofHalf) {
    delay = ofHalf;
    return this;
  }

  /** The resets are a second later than they need be, as if they were rounded up twice. */
  VirtualTenant withCoarseResets() {
    coarse = 1;
    return this;
  }

  /** So many callers for whom nobody waits. They begin within the first moments. */
  void background(int callers) {
    IntStream.range(0, callers)
        .forEach(caller -> call(caller, false, Duration.ofMillis(caller / 10)));
  }

  /** A caller that asks from a moment on until its call has succeeded. */
  void call(Object caller, boolean urgent, Duration after) {
    var since = server.instant().plus(after);
    at(since, () -> ask(caller, urgent, since));
  }

  /** Somebody else who takes a token each time, from the first on. */
  void other(Duration each, int times) {
    for (var time = 0; time < times; time++) {
      at(
          server.instant().plus(each.multipliedBy(time)),
          () -> {
            if (!bucket.admit(LimitBucket.MANAGEMENT).admitted()) {
              refusedOthers++;
            }
          });
    }
  }

  /** Lets time pass until so many calls have succeeded; returns how long that took. */
  Duration until(int calls) {
    var begin = server.instant();
    while (done < calls) {
      var next = events.remove();
      server.move(Duration.between(server.instant(), next.at));
      next.what.run();
    }
    return Duration.between(begin, server.instant());
  }

  private void ask(Object caller, boolean urgent, Instant since) {
    asks++;
    switch (limiter.tryAcquire(caller, urgent)) {
      case Admission.RetryAt(var moment) -> askAt(moment, caller, urgent, since);
      case Admission.Granted() -> send(caller, urgent, since);
    }
  }

  /** Timers have milliseconds. */
  private void askAt(Instant moment, Object caller, boolean urgent, Instant since) {
    var wait = Duration.between(server.instant().plus(skew), moment).plusNanos(999_999).toMillis();
    at(server.instant().plusMillis(Math.max(1, wait)), () -> ask(caller, urgent, since));
  }

  private void send(Object caller, boolean urgent, Instant since) {
    if (urgent) {
      urgentWaits.add(Duration.between(since, server.instant()));
    }
    var sent = server.instant().plus(skew);
    at(
        server.instant().plus(half()),
        () -> {
          var receipt = bucket.admit(LimitBucket.MANAGEMENT);
          var headers = new Headers.Builder().add("date", Date.from(server.instant()));
          receipt.headers().forEach(headers::add);
          headers.set(RESET, Long.toString(Long.parseLong(headers.get(RESET)) + coarse));
          at(
              server.instant().plus(half()).plus(random.nextBoolean() ? delay : Duration.ZERO),
              () -> {
                limiter.responseReceived(
                    receipt.admitted() ? 200 : 429,
                    headers.build(),
                    receipt.admitted() ? "" : receipt.bucket().message(),
                    sent);
                limiter.release();
                if (receipt.admitted()) {
                  done++;
                } else {
                  refused++;
                  askAt(limiter.opens(), caller, urgent, since);
                }
              });
        });
  }

  private Duration half() {
    var range = longest.minus(shortest).toNanos();
    return shortest.plusNanos(range == 0 ? 0 : random.nextLong(range)).dividedBy(2);
  }

  private void at(Instant moment, Runnable what) {
    events.add(new Event(moment, number++, what));
  }

  private record Event(Instant at, long number, Runnable what) {}
}
