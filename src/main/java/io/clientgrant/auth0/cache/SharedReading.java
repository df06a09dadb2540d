package io.clientgrant.auth0.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The reading of something at a tenant, which all connections to the tenant share: one of them
 * reads, and the others wait for it. It also knows when that was done last. A {@link Reader} makes
 * the calls.
 */
public final class SharedReading {
  private static final Duration GIVEN_UP_AFTER = Duration.ofMinutes(2);

  private @Nullable Instant readAt;
  private @Nullable Completed completed;
  private @Nullable Run current;

  /**
   * One reading of everything. A cache must not hold a lock that these methods need while it asks
   * the shared reading something.
   */
  public interface Pass {
    /** Whether another call is needed. */
    boolean hasNext();

    /**
     * Makes the next call, and takes in its answer.
     *
     * @throws io.clientgrant.auth0.failure.TenantException if it does not succeed
     */
    void next();

    /** Ends: everything was read. */
    void finish();

    /** Breaks off: it is as if it had not begun. */
    void abort();
  }

  /**
   * A reading that has ended.
   *
   * @param took from its first call to its last answer
   * @param calls how many calls it made
   */
  public record Completed(Duration took, int calls) {}

  /** Whose turn it is to read. */
  sealed interface Turn {
    /** It was read already. */
    record Done() implements Turn {}

    /** Another reads. */
    record Busy() implements Turn {}

    /** The one who asked goes on with this run. */
    record Own(Run run) implements Turn {}
  }

  /** Whether it was ever read. */
  public synchronized boolean hasBeenRead() {
    return readAt != null;
  }

  /** Whether it was read by a reading that began then or later. */
  public synchronized boolean isReadSince(Instant since) {
    return readAt != null && !readAt.isBefore(since);
  }

  /** When the last reading began that has ended; empty if there is none. */
  public synchronized Optional<Instant> readAt() {
    return Optional.ofNullable(readAt);
  }

  /** What the last reading took that has ended; empty if there is none. */
  public synchronized Optional<Completed> completed() {
    return Optional.ofNullable(completed);
  }

  /** When the last reading began that has ended or is still under way; empty if there is none. */
  public synchronized Optional<Instant> begunAt() {
    return Optional.ofNullable(current).map(run -> run.begun).or(this::readAt);
  }

  /** Takes in that everything is known without a reading. */
  synchronized void recordRead(Instant at) {
    readAt = at;
  }

  /** Whose turn it is; whether it was read meanwhile is decided in the same moment. */
  synchronized Turn takeTurn(
      Reader reader, Instant since, Instant now, Supplier<? extends Pass> begin) {
    if (isReadSince(since)) {
      return new Turn.Done();
    }
    if (current != null && current.isGivenUp(now)) {
      current.abort();
    }
    var run = current;
    if (run == null) {
      run = new Run(reader, begin.get(), now);
      current = run;
    } else if (!run.isPausedBy(reader)) {
      return new Turn.Busy();
    }
    run.resumesAt = null;
    return new Turn.Own(run);
  }

  /** Whether this reader has paused, and is the one to go on. */
  synchronized boolean isPausedBy(Reader reader) {
    return current != null && current.isPausedBy(reader);
  }

  /** A reading under way over one connection. While it is not paused, one thread has it. */
  final class Run {
    private final Reader reader;
    private final Pass pass;
    private final Instant begun;
    private @Nullable Instant resumesAt;
    private int calls;

    private Run(Reader reader, Pass pass, Instant begun) {
      this.reader = reader;
      this.pass = pass;
      this.begun = begun;
    }

    private boolean isPausedBy(Reader one) {
      return reader == one && resumesAt != null;
    }

    /** Nobody goes on with it: its connection may be of no use any more. */
    private boolean isGivenUp(Instant now) {
      return resumesAt != null && !now.isBefore(resumesAt.plus(GIVEN_UP_AFTER));
    }

    Pass pass() {
      return pass;
    }

    void pause(Instant until) {
      synchronized (SharedReading.this) {
        resumesAt = until;
      }
    }

    /** Makes the next call. */
    void next() {
      calls++;
      pass.next();
    }

    void finish(Instant now) {
      pass.finish();
      synchronized (SharedReading.this) {
        readAt = begun;
        completed = new Completed(Duration.between(begun, now), calls);
        current = null;
      }
    }

    void abort() {
      synchronized (SharedReading.this) {
        pass.abort();
        reader.forget(this);
        current = null;
      }
    }

    /** Breaks off unless a thread goes on with it. */
    void abortIfPaused() {
      synchronized (SharedReading.this) {
        if (current == this && resumesAt != null) {
          abort();
        }
      }
    }
  }
}
