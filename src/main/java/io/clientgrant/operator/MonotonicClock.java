package io.clientgrant.operator;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Tells the time that has passed. It begins with what the system's clock says, and goes on from
 * there whatever that is set to meanwhile: for pauses, and not for people.
 */
public final class MonotonicClock implements InstantSource {
  private final Instant begin = Instant.now();
  private final long begun = System.nanoTime();

  @Override
  public Instant instant() {
    return begin.plusNanos(System.nanoTime() - begun);
  }
}
