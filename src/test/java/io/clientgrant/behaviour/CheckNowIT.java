package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever does not want to wait for the next resync says so by an annotation. */
@ExtendWith(ControlPlaneExtension.class)
class CheckNowIT {
  private static final String CLIENT = OperatorFixture.client(1);
  private static final String LIST = "GET /api/v2/client-grants";

  private static final Fault SLOW_LIST = Fault.delay(Duration.ofSeconds(2)).on(LIST).times(1);

  @Test
  void aRequestLooksTheGrantUpAndCorrectsIt(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    changeByHand(fixture);
    request(fixture.grants().withName("g"), "first");

    await()
        .atMost(PATIENCE)
        .until(() -> fixture.remoteScope(CLIENT).equals(List.of("read:invoices")));
    await().atMost(PATIENCE).until(() -> fixture.events("g").contains("Checked"));
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of(LIST, 1L, "PATCH /api/v2/client-grants/{id}", 1L));
  }

  /** Whoever looks sees for all: no later resync would find that anything has changed. */
  @Test
  void driftFoundByAWaitingResourceIsCorrectedByTheHolder(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture.applyGrant("waiting", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("waiting", "HeldByAnother");
    changeByHand(fixture);
    request(fixture.grants().withName("waiting"), "first");

    await()
        .atMost(PATIENCE)
        .until(() -> fixture.remoteScope(CLIENT).equals(List.of("read:invoices")));
    await().atMost(PATIENCE).until(() -> fixture.events("waiting").contains("Checked"));
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of(LIST, 1L, "PATCH /api/v2/client-grants/{id}", 1L));
  }

  @Test
  void eachRequestResyncsTheTenantOnce(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    changeByHand(fixture);
    request(fixture.tenants().withName("tenant"), "first");

    await()
        .atMost(PATIENCE)
        .until(() -> fixture.remoteScope(CLIENT).equals(List.of("read:invoices")));
    request(fixture.tenants().withName("tenant"), "second");
    await().atMost(PATIENCE).until(() -> fixture.simulator.requests().count(LIST) == 2);
  }

  @Test
  void theMetricsShowWhatAResyncFound(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");

    assertThat(fixture.gauge("clientgrant.tenant.grants")).isEqualTo(2); // and the operator's own
    assertThat(fixture.gauge("clientgrant.tenant.last.resync.timestamp"))
        .isBetween(
            Instant.now().minus(Duration.ofMinutes(5)).getEpochSecond() * 1.0,
            Instant.now().getEpochSecond() + 1.0);
    assertThat(fixture.gauge("clientgrant.tenant.calls.left")).isBetween(1.0, 50.0);
  }

  @Test
  void aRequestThatComesDuringALookupIsCarriedOutToo(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture.simulator.requests().reset();
    fixture.simulator.faults().add(SLOW_LIST);
    request(fixture.grants().withName("g"), "first");
    await().atMost(PATIENCE).until(() -> fixture.simulator.requests().count(LIST) == 1);
    request(fixture.grants().withName("g"), "second");

    await().atMost(PATIENCE).until(() -> fixture.simulator.requests().count(LIST) == 2);
    await().atMost(PATIENCE).until(() -> "second".equals(lastHandled(fixture)));
  }

  @Test
  void aRequestThatComesDuringAResyncIsCarriedOutToo(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.simulator.requests().reset();
    fixture.simulator.faults().add(SLOW_LIST);
    request(fixture.tenants().withName("tenant"), "first");
    await().atMost(PATIENCE).until(() -> fixture.simulator.requests().count(LIST) == 1);
    request(fixture.tenants().withName("tenant"), "second");

    await().atMost(PATIENCE).until(() -> fixture.simulator.requests().count(LIST) == 2);
  }

  private static @Nullable String lastHandled(OperatorFixture fixture) {
    return requireNonNull(fixture.grants().withName("g").get().getStatus())
        .lastHandledReconcileAt();
  }

  private static void changeByHand(OperatorFixture fixture) {
    var id = fixture.recorded("g").id();
    fixture
        .simulator
        .tenant()
        .put(StoredGrant.of(id, CLIENT, OperatorFixture.AUDIENCE, "delete:invoices"));
    fixture.simulator.requests().reset();
  }

  private static void request(Resource<?> resource, String value) {
    OperatorFixture.annotate(resource, "auth0.clientgrant.io/requestedAt", value);
  }
}
