package io.clientgrant.controller;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Turns "when next" into a delay: jittered, so that what failed together does not come back
 * together.
 */
final class Pacing {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final double JITTER = 0.2;

  private final Map<ResourceID, Integer> attempts = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final RandomGenerator random;

  Pacing(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * How long until a resource is looked at again; empty if only a change brings it back.
   *
   * @param id the resource, whose attempts are counted until one does not end in {@link
   *     Next.Backoff}
   */
  Optional<Duration> delay(ResourceID id, Next next) {
    if (next instanceof Next.Reconnect(var then)) {
      return delay(id, then);
    }
    if (next instanceof Next.Backoff) {
      return Optional.of(backoff(attempts.merge(id, 1, Integer::sum)));
    }
    attempts.remove(id);
    return switch (next) {
      case Next.Rest(), Next.Done() -> Optional.empty();
      case Next.Later() -> Optional.of(jittered(LONGEST));
      case Next.At(var moment) -> Optional.of(until(moment).plus(upToASecond()));
      case Next.InTurn(var moment) -> Optional.of(until(moment));
      case Next.Backoff(), Next.Reconnect _ -> throw new AssertionError("answered above");
    };
  }

  /** A pause that doubles with each attempt, up to five minutes. */
  Duration backoff(int attempt) {
    var doubled = FIRST.multipliedBy(1L << Math.min(attempt - 1, 20));
    return jittered(doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST);
  }

  /** A duration, give or take a fifth. */
  Duration jittered(Duration duration) {
    var factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    return Duration.ofMillis(Math.round(duration.toMillis() * factor));
  }

  private Duration until(Instant moment) {
    var pause = Duration.between(clock.instant(), moment);
    return pause.isNegative() ? Duration.ZERO : pause;
  }

  /** So that not all come back at the end of the same pause. */
  private Duration upToASecond() {
    return Duration.ofMillis(random.nextLong(1, 1000));
  }
}
