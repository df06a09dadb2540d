package io.clientgrant.simulator;

import io.clientgrant.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;

/** Gives each test a new simulator, a clock that stands still, and a signed-in caller. */
@SuppressWarnings("NullAway.Init")
public abstract class SimulatorFixture {
  protected final MovableClock clock = new MovableClock();
  protected final Simulator simulator =
      Simulator.start(SampleTenant.seed(), SampleTenant.environment().withClock(clock));
  protected final Caller api = Caller.signedIn(simulator);

  @AfterEach
  void end() {
    api.close();
    simulator.close();
  }
}
