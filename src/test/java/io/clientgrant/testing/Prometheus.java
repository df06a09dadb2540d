package io.clientgrant.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** A Prometheus on loopback that looks each half second. It does not outlive this JVM. */
public final class Prometheus implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String CONFIGURATION =
      """
      global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}
      rule_files: [rules.yaml]
      scrape_configs:
        - job_name: operator
          honor_labels: true
          file_sd_configs: [{files: [targets.json], refresh_interval: 1s}]
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final int port;
  private final Process process;

  /**
   * Starts it, and returns when it answers.
   *
   * @param folder where it keeps its files
   * @param rules its rules, in YAML
   */
  public Prometheus(Path folder, String rules) throws IOException, InterruptedException {
    this.folder = folder;
    this.port = OperatorProcess.freePort();
    Files.writeString(folder.resolve("prometheus.yaml"), CONFIGURATION);
    Files.writeString(folder.resolve("rules.yaml"), rules);
    Files.writeString(folder.resolve("targets.json"), "[]");
    this.process =
        new ProcessBuilder(
                Program.tools("prometheus").resolve("prometheus").toString(),
                "--config.file=prometheus.yaml",
                "--storage.tsdb.path=data",
                "--web.listen-address=127.0.0.1:" + port)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    await().atMost(Conditions.PATIENCE).failFast(this::requireAlive).until(this::answers);
  }

  private void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException(Files.readString(folder.resolve("log")));
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      return http.send(HttpRequest.newBuilder(at("/-/ready")).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  /** Has it look at an operator, and at nothing else. */
  public void watch(OperatorProcess operator) {
    watch(operator.port());
  }

  /** Has it look at a port, and at nothing else. */
  public void watch(int operator) {
    try {
      var next = folder.resolve("next.json");
      Files.writeString(next, "[{\"targets\": [\"127.0.0.1:%d\"]}]".formatted(operator));
      Files.move(
          next,
          folder.resolve("targets.json"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The alerts that are firing. */
  public Set<String> firing() {
    return get("/api/v1/alerts")
        .at("/data/alerts")
        .valueStream()
        .filter(alert -> alert.path("state").asText().equals("firing"))
        .map(alert -> alert.at("/labels/alertname").asText())
        .collect(Collectors.toSet());
  }

  /**
   * What a query gives now.
   *
   * @throws IllegalArgumentException if it is no query
   */
  public JsonNode query(String expression) {
    return result("query?query=" + URLEncoder.encode(expression, UTF_8));
  }

  /**
   * What a query gives for each step of a time.
   *
   * @throws IllegalArgumentException if it is no query
   */
  public JsonNode range(String expression, Instant begin, Instant end, Duration step) {
    return result(
        "query_range?query=%s&start=%d&end=%d&step=%d"
            .formatted(
                URLEncoder.encode(expression, UTF_8),
                begin.getEpochSecond(),
                end.getEpochSecond(),
                step.toSeconds()));
  }

  private JsonNode result(String request) {
    var answer = get("/api/v1/" + request);
    if (!answer.path("status").asText().equals("success")) {
      throw new IllegalArgumentException(answer.toString());
    }
    return answer.at("/data/result");
  }

  private JsonNode get(String path) {
    try {
      var request = HttpRequest.newBuilder(at(path)).timeout(Duration.ofSeconds(30)).build();
      return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() {
    http.shutdownNow();
    process.destroyForcibly().onExit().join();
  }
}
