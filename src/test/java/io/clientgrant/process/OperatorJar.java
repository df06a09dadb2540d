package io.clientgrant.process;

import static org.awaitility.Awaitility.await;

import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.OperatorFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The jar that users run, as a process of its own. */
public final class OperatorJar implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("\"httpPort\":(\\d+)");

  final Process process;
  private final Path log;

  private OperatorJar(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** What would run it, for the administrator. */
  public static ProcessBuilder command(
      ControlPlane controlPlane, Map<String, String> environment, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@jvm.options",
                "-jar",
                Path.of("target", "clientgrant-operator.jar").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", controlPlane.kubeconfig().toString());
    builder.environment().putAll(environment);
    return builder;
  }

  /** Starts it on any port, and returns when it serves. */
  public static OperatorJar start(
      ControlPlane controlPlane, Map<String, String> environment, Path log) throws IOException {
    var process =
        command(controlPlane, environment, "--http-port", "0")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var jar = new OperatorJar(process, log);
    await().atMost(OperatorFixture.PATIENCE).until(() -> PORT.matcher(jar.log()).find());
    return jar;
  }

  /** What it has logged so far. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** What it answers. */
  public String get(String path) throws IOException, InterruptedException {
    var port = PORT.matcher(log()).results().findFirst().orElseThrow().group(1);
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
