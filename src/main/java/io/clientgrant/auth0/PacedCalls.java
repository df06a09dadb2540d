package io.clientgrant.auth0;

import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.Throttled;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.limit.Admission;
import io.clientgrant.auth0.limit.RateLimiter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes calls one after the other, as fast as the rate limit allows, and waits in between. A
 * reading call that Auth0 was too busy for is made again: reading changes nothing.
 */
final class PacedCalls {
  private static final int MOST_REFUSALS = 20;
  private static final int MOST_FAILURES = 3;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final RateLimiter limiter;
  private final InstantSource clock;
  private final Waiting waiting;

  PacedCalls(RateLimiter limiter, InstantSource clock, Waiting waiting) {
    this.limiter = limiter;
    this.clock = clock;
    this.waiting = waiting;
  }

  /** The pages of a list, each when its turn has come. */
  <T> Iterator<T> pages(Iterator<T> pages) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pages.hasNext();
      }

      @Override
      public T next() {
        return make(pages::next);
      }
    };
  }

  /**
   * Makes a call.
   *
   * @throws TenantException if it does not succeed, or not after some tries
   */
  <T> T make(Supplier<T> call) {
    return make(call, MOST_FAILURES);
  }

  /**
   * Makes a call that changes something: again only if it was refused for there being too many.
   *
   * @throws TenantException if it does not succeed
   */
  <T> T makeOnce(Supplier<T> call) {
    return make(call, 0);
  }

  private <T> T make(Supplier<T> call, int mostFailures) {
    for (var failures = 0; ; failures++) {
      awaitTurn();
      try {
        return call.get();
      } catch (TenantException e) {
        var pause = pause(e.failure(), failures, mostFailures).orElseThrow(() -> e);
        waiting.pause(pause, reason(e.failure()));
      } finally {
        limiter.release();
      }
    }
  }

  private void awaitTurn() {
    while (limiter.tryAcquire(this, false) instanceof Admission.RetryAt(var moment)) {
      waiting.pause(Duration.between(clock.instant(), moment), "Auth0's rate limit is reached");
    }
  }

  /** How long to wait before the same call; empty if it would not help. */
  private Optional<Duration> pause(Failure failure, int failures, int mostFailures) {
    return switch (failure) {
      case Throttled(_, var until) when failures < MOST_REFUSALS ->
          Optional.of(Duration.between(clock.instant(), until));
      case Unavailable _ when failures < mostFailures ->
          Optional.of(FIRST_PAUSE.multipliedBy(1L << failures));
      default -> Optional.empty();
    };
  }

  private static String reason(Failure failure) {
    return failure instanceof Throttled ? "Auth0 got too many calls" : failure.message();
  }
}
