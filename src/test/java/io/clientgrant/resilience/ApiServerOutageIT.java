package io.clientgrant.resilience;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.RecordedGrant;
import io.clientgrant.operator.KubernetesClients;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.server.RecordedRequest;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operator loses every watch while it works, and every write that is on its way. */
class ApiServerOutageIT {
  private static final int OUTAGES = 3;
  private static final int GRANTS = 10;

  private final ControlPlane controlPlane = ControlPlane.startWithCrds();

  @AfterEach
  void stop() {
    controlPlane.close();
  }

  @Test
  void theWorkIsFinishedAfterTheApiServerWasDown() {
    try (var fixture = new OperatorFixture(controlPlane)) {
      fixture.start("1s");
      workThrough(
          fixture,
          first -> {
            var recorded = recorded(fixture);
            controlPlane.killApiServer();
            editByHand(fixture, recorded);
            controlPlane.startApiServer();
            change(fixture, first);
          });
    }
  }

  /** Others still reach the API server, and go on changing what the operator cannot see. */
  @Test
  void theWorkIsFinishedAfterTheOperatorWasCutOff() {
    try (var relay = new Relay(port());
        var fixture = new OperatorFixture(controlPlane)) {
      fixture.withClient(config -> clientThrough(relay, config)).start("1s");
      workThrough(
          fixture,
          first -> {
            var recorded = recorded(fixture);
            relay.cut();
            editByHand(fixture, recorded);
            change(fixture, first);
            assertThat(fixture.grants().list().getItems())
                .filteredOn(grant -> numberOf(grant) >= first)
                .as("what the operator has not seen as it is now")
                .isNotEmpty()
                .noneMatch(ApiServerOutageIT::isObserved);
            relay.restore();
          });
    }
  }

  private static KubernetesClient clientThrough(Relay relay, Config config) {
    var url = "https://127.0.0.1:" + relay.port();
    return KubernetesClients.client(new ConfigBuilder(config).withMasterUrl(url).build());
  }

  private int port() {
    try (var client = controlPlane.client()) {
      return client.getMasterUrl().getPort();
    }
  }

  /** When an outage begins some grants are made, some told of, and some not yet seen. */
  private static void workThrough(OperatorFixture fixture, IntConsumer outage) {
    fixture
        .simulator
        .faults()
        .add(Fault.delay(Duration.ofMillis(200)).on("POST /api/v2/client-grants").share(0.5));
    for (var number = 0; number < OUTAGES; number++) {
      var first = 1 + number * GRANTS;
      applyAll(fixture, first, "read:invoices");
      outage.accept(first);
      fixture.awaitGone(name(first));
      assertThat(fixture.remote(OperatorFixture.client(first))).isEmpty();
    }
    everythingIsAsAsked(fixture);
  }

  private static void applyAll(OperatorFixture fixture, int first, String scope) {
    for (var number = first; number < first + GRANTS; number++) {
      fixture.applyGrant(
          name(number), OperatorFixture.client(number), "scope: [%s]".formatted(scope));
    }
  }

  private static void change(OperatorFixture fixture, int first) {
    applyAll(fixture, first, "write:invoices");
    fixture.grants().withName(name(first)).delete();
  }

  /** What is edited before it is on record is taken for somebody else's. */
  private static Set<String> recorded(OperatorFixture fixture) {
    return fixture.grants().list().getItems().stream()
        .map(grant -> requireNonNull(grant.getStatus(), "no status").grant())
        .filter(Objects::nonNull)
        .map(RecordedGrant::id)
        .collect(toSet());
  }

  /** The resync after the outage finds it. */
  private static void editByHand(OperatorFixture fixture, Set<String> ids) {
    var tenant = fixture.simulator.tenant();
    tenant.grants().stream()
        .filter(grant -> ids.contains(grant.id()))
        .forEach(grant -> tenant.put(grant.withScope("delete:invoices")));
  }

  private static void everythingIsAsAsked(OperatorFixture fixture) {
    IntStream.rangeClosed(1, OUTAGES * GRANTS)
        .filter(number -> number % GRANTS != 1)
        .forEach(number -> {
          await()
              .atMost(OperatorFixture.PATIENCE)
              .untilAsserted(() ->
                  assertThat(
                          fixture
                              .remote(OperatorFixture.client(number))
                              .flatMap(StoredGrant::scope))
                      .hasValue(List.of("write:invoices")));
          fixture.awaitInSync(name(number));
          assertThat(fixture.recorded(name(number)).origin()).isEqualTo("Created");
        });
    assertThat(fixture.simulator.requests().recent("POST /api/v2/client-grants"))
        .extracting(RecordedRequest::status)
        .containsOnly(Optional.of(201))
        .hasSizeLessThanOrEqualTo(OUTAGES * GRANTS);
  }

  private static boolean isObserved(ClientGrant grant) {
    var status = requireNonNull(grant.getStatus(), "no status");
    return grant.getMetadata().getGeneration().equals(status.observedGeneration());
  }

  private static String name(int number) {
    return "g" + number;
  }

  private static int numberOf(ClientGrant grant) {
    return Integer.parseInt(grant.getMetadata().getName().substring(1));
  }
}
