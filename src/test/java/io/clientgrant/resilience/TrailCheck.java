package io.clientgrant.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.simulator.server.RecordedRequest;
import io.clientgrant.testing.OperatorFixture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The audit trail of a tenant, against what the simulator has recorded. Each write that was
 * answered has a line with that answer, and the other way round. A write in hand when the operator
 * was killed has at least the line before it.
 */
final class TrailCheck {
  private static final JsonMapper JSON = new JsonMapper();

  private final OperatorFixture fixture;
  private final TreeMap<Long, RecordedRequest> recorded = new TreeMap<>();
  private final Map<String, JsonNode> requested = new HashMap<>();
  private final Map<String, JsonNode> answered = new HashMap<>();

  TrailCheck(OperatorFixture fixture) {
    this.fixture = fixture;
  }

  private void takeRecent() {
    takeRequests(fixture.simulator.requests().recent());
  }

  /** Takes in requests that the simulator has recorded; some may not be answered yet. */
  void takeRequests(List<RecordedRequest> requests) {
    requests.stream()
        .filter(request -> request.path().startsWith("/api/v2/"))
        .filter(request -> !request.method().equals("GET"))
        .forEach(request -> recorded.put(request.number(), request));
  }

  /** Takes in what a process has logged until its end. */
  void takeLog(String log) {
    takeRecent();
    log.lines().flatMap(TrailCheck::trail).forEach(this::take);
  }

  private void take(JsonNode line) {
    var lines = line.path("phase").asText().equals("Requested") ? requested : answered;
    assertThat(lines.put(line.path("call").asText(), line)).as("another line of %s", line).isNull();
  }

  /** The last line of a process that was killed may be cut off. */
  private static Stream<JsonNode> trail(String line) {
    if (!line.contains("\"audit-trail\"")) {
      return Stream.empty();
    }
    try {
      return Stream.of(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      return Stream.empty();
    }
  }

  /** Compares; returns how many writes there were. */
  int check() {
    takeRecent();
    assertThat(requested.keySet()).containsAll(answered.keySet());
    requested.values().forEach(TrailCheck::checkLine);

    var open = new ArrayList<>(recorded.values());
    var unknown = new ArrayList<JsonNode>();
    for (var line : requested.values()) {
      var answer = answered.get(line.path("call").asText());
      if (answer == null || !answer.has("status")) {
        unknown.add(line);
        continue;
      }
      var written = open.stream().filter(request -> tellsOf(answer, request, true)).findFirst();
      assertThat(written).as("what the simulator has recorded for %s", answer).isPresent();
      open.remove(written.orElseThrow());
    }
    for (var request : open) {
      var line = unknown.stream().filter(other -> tellsOf(other, request, false)).findFirst();
      assertThat(line).as("a line for %s", request).isPresent();
      unknown.remove(line.orElseThrow());
    }
    return recorded.size();
  }

  private static boolean tellsOf(JsonNode line, RecordedRequest request, boolean withStatus) {
    return line.path("method").asText().equals(request.method())
        && line.path("path").asText().equals(request.path())
        && request.correlationId().equals(Optional.of(line.path("correlationId").asText()))
        && line.path("to").equals(body(request))
        && (!withStatus
            || request.status().isEmpty()
            || request.status().equals(Optional.of(line.path("status").asInt())));
  }

  private static JsonNode body(RecordedRequest request) {
    try {
      return request.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(request.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static void checkLine(JsonNode line) {
    assertThat(line.path("schema").asText()).isEqualTo("v1");
    assertThat(line.path("domain").asText()).isEqualTo(OperatorFixture.DOMAIN);
    assertThat(line.path("uid")).isEqualTo(line.path("correlationId"));
    assertThat(line.path("manager").asText()).as("manager in %s", line).isNotEmpty();
    assertThat(List.of("kind", "namespace", "name", "generation", "audience"))
        .allMatch(line::hasNonNull);
    assertThat(line.has("from")).isEqualTo(!line.path("method").asText().equals("POST"));
  }
}
