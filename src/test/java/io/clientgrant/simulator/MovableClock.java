package io.clientgrant.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes when told to. */
final class MovableClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  void forward(Duration time) {
    now = now.plus(time);
  }
}
