package io.clientgrant.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.server.RecordedRequest;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an API, or something in its place, may answer with status 200. It ends in a condition, no id
 * of it gets into a path, and once it is over everything is as asked.
 */
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileAnswerIT {
  private static final String LIST = "GET /api/v2/client-grants";
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String CREATE = "POST /api/v2/client-grants";

  /** What the operator may call. */
  static final String PATH = "/oauth/token|/api/v2/client-grants(/cgr_[A-Za-z0-9]{16})?";

  private final OperatorFixture fixture;
  private int number;

  HostileAnswerIT(OperatorFixture fixture) {
    this.fixture = fixture;
  }

  @BeforeAll
  void start() {
    fixture.withCallTimeout(NetworkFault.CALL_TIMEOUT).start("1s");
  }

  static Stream<String> notAGrant() {
    return Stream.concat(
        Stream.of("\"..\"", "\"a/b\"", "\"\"", "\"%2e%2e\"", "\"a?b\"", "null", "{}", "[]")
            .map(
                "{\"id\": %s, \"client_id\": \"client-0001\", \"audience\": \"a\", \"scope\": []}"
                    ::formatted),
        Stream.of(
            "{}",
            "null",
            "[]",
            "5",
            "{\"client_id\": \"client-0001\", \"audience\": \"a\", \"scope\": []}",
            "{\"id\": \"cgr_0123456789abcdef\", \"client_id\": null, \"audience\": null}",
            "{\"id\": \"cgr_0123456789abcdef\", \"client_id\": \"c\", \"audience\": \"a\","
                + " \"scope\": \"read\", \"organization_usage\": 5, \"is_system\": \"x\"}"));
  }

  static Stream<String> notAList() {
    return Stream.concat(
        notAGrant().map("{\"client_grants\": [%s]}"::formatted),
        Stream.of(
            "{}",
            "null",
            "[]",
            "5",
            "\"\"",
            "",
            "{\"client_grants\": null}",
            "{\"client_grants\": {}}",
            "{\"client_grants\": [], \"next\": 5}"));
  }

  @ParameterizedTest
  @MethodSource("notAGrant")
  void aCreationAnsweredWithoutAGrantIsLookedUp(String answer) {
    var client = OperatorFixture.client(++number);
    inPlaceOf(CREATE, answer, 1);
    fixture.applyGrant("g" + number, client, "scope: [read:invoices]");
    fixture.awaitInSync("g" + number);
    assertThat(fixture.recorded("g" + number).id())
        .isEqualTo(fixture.remote(client).orElseThrow().id());
    everythingElseIsAsItWas();
  }

  @ParameterizedTest
  @MethodSource("notAList")
  void aResyncAnsweredWithoutAListLosesNothing(String answer) {
    var client = OperatorFixture.client(++number);
    fixture.applyGrant("g" + number, client, "scope: [read:invoices]");
    fixture.awaitInSync("g" + number);
    var before = fixture.simulator.tenant().grants();
    fixture.simulator.requests().reset();
    inPlaceOf(LIST, answer, 2);
    await() // both of them, and a resync after them, so that pauses do not add up
        .atMost(SOON)
        .until(() -> fixture.simulator.requests().count(LIST) >= 3);
    fixture.awaitTenant("Connected");
    assertThat(fixture.simulator.tenant().grants()).isEqualTo(before);
    fixture.applyGrant("g" + number, client, "scope: [write:invoices]");
    fixture.awaitInSync("g" + number);
    assertThat(fixture.remoteScope(client)).containsExactly("write:invoices");
    everythingElseIsAsItWas();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"access_token\": \"a\\nb\", \"expires_in\": 60}",
        "{\"access_token\": \"\\u00e9\", \"expires_in\": 60}",
        "{\"access_token\": null, \"expires_in\": 60}",
        "{\"access_token\": \"\", \"expires_in\": 60}",
        "{\"access_token\": \"x\", \"expires_in\": -9223372036854775808}",
        "{\"access_token\": \"x\", \"expires_in\": \"soon\"}",
        "{\"access_token\": {}, \"expires_in\": 60}",
        "null",
        "[]",
        ""
      })
  void anInvalidTokenIsReportedInACondition(String answer) {
    var client = OperatorFixture.client(++number);
    inPlaceOf("POST /oauth/token", answer, 1_000);
    fixture.simulator.tokens().revokeAll();
    fixture.applyGrant("g" + number, client, "scope: [read:invoices]");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(fixture.ready("g" + number).reason())
                .isIn("Unavailable", "Unauthorized", "Invalid"));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(fixture.tenantReady().status()).isEqualTo("False"));
    fixture.simulator.faults().clear();
    fixture.simulator.tokens().revokeAll();
    fixture.applyTenant("2s");
    fixture.applyTenant("1s");
    fixture.applyGrant("g" + number, client, "scope: [read:invoices], suspend: false");
    fixture.awaitInSync("g" + number);
  }

  private void inPlaceOf(String route, String answer, int times) {
    var json = Map.of("content-type", "application/json");
    var fault = Fault.status(200, json, answer).afterEffect();
    fixture.simulator.faults().add(fault.on(route).times(times));
  }

  private void everythingElseIsAsItWas() {
    assertThat(fixture.simulator.requests().recent())
        .extracting(RecordedRequest::path)
        .allMatch(path -> path.matches(PATH));
    assertThat(
            fixture.simulator.tenant().grants().stream().map(grant -> grant.clientId().orElse("")))
        .doesNotHaveDuplicates();
    fixture.simulator.requests().reset();
    assertThat(List.copyOf(fixture.simulator.faults().all().values())).isEmpty();
  }
}
