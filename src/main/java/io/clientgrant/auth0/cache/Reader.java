package io.clientgrant.auth0.cache;

import io.clientgrant.auth0.cache.SharedReading.Pass;
import io.clientgrant.auth0.cache.SharedReading.Run;
import io.clientgrant.auth0.cache.SharedReading.Turn;
import io.clientgrant.auth0.limit.Admission;
import io.clientgrant.auth0.limit.RateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Reads over one connection, call by call. It asks the rate limiter before each call. If it must
 * wait, the reading is paused, and goes on when it is asked for again, in any thread.
 */
public final class Reader {
  /** While another reads the same. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** After so many calls the worker is given back, so that other work gets its turn. */
  private static final int CALLS_AT_ONCE = 20;

  private final RateLimiter limiter;
  private final InstantSource clock;
  private final Set<Run> paused = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param clock the clock of the rate limiter
   */
  public Reader(RateLimiter limiter, InstantSource clock) {
    this.limiter = limiter;
    this.clock = clock;
  }

  /**
   * Reads anew, or goes on with what it has paused.
   *
   * @param begin begins to read, without a call
   * @return when to go on; empty if everything was read
   * @throws io.clientgrant.auth0.failure.TenantException if a call does not succeed
   */
  public Optional<Instant> read(SharedReading what, Supplier<? extends Pass> begin) {
    return read(what, Instant.MAX, begin);
  }

  /** The same, but only if nobody has read it by a reading that began then or later. */
  public Optional<Instant> readSince(
      Instant since, SharedReading what, Supplier<? extends Pass> begin) {
    return read(what, since, begin)
        .or(() -> what.isReadSince(since) ? Optional.empty() : Optional.of(clock.instant()));
  }

  /** Whether it has paused, and is the one to go on. */
  public boolean hasPaused(SharedReading what) {
    return what.isPausedBy(this);
  }

  /** Breaks off what is paused, and reads nothing more; waits for no call. */
  public void close() {
    closed = true;
    paused.forEach(Run::abortIfPaused);
  }

  private Optional<Instant> read(
      SharedReading what, Instant since, Supplier<? extends Pass> begin) {
    var now = clock.instant();
    return switch (closed ? new Turn.Busy() : what.takeTurn(this, since, now, begin)) {
      case Turn.Done() -> Optional.empty();
      case Turn.Busy() -> Optional.of(now.plus(LOOK_AGAIN));
      case Turn.Own(var run) -> advance(run);
    };
  }

  private Optional<Instant> advance(Run run) {
    paused.remove(run);
    try {
      for (var calls = 0; run.pass().hasNext(); calls++) {
        if (calls == CALLS_AT_ONCE || closed) {
          return pause(run, clock.instant());
        }
        switch (limiter.tryAcquire(run, false)) {
          case Admission.RetryAt(var moment) -> {
            return pause(run, moment);
          }
          case Admission.Granted() -> {
            try {
              run.next();
            } finally {
              limiter.release();
            }
          }
        }
      }
      run.finish(clock.instant());
      return Optional.empty();
    } catch (RuntimeException e) {
      run.abort();
      throw e;
    }
  }

  private Optional<Instant> pause(Run run, Instant until) {
    paused.add(run);
    run.pause(until);
    if (closed) {
      run.abortIfPaused();
    }
    return Optional.of(until);
  }

  /** Gives up the place of a run among those that wait for a call. */
  void forget(Run run) {
    limiter.cancel(run);
    paused.remove(run);
  }
}
