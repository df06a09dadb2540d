package io.clientgrant.controller.status;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Turns a {@link Requeue} into a delay. Delays are jittered, so that what failed together is not
 * retried together.
 */
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration UNTIL_PROVIDED = Duration.ofSeconds(20);
  private static final int MOST_DOUBLINGS = 20;
  private static final double JITTER = 0.2;

  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * @param clock the clock that the moments of a {@link Requeue} are read from
   * @param random must be safe for use by many threads
   */
  public Backoff(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * How long until the next reconciliation; empty if only a change causes one.
   *
   * @param failures how many reconciliations in a row have ended in {@link Requeue.WithBackoff},
   *     this one included
   */
  public Optional<Duration> delay(Requeue requeue, int failures) {
    return switch (requeue) {
      case Requeue.OnChange(), Requeue.RemoveFinalizer() -> Optional.empty();
      case Requeue.Immediately() -> Optional.of(Duration.ZERO);
      case Requeue.Slow() -> Optional.of(jittered(LONGEST));
      case Requeue.At(var moment) -> Optional.of(until(moment).plus(upToASecond()));
      case Requeue.WhenAdmitted(var moment) -> Optional.of(until(moment));
      case Requeue.WithBackoff() -> Optional.of(afterFailures(failures));
      case Requeue.UntilProvided() -> Optional.of(afterFailures(failures, UNTIL_PROVIDED));
      case Requeue.AfterCredentialReload(_, var then) -> delay(then, failures);
    };
  }

  /** The same for a result, which may name a moment when it is to be reconciled at the latest. */
  public Optional<Duration> delay(ReconcileResult result, int failures) {
    return Stream.concat(
            delay(result.requeue(), failures).stream(),
            Stream.ofNullable(result.latest()).map(this::until))
        .min(Comparator.naturalOrder());
  }

  /** A pause that doubles with each failure, up to five minutes. */
  public Duration afterFailures(int failures) {
    return afterFailures(failures, LONGEST);
  }

  private Duration afterFailures(int failures, Duration longest) {
    var doubled = FIRST.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
    return jittered(doubled.compareTo(longest) < 0 ? doubled : longest);
  }

  /** A duration, up to a fifth shorter or longer. */
  public Duration jittered(Duration duration) {
    var factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    return Duration.ofMillis(Math.round(duration.toMillis() * factor));
  }

  private Duration until(Instant moment) {
    var pause = Duration.between(clock.instant(), moment);
    return pause.isNegative() ? Duration.ZERO : pause;
  }

  /** Spreads the resources that wait for the same moment. */
  private Duration upToASecond() {
    return Duration.ofMillis(random.nextLong(1, 1000));
  }
}
