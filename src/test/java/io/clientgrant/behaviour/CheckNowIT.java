package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
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

  private final ControlPlane controlPlane;

  CheckNowIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @Test
  void aGrantIsLookedUpAndPutRight() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      changeByHand(scene);
      request(scene.grants().withName("g"), "first");

      await()
          .atMost(PATIENCE)
          .until(() -> scene.remoteScope(CLIENT).equals(List.of("read:invoices")));
      await().atMost(PATIENCE).until(() -> scene.events("g").contains("Checked"));
      assertThat(scene.simulator.requests().counts())
          .isEqualTo(Map.of(LIST, 1L, "PATCH /api/v2/client-grants/{id}", 1L));
    }
  }

  /** Whoever looks sees for all: no later resync would find that anything has changed. */
  @Test
  void whatOneThatWaitsFindsIsPutRightByTheOneThatHolds() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene.applyGrant("waiting", CLIENT, "scope: [read:invoices]");
      scene.awaitReason("waiting", "HeldByAnother");
      changeByHand(scene);
      request(scene.grants().withName("waiting"), "first");

      await()
          .atMost(PATIENCE)
          .until(() -> scene.remoteScope(CLIENT).equals(List.of("read:invoices")));
      await().atMost(PATIENCE).until(() -> scene.events("waiting").contains("Checked"));
      assertThat(scene.simulator.requests().counts())
          .isEqualTo(Map.of(LIST, 1L, "PATCH /api/v2/client-grants/{id}", 1L));
    }
  }

  @Test
  void eachRequestResyncsTheTenantOnce() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      changeByHand(scene);
      request(scene.tenants().withName("tenant"), "first");

      await()
          .atMost(PATIENCE)
          .until(() -> scene.remoteScope(CLIENT).equals(List.of("read:invoices")));
      request(scene.tenants().withName("tenant"), "second");
      await().atMost(PATIENCE).until(() -> scene.simulator.requests().count(LIST) == 2);
    }
  }

  @Test
  void whatAResyncFoundIsInTheMetrics() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");

      assertThat(scene.gauge("clientgrant.tenant.grants")).isEqualTo(2); // and the operator's own
      assertThat(scene.gauge("clientgrant.tenant.last.resync.timestamp"))
          .isBetween(
              Instant.now().minus(Duration.ofMinutes(5)).getEpochSecond() * 1.0,
              Instant.now().getEpochSecond() + 1.0);
      assertThat(scene.gauge("clientgrant.tenant.calls.left")).isBetween(1.0, 50.0);
    }
  }

  @Test
  void aRequestThatComesDuringALookupIsCarriedOutToo() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene.simulator.requests().reset();
      scene.simulator.faults().add(SLOW_LIST);
      request(scene.grants().withName("g"), "first");
      await().atMost(PATIENCE).until(() -> scene.simulator.requests().count(LIST) == 1);
      request(scene.grants().withName("g"), "second");

      await().atMost(PATIENCE).until(() -> scene.simulator.requests().count(LIST) == 2);
      await().atMost(PATIENCE).until(() -> "second".equals(lastHandled(scene)));
    }
  }

  @Test
  void aRequestThatComesDuringAResyncIsCarriedOutToo() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.simulator.requests().reset();
      scene.simulator.faults().add(SLOW_LIST);
      request(scene.tenants().withName("tenant"), "first");
      await().atMost(PATIENCE).until(() -> scene.simulator.requests().count(LIST) == 1);
      request(scene.tenants().withName("tenant"), "second");

      await().atMost(PATIENCE).until(() -> scene.simulator.requests().count(LIST) == 2);
    }
  }

  private static @Nullable String lastHandled(OperatorFixture scene) {
    return requireNonNull(scene.grants().withName("g").get().getStatus()).lastHandledReconcileAt();
  }

  private static void changeByHand(OperatorFixture scene) {
    var id = scene.recorded("g").id();
    scene
        .simulator
        .tenant()
        .put(StoredGrant.of(id, CLIENT, OperatorFixture.AUDIENCE, "delete:invoices"));
    scene.simulator.requests().reset();
  }

  private static void request(Resource<?> resource, String value) {
    OperatorFixture.annotate(resource, "auth0.clientgrant.io/requestedAt", value);
  }
}
