package io.clientgrant.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.OperatorProcess;
import io.clientgrant.testing.network.HostileEndpoint;
import io.clientgrant.testing.network.HostileEndpoint.Reply;
import io.clientgrant.testing.network.HostileReplies;
import io.clientgrant.testing.network.OwnCa;
import io.clientgrant.testing.network.RawEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tenants whose endpoints mean harm, beside a good one, at the operator as it ships and with the
 * heap of its default Pod. The hostile tenants stay, so that each attack comes on top of those
 * before it.
 */
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTenantsIT {
  /** A call may be on its way for fifteen seconds. */
  private static final Duration UNTIL_TOLD = Duration.ofSeconds(60);

  private static final String GRANT =
      "{\"id\": \"cgr_%1$016d\", \"client_id\": \"c%1$d\", \"audience\": \"https://a\"}";
  private static final String LARGE_GRANT =
      GRANT.replace("}", ", \"scope\": [\"" + "x".repeat(1024 * 1024) + "%1$d\"]}");
  private static final Map<String, String> ABSURD_LIMIT =
      Map.of(
          "retry-after", "999999999999",
          "x-ratelimit-limit", "0",
          "x-ratelimit-remaining", "-99999999999999999999",
          "x-ratelimit-reset", "999999999999",
          "date", "Thu, 01 Jan 1970 00:00:00 GMT");

  private final OperatorFixture fixture;
  private final List<AutoCloseable> endpoints = new ArrayList<>();
  @TempDir static Path folder;
  private int number;
  private OperatorProcess operator;

  @SuppressWarnings("NullAway.Init") // the process is there when a test begins
  HostileTenantsIT(OperatorFixture fixture) {
    this.fixture = fixture;
  }

  @BeforeAll
  void start() {
    fixture.applyTenant("5s");
    startOperator();
  }

  /** So that an attack that ends the operator fails its own test only. */
  @BeforeEach
  void startAgain() {
    if (!operator.isAlive()) {
      startOperator();
    }
  }

  private void startOperator() {
    operator =
        fixture.startProcess(
            Map.of("JDK_JAVA_OPTIONS", "-XX:MaxRAM=256m"), folder.resolve("operator.log"));
  }

  @AfterAll
  void stop() throws Exception {
    operator.close();
    for (var endpoint : endpoints) {
      endpoint.close();
    }
  }

  static Stream<Named<Function<HostileEndpoint, Reply>>> attacks() {
    return Stream.of(
        Named.of("a body without end", HostileEndpoint::endless),
        Named.of("a gzip bomb", _ -> HostileReplies.gzipBomb()),
        Named.of("four mebibytes of empty objects", _ -> HostileReplies.emptyGrants(4_000_000)),
        Named.of("the same page for ever", at -> at.endlessPages(GRANT.formatted(1))),
        Named.of("invented grants without end", at -> at.endlessPages(GRANT)),
        Named.of("invented large grants without end", at -> at.endlessPages(LARGE_GRANT)),
        Named.of("slow bytes", _ -> HostileReplies.slowBytes(Duration.ofSeconds(1))),
        Named.of("redirects without end", _ -> HostileReplies.redirectLoop()),
        Named.of("a flood of headers", _ -> HostileReplies.headerFlood(10_000)),
        Named.of("deep JSON", _ -> HostileReplies.nested(100_000)),
        Named.of("deep JSON within limits", _ -> HostileReplies.nested(900)),
        Named.of(
            "invalid UTF-8",
            _ ->
                HostileReplies.bytes(
                    200,
                    Map.of("content-type", "application/json"),
                    "{\"client_grants\": \"\u00ff\u00fe\"".getBytes(ISO_8859_1))),
        Named.of(
            "another content type",
            _ ->
                HostileReplies.bytes(
                    200,
                    Map.of("content-type", "image/png; charset=none"),
                    "<html>".getBytes(UTF_8))),
        Named.of("401", _ -> HostileReplies.status(401, ABSURD_LIMIT)),
        Named.of("403", _ -> HostileReplies.status(403, ABSURD_LIMIT)),
        Named.of("429", _ -> HostileReplies.status(429, ABSURD_LIMIT)),
        Named.of("503", _ -> HostileReplies.status(503, ABSURD_LIMIT)));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void anApiThatMeansHarmIsToldAndHarmsNobodyElse(Function<HostileEndpoint, Reply> attack) {
    var endpoint = opened(new HostileEndpoint());
    endpoint.answering(attack.apply(endpoint));
    applyHostileTenant(endpoint.uri().toString(), "");
    theGoodTenantGoesOnAndTheOtherIsTold();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void aTokenEndpointThatMeansHarmIsToldAndHarmsNobodyElse(
      Function<HostileEndpoint, Reply> attack) {
    var endpoint = opened(new HostileEndpoint());
    endpoint.answeringTokensWith(attack.apply(endpoint));
    applyHostileTenant(endpoint.uri().toString(), "");
    theGoodTenantGoesOnAndTheOtherIsTold();
  }

  @ParameterizedTest
  @MethodSource("connections")
  void aConnectionThatMeansHarmIsToldAndHarmsNobodyElse(Function<OwnCa, RawEndpoint> attack) {
    var ca = new OwnCa();
    applyHostileTenant(opened(attack.apply(ca)).uri(), "caBundle: " + ca.bundle());
    theGoodTenantGoesOnAndTheOtherIsTold();
  }

  static Stream<Named<Function<OwnCa, RawEndpoint>>> connections() {
    return Stream.of(
        Named.of("half open", _ -> RawEndpoint.halfOpen()),
        Named.of("broken TLS", _ -> RawEndpoint.brokenTls()),
        Named.of(
            "headers without end over HTTP/2",
            ca -> RawEndpoint.http2HeaderFlood(ca.serverAt("localhost"))));
  }

  private <T extends AutoCloseable> T opened(T endpoint) {
    endpoints.add(endpoint);
    return endpoint;
  }

  private void applyHostileTenant(String endpoint, String fields) {
    number++;
    var secret = "credentials-" + number;
    fixture.applySecret(
        secret, Map.of("endpoint", endpoint, "clientSecret", "a-secret-of-some-length"));
    fixture.applyTenant("hostile-" + number, secret, "1s", fields);
  }

  private void theGoodTenantGoesOnAndTheOtherIsTold() {
    var grant = "grant-" + number;
    fixture.applyGrant(grant, OperatorFixture.client(number), "scope: [read:invoices]");
    fixture.awaitInSync(grant);
    await()
        .atMost(UNTIL_TOLD)
        .untilAsserted(() -> {
          var ready = fixture.tenantReady("hostile-" + number);
          assertThat(ready.status()).as(ready.message()).isEqualTo("False");
          assertThat(ready.reason()).isNotEqualTo("Resyncing");
          assertThat(ready.message()).containsPattern("^[A-Z].+\\.$");
        });
    operator.requireAlive();
  }
}
