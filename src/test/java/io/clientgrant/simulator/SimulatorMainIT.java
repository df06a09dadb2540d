package io.clientgrant.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the simulator as a process of its own. */
final class SimulatorMainIT {
  @TempDir private Path folder = Path.of("");

  private static Process start(Map<String, String> environment, String... arguments)
      throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        Stream.concat(
            Stream.of(java, "-jar", "target/clientgrant-operator-simulator.jar"),
            Arrays.stream(arguments));
    var builder = new ProcessBuilder(command.toList()).redirectErrorStream(true);
    builder.environment().remove("PORT");
    builder.environment().remove("ADDRESS");
    builder.environment().remove("SEED");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String firstLine(Process process) throws IOException {
    BufferedReader out = process.inputReader();
    return String.valueOf(out.readLine());
  }

  @Test
  void printsItsAddressInOneLineAndStopsAtOnceOnASignal() throws Exception {
    var process = start(Map.of("PORT", "0", "SEED", "examples/simulator/seed.json"));
    try {
      assertThat(firstLine(process))
          .matches(
              "simulator: http://127\\.0\\.0\\.1:[0-9]+ \\(domain demo\\.eu\\.auth0\\.test,"
                  + " [0-9]+ clients, [0-9]+ APIs, [0-9]+ organizations, [0-9]+ grants\\);"
                  + " control at /_simulator/");
      var rest = CompletableFuture.supplyAsync(() -> process.inputReader().lines().toList());
      process.toHandle().destroy();
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(rest.get(5, TimeUnit.SECONDS)).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void listensOnTheGivenAddress() throws Exception {
    var process = start(Map.of("ADDRESS", "127.0.0.2"), "--port", "0");
    try {
      assertThat(firstLine(process)).startsWith("simulator: http://127.0.0.2:");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void startsWithoutASeed() throws Exception {
    var process = start(Map.of("SEED", ""), "--port", "0");
    try {
      assertThat(firstLine(process)).contains("3 clients, 5 APIs, 1 organizations, 2 grants");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anInvalidSeedEndsItWithOneSentence() throws Exception {
    var seed = Files.writeString(folder.resolve("seed.json"), "{\"domain\":\"d.test\",\"a\":1}");

    stopsWith(
        "simulator: seed %s: a: unknown field (known: client_grants, clients, domain, options,"
                .formatted(seed)
            + " organization_client_grants, organizations, rate_limits, resource_servers)",
        "--port",
        "0",
        "--seed",
        seed.toString());
  }

  @Test
  void anInvalidValueEndsItWithOneSentence() throws Exception {
    stopsWith("simulator: --port must be between 0 and 65535, not 70000", "--port", "70000");
    stopsWith(
        "simulator: Invalid value for option '--port': 'http' is not an int", "--port", "http");
    stopsWith("simulator: Unknown option: '--sed'", "--sed");
    stopsWith(
        "simulator: seed none.json: it cannot be read: NoSuchFileException", "--seed", "none.json");
  }

  @Test
  void aPortInUseEndsItWithOneSentence() throws Exception {
    try (var taken =
        new ServerSocket(0, 1, java.net.InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      stopsWith(
          "simulator: port %d of 127.0.0.1 cannot be opened: Address already in use"
              .formatted(taken.getLocalPort()),
          "--port",
          Integer.toString(taken.getLocalPort()));
    }
  }

  private static void stopsWith(String sentence, String... arguments) throws Exception {
    var process = start(Map.of(), arguments);
    try {
      assertThat(process.inputReader().lines().toList()).containsExactly(sentence);
      assertThat(process.waitFor()).isEqualTo(2);
    } finally {
      process.destroyForcibly();
    }
  }
}
