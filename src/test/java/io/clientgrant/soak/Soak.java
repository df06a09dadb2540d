package io.clientgrant.soak;

import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.OperatorProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Runs rounds against the operator as it ships, with the heap of its default Pod, and measures what
 * it holds after the warm-up and at the end. Exits with 1 if that has grown.
 */
public final class Soak {
  private static final int WARM_UP_ROUNDS = 5;

  private final ControlPlane controlPlane;
  private final OperatorProcess operator;
  private int rounds;

  private Soak(ControlPlane controlPlane, OperatorProcess operator) {
    this.controlPlane = controlPlane;
    this.operator = operator;
  }

  /**
   * Soaks.
   *
   * @param arguments for how many minutes, the warm-up included
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var length = Duration.ofMinutes(Long.parseLong(arguments[0]));
    boolean hasGrown;
    try (var controlPlane = ControlPlane.start()) {
      controlPlane.applyCrds(Path.of("crds"));
      try (var operator =
          OperatorProcess.startJar(
              controlPlane,
              Map.of("JDK_JAVA_OPTIONS", "-XX:MaxRAM=256m"),
              Path.of("target", "soak.log"))) {
        operator.awaitStart();
        hasGrown = new Soak(controlPlane, operator).hasGrownAfter(length);
      }
    }
    System.exit(hasGrown ? 1 : 0);
  }

  private boolean hasGrownAfter(Duration length) throws IOException, InterruptedException {
    var end = System.nanoTime() + length.toNanos();
    while (rounds < WARM_UP_ROUNDS) {
      round();
    }
    var begin = Measurement.of(operator);
    System.out.printf(
        "%-6s %14s %8s %8s %12s%n", "", "live heap", "threads", "sockets", "time series");
    System.out.println(begin.row("start"));
    while (System.nanoTime() < end) {
      round();
    }
    var last = Measurement.of(operator);
    System.out.println(last.row("end"));
    System.out.printf("%d rounds, %d of them to warm up%n", rounds, WARM_UP_ROUNDS);
    var growth = last.growthSince(begin);
    growth.forEach(System.out::println);
    return !growth.isEmpty();
  }

  private void round() {
    try (var user = controlPlane.client()) {
      new Round(user, ++rounds).run();
    }
  }
}
