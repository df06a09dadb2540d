package io.clientgrant.resilience;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.controller.clientgrant.CrashPoint.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The operator as a process of its own, which ends only by SIGKILL. */
final class KillableOperator {
  /** Where it logs to, all lives one after the other. */
  static final Path LOG = Path.of("target", "chaos.log").toAbsolutePath();

  private final Process process;
  private final CountDownLatch held = new CountDownLatch(1);

  /**
   * A place to be killed at.
   *
   * @param place the place
   * @param pass the how-manieth pass
   */
  record Trap(Place place, int pass) {
    @Override
    public String toString() {
      return place + " " + pass;
    }
  }

  private KillableOperator(Process process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param trap where to be held, from its first step on
   */
  static KillableOperator start(Path kubeconfig, String namespace, Optional<Trap> trap) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Dlogback.configurationFile="
                    + Path.of("target", "classes", "logback.xml").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                ChaosMain.class.getName(),
                namespace));
    trap.map(Trap::toString).ifPresent(command::add);
    var builder =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()));
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    try {
      var started = new KillableOperator(builder.start());
      Thread.ofVirtual().start(started::listen);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() {
    try (var lines = process.errorReader(UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(ChaosMain.HELD)) {
          held.countDown();
        } else {
          System.err.println("operator: " + line);
        }
      }
    } catch (IOException e) {
      // it was killed
    }
  }

  /** Has it held at a place. */
  void set(Trap trap) {
    try {
      var commands = process.outputWriter(UTF_8);
      commands.write(trap + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it is held; false if it is not within that time. */
  boolean awaitHeld(Duration atMost) {
    try {
      return held.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills it with SIGKILL. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
