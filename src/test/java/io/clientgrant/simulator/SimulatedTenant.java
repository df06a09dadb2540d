package io.clientgrant.simulator;

import io.clientgrant.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;

/** A fresh simulator for each test, by a clock that stands still, and somebody to call it. */
@SuppressWarnings("NullAway.Init")
abstract class SimulatedTenant {
  final MovableClock clock = new MovableClock();
  final Simulator simulator = Simulator.start(Sample.seed(), Sample.setting().withClock(clock));
  final Caller api = Caller.signedIn(simulator);

  @AfterEach
  void end() {
    api.close();
    simulator.close();
  }
}
