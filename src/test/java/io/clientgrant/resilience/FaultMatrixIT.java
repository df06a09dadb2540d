package io.clientgrant.resilience;

import static org.junit.jupiter.api.Assertions.assertAll;

import io.clientgrant.resilience.CallUnderTrouble.Cell;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every kind of call meets every kind of trouble. While it lasts the condition tells the truth, and
 * once it is over everything is as asked: nothing is lost, and nothing is there twice.
 *
 * <p>Each kind of call has a tenant and an operator of its own, so that they can go side by side.
 */
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultMatrixIT {
  private final ControlPlane controlPlane;
  private final Map<CallUnderTrouble, OperatorFixture> fixtures =
      new EnumMap<>(CallUnderTrouble.class);
  private int number;

  FaultMatrixIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @BeforeAll
  void start() {
    for (var call : CallUnderTrouble.values()) {
      var fixture = new OperatorFixture(controlPlane).withCallTimeout(NetworkFault.CALL_TIMEOUT);
      fixtures.put(call, fixture);
      call.prepare(fixture).start(call.resyncInterval);
    }
  }

  @AfterAll
  void stop() {
    fixtures.values().forEach(OperatorFixture::close);
  }

  @ParameterizedTest
  @EnumSource
  void everythingIsAsAskedWhenTheFaultIsOver(NetworkFault trouble) {
    number++;
    try (var sideBySide = Executors.newVirtualThreadPerTaskExecutor()) {
      assertAll(
          trouble.name(),
          Stream.of(CallUnderTrouble.values())
              .map(call -> CompletableFuture.runAsync(() -> run(call, trouble), sideBySide))
              .toList()
              .stream()
              .map(running -> running::join));
    }
  }

  private void run(CallUnderTrouble call, NetworkFault trouble) {
    var fixture = java.util.Objects.requireNonNull(fixtures.get(call));
    try {
      call.run(fixture, trouble, new Cell(fixture, call, trouble, number));
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(call + " under " + trouble, e);
    } finally {
      fixture.simulator.faults().clear();
    }
  }
}
