package io.clientgrant.process;

import static io.clientgrant.testing.OperatorFixture.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.OperatorProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the operator logs, and what it does not. */
@ExtendWith(ControlPlaneExtension.class)
class LogsIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String LIST = "GET /api/v2/client-grants";
  private static final String UPDATE = "PATCH /api/v2/client-grants/{id}";
  private static final int RESYNCS = 3;

  @TempDir private Path folder;

  @Test
  void aChangeIsOneLineAndAResyncThatChangesNothingIsNone(OperatorFixture fixture)
      throws Exception {
    try (var operator = start(fixture)) {
      fixture.applyTenant("1s");
      fixture.applyGrant("g", client(1), "scope: [read:invoices]");
      fixture.awaitInSync("g");
      awaitResyncs(fixture);
      var before = lines(operator).size();
      awaitResyncs(fixture);
      assertThat(lines(operator)).hasSize(before);

      fixture.applyGrant("g", client(1), "scope: [write:invoices]");
      fixture.awaitInSync("g");
      awaitResyncs(fixture);
      assertThat(lines(operator).stream().skip(before))
          .singleElement()
          .satisfies(line -> {
            assertThat(line.path("action").asText()).isEqualTo("Updated");
            assertThat(line.path("resource.name").asText()).isEqualTo("g");
            assertThat(line.path("message").asText()).contains("write:invoices");
          });
      assertThat(operator.get("/metrics")).contains("\nclientgrant_log_incomplete 0.0\n");
    }
  }

  @Test
  void whatIsExpectedToFailHasNoStackTrace(OperatorFixture fixture) {
    try (var operator = start(fixture)) {
      fixture.applyTenant("1s");
      fixture.awaitTenant("Connected");
      var faults = fixture.simulator.faults();
      fixture.applyGrant("g", client(1), "scope: []");
      fixture.awaitInSync("g");
      for (var status : List.of(400, 429, 503)) {
        faults.add(Fault.status(status, Map.of(), "").on(UPDATE));
        fixture.applyGrant("g", client(1), "scope: [read:invoices]");
        await()
            .atMost(OperatorFixture.PATIENCE)
            .until(() -> fixture.simulator.requests().count(UPDATE) > 0);
        faults.clear();
        fixture.applyGrant("g", client(1), "scope: []");
        fixture.awaitInSync("g");
        fixture.simulator.requests().reset();
      }
      fixture.applySecret("not-the-secret-of-this-client");
      fixture.awaitTenant("InvalidCredentials");
      await()
          .atMost(OperatorFixture.PATIENCE)
          .until(() -> operator.log().contains("\"reason\":\"InvalidCredentials\""));
      assertThat(operator.log())
          .contains("\"status\":400", "\"status\":429", "\"status\":503")
          .doesNotContain("stack_trace");
    }
  }

  /** The audit trail goes the same way. */
  @Test
  void aFullDiskStopsNoWriteAndIsTold(OperatorFixture fixture) throws Exception {
    var port = OperatorProcess.freePort();
    try (var _ =
            OperatorProcess.startOnFullDisk(
                fixture.controlPlane, fixture.namespace, port, folder.resolve("log"));
        var http = HttpClient.newHttpClient()) {
      fixture.applyTenant(OperatorFixture.NEVER);
      fixture.applyGrant("g", client(1), "scope: [read:invoices]");
      fixture.awaitInSync("g");
      assertThat(fixture.remoteScope(client(1))).containsExactly("read:invoices");

      var metrics = URI.create("http://127.0.0.1:%d/metrics".formatted(port));
      assertThat(http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body())
          .contains("\nclientgrant_log_incomplete 1.0\n");
    }
  }

  @Test
  void aTerminalGetsTextForPeople(ControlPlane controlPlane) {
    var jar =
        OperatorProcess.jar(
            controlPlane,
            Map.of("WATCH_NAMESPACES", controlPlane.newNamespace()),
            "--http-port",
            "0");
    var onTerminal = List.of("script", "-qefc", String.join(" ", jar.command()), "/dev/null");
    try (var operator = OperatorProcess.start(jar.command(onTerminal), folder.resolve("log"))) {
      assertThat(operator.awaitLog("httpPort=", OperatorFixture.PATIENCE)).isTrue();
      assertThat(operator.log().lines())
          .isNotEmpty()
          .noneMatch(line -> line.startsWith("{"))
          .anySatisfy(line ->
              assertThat(line)
                  .matches(
                      "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  started  httpPort=\\d+ startedInMs=\\d+"
                          + "  \\(io\\.clientgrant\\.operator\\.Main\\)"));
    }
  }

  private OperatorProcess start(OperatorFixture fixture) {
    return fixture.startProcess(Map.of(), folder.resolve("log"));
  }

  private static void awaitResyncs(OperatorFixture fixture) {
    var before = fixture.simulator.requests().count(LIST);
    await()
        .atMost(OperatorFixture.PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> fixture.simulator.requests().count(LIST) >= before + RESYNCS);
  }

  /** What it logs of resources: not the audit trail, and not what it learns of the rate limit. */
  private static List<JsonNode> lines(OperatorProcess operator) {
    return operator
        .log()
        .lines()
        .map(LogsIT::parsed)
        .filter(line -> line.has("resource.name"))
        .filter(line -> !line.path("logger_name").asText().contains(".limit."))
        .toList();
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("this line is no JSON: " + line, e);
    }
  }
}
