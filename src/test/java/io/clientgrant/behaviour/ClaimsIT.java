package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.RequestHook;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Resources that claim the same grant never fight: one holds it, and hands it over when it goes.
 */
@ExtendWith(ControlPlaneExtension.class)
class ClaimsIT {
  private static final String CLIENT = "client-0001";

  private final ControlPlane controlPlane;

  ClaimsIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @Test
  void theSecondIsToldOfTheFirstAndChangesNothing() {
    try (var scene = new OperatorFixture(controlPlane).running("1s")) {
      scene.applyGrant("first", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("first");
      scene.applyGrant("second", CLIENT, "scope: [write:invoices], adoptionPolicy: Always");
      scene.awaitReason("second", "HeldByAnother");
      assertThat(scene.ready("second").message()).contains(scene.namespace + "/first");

      scene.simulator.requests().reset();
      await().atMost(PATIENCE).until(() -> scene.calls("GET") >= 3);
      assertThat(scene.simulator.requests().counts()).containsOnlyKeys("GET /api/v2/client-grants");
      assertThat(scene.remoteScope(CLIENT)).containsExactly("read:invoices");
    }
  }

  @Test
  void renamingAResourceInterruptsNothing() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("old", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("old");
      var id = scene.recorded("old").id();
      scene.simulator.requests().reset();

      scene.applyGrant("new", CLIENT, "scope: [read:invoices]");
      scene.awaitReason("new", "HeldByAnother");
      scene.grants().withName("old").delete();
      scene.awaitGone("old");
      scene.awaitInSync("new");
      assertThat(scene.simulator.requests().counts()).isEmpty();
      assertThat(scene.recorded("new").id()).isEqualTo(id);
      assertThat(scene.recorded("new").origin()).isEqualTo("Created");
      assertThat(scene.events("old")).containsExactlyInAnyOrder("Created", "HandedOver");

      scene.grants().withName("new").delete();
      scene.awaitGone("new");
      assertThat(scene.remote(CLIENT)).isEmpty();
    }
  }

  @Test
  void theHeirMakesOfTheGrantWhatItAsksFor() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("old", CLIENT, "scope: [read:invoices], organizationUsage: allow");
      scene.awaitInSync("old");
      scene.applyGrant("new", CLIENT, "scope: [write:invoices]");
      scene.awaitReason("new", "HeldByAnother");
      scene.simulator.requests().reset();

      scene.grants().withName("old").delete();
      scene.awaitGone("old");
      scene.awaitInSync("new");
      assertThat(scene.simulator.requests().counts())
          .isEqualTo(Map.of("PATCH /api/v2/client-grants/{id}", 1L));
      assertThat(scene.remoteScope(CLIENT)).containsExactly("write:invoices");
      assertThat(scene.remote(CLIENT).flatMap(StoredGrant::organizationUsage)).hasValue("deny");
    }
  }

  /**
   * What the old one let go, since the new one had taken over, goes with the new one, even if the
   * old one is not gone from the cluster yet.
   */
  @ParameterizedTest
  @ValueSource(strings = {"IfCreated", "Never"})
  void theHeirDoesNotCountOnWhoCountedOnIt(String policyOfTheOld) {
    var meanwhile = RequestHook.finalizerWrite("old");
    try (var scene = new OperatorFixture(controlPlane, meanwhile::client).running(NEVER)) {
      scene.applyGrant("old", CLIENT, "scope: [read:invoices], deletionPolicy: " + policyOfTheOld);
      scene.awaitInSync("old");
      scene.applyGrant("new", CLIENT, "scope: [read:invoices]");
      scene.awaitReason("new", "HeldByAnother");
      meanwhile.arm(() -> {
        scene.grants().withName("new").delete();
        scene.awaitGone("new");
      });

      scene.grants().withName("old").delete();
      scene.awaitGone("old");
      assertThat(meanwhile.happened()).isTrue();
      assertThat(scene.remote(CLIENT)).isEmpty();
    }
  }

  @Test
  void whoIsRefusedIsNotInTheWay() {
    try (var scene = new OperatorFixture(controlPlane)) {
      scene
          .simulator
          .tenant()
          .put(
              StoredGrant.of(
                  "cgr_0000000000000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices"));
      scene.running(NEVER);
      scene.applyGrant("older", CLIENT, "scope: [write:invoices]");
      scene.awaitReason("older", "GrantExists");
      scene.applyGrant("younger", CLIENT, "scope: [write:invoices], adoptionPolicy: Always");
      scene.awaitInSync("younger");
      scene.awaitReason("older", "HeldByAnother");
      assertThat(scene.remoteScope(CLIENT)).containsExactly("write:invoices");
    }
  }

  /** Whoever waits is woken by what makes another's claim count no more. */
  @ParameterizedTest
  @ValueSource(strings = {"suspend: true", "organizationUsage: require"})
  void whoCountsNoMoreMakesWay(String change) {
    try (var scene = new OperatorFixture(controlPlane)) {
      scene.simulator.faults().add(Fault.status(400).on("POST /api/v2/client-grants"));
      scene.running(NEVER);
      scene.applyTenant(
          NEVER,
          """
          guardrails:
              - {namespaces: {from: Same}, clientIds: ["*"], audiences: ["*"], scopes: ["*"]}
          """);
      scene.applyGrant("older", CLIENT, "scope: [read:invoices]");
      scene.awaitReason("older", "Invalid");
      scene.awaitAge("older");
      scene.applyGrant("younger", CLIENT, "scope: [read:invoices]");
      scene.awaitReason("younger", "HeldByAnother");

      scene.simulator.faults().clear();
      scene.applyGrant("older", CLIENT, "scope: [read:invoices], " + change);
      scene.awaitInSync("younger");
    }
  }

  @Test
  void theFirstHoldsAlsoAfterARestart() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("first", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("first");
      scene.applyGrant("second", CLIENT, "scope: [write:invoices]");
      scene.awaitReason("second", "HeldByAnother");
      var before = scene.grant("second").getMetadata().getResourceVersion();
      scene.stopOperator();
      scene.simulator.requests().reset();

      scene.startOperator();
      await().atMost(PATIENCE).until(() -> scene.calls("GET") == 1);
      scene.applyGrant("third", "client-0002", "scope: []");
      scene.awaitInSync("third");
      assertThat(scene.calls("PATCH")).isZero();
      assertThat(scene.grant("second").getMetadata().getResourceVersion()).isEqualTo(before);
    }
  }
}
