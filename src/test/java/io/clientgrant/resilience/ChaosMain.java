package io.clientgrant.resilience;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.auth0.Bounds;
import io.clientgrant.controller.clientgrant.CrashPoint;
import io.clientgrant.launch.Logging;
import io.clientgrant.operator.ClientGrantOperator;
import io.clientgrant.operator.KubernetesClients;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.OperatorProcess;
import io.fabric8.kubernetes.client.Config;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The operator as a process that can be held at a named place, to be killed there. A line {@code
 * PLACE n} on standard input sets the trap: whoever passes that place for the n-th time from then
 * on says so on standard output and goes no further.
 */
public final class ChaosMain implements CrashPoint {
  /** Also the time for which an unanswered creation is waited for after a crash. */
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

  /** What it prints when it is held. */
  static final String HELD = "HELD AT ";

  /** Where it logs to, one life after the other. */
  static final Path LOG = Path.of("target", "chaos.log").toAbsolutePath();

  private static final int NOT_KILLED = 3;

  private @Nullable Place place;
  private int passes;

  private ChaosMain() {}

  /**
   * A place to be killed at.
   *
   * @param pass which pass of the place, from one on
   */
  record Trap(Place place, int pass) {
    @Override
    public String toString() {
      return place + " " + pass;
    }
  }

  /**
   * Starts it in a process.
   *
   * @param trap where to hold it, from its first step on
   */
  static OperatorProcess start(OperatorFixture fixture, Optional<Trap> trap) {
    var arguments =
        new ArrayList<>(
            List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Dtest.log=target/chaos-start.log", // each start empties it
                "-cp",
                System.getProperty("java.class.path"),
                ChaosMain.class.getName(),
                fixture.namespace));
    trap.map(Trap::toString).ifPresent(arguments::add);
    return OperatorProcess.start(OperatorProcess.java(fixture.controlPlane, arguments), LOG);
  }

  /**
   * Runs until it is killed.
   *
   * @param arguments the namespace to watch, and a first trap if there is one
   */
  public static void main(String[] arguments) throws IOException {
    Logging.asOperator();
    var trap = new ChaosMain();
    if (arguments.length == 2) {
      trap.set(arguments[1]);
    }
    var config = Config.autoConfigure(null);
    config.setNamespace(arguments[0]);
    var operator =
        new ClientGrantOperator(
            KubernetesClients.client(config),
            Set.of(arguments[0]),
            false,
            Bounds.MAX_GRANTS,
            OperatorFixture.SIGNING_KEY,
            "chaos",
            new SimpleMeterRegistry(),
            trap,
            CALL_TIMEOUT,
            () -> {},
            () -> Runtime.getRuntime().halt(NOT_KILLED));
    Thread.ofPlatform().start(operator::start);
    var commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (var line = commands.readLine(); line != null; line = commands.readLine()) {
      trap.set(line);
    }
    Runtime.getRuntime().halt(NOT_KILLED); // whoever started it is gone
  }

  private synchronized void set(String line) {
    var words = line.split(" ", 2);
    place = Place.valueOf(words[0]);
    passes = Integer.parseInt(words[1]);
  }

  private synchronized boolean isHeld(Place passed) {
    return passed == place && --passes == 0;
  }

  @Override
  public void reach(Place passed) {
    if (isHeld(passed)) {
      System.out.println(HELD + passed);
      while (true) {
        LockSupport.park();
      }
    }
  }
}
