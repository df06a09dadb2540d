package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A tenant in mode Observe is told of and not written to. */
@ExtendWith(ControlPlaneExtension.class)
class ObserveIT {
  private final ControlPlane controlPlane;

  ObserveIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @Test
  void eachConditionSaysWhatWouldBeDoneAndNothingIsWritten() {
    try (var scene = new OperatorFixture(controlPlane).observing()) {
      for (var number = 2; number <= 4; number++) {
        editByHand(scene, number, "read:invoices");
      }
      scene.running(NEVER);
      assertThat(told(scene, 1, "scope: [read:invoices], organizationUsage: allow", "WouldCreate"))
          .contains(
              "create the grant for client client-0001",
              "scope [read:invoices]",
              "organizationUsage allow");
      assertThat(told(scene, 2, "scope: [read:invoices]", "WouldAdopt"))
          .contains("adopt grant cgr_2 and change nothing");
      assertThat(told(scene, 3, "scope: [write:invoices], adoptionPolicy: Always", "WouldAdopt"))
          .contains("adopt grant cgr_3 and change scope: add write:invoices, remove read:invoices");
      assertThat(told(scene, 4, "scope: [write:invoices]", "GrantExists")).contains("differs");
      assertThat(scene.remote(OperatorFixture.client(1))).isEmpty();

      enforce(scene);
      for (var name : List.of("g1", "g2", "g3")) {
        scene.awaitInSync(name);
      }
      observe(scene);
      scene.simulator.requests().reset();

      assertThat(told(scene, 1, "scope: [read:invoices, write:invoices]", "WouldUpdate"))
          .contains("scope: add write:invoices", "organizationUsage: deny instead of allow");
      scene.grants().withName("g1").delete();
      scene.awaitReason("g1", "DeletionBlocked");
      assertThat(scene.ready("g1").message()).contains("delete grant", "release=");
      assertThat(told(scene, 5, "scope: []", "WouldCreate")).contains("client-0005");
      scene.grants().withName("g5").delete();
      scene.awaitGone("g5");
      editByHand(scene, 3, "read:invoices");
      OperatorFixture.annotate(
          scene.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");
      scene.awaitReason("g3", "WouldUpdate");
      assertThat(scene.simulator.requests().counts()).containsOnlyKeys("GET /api/v2/client-grants");

      enforce(scene);
      scene.awaitGone("g1");
      scene.awaitInSync("g3");
      assertThat(scene.remote(OperatorFixture.client(1))).isEmpty();
    }
  }

  /** As it would be in mode Enforce: one creates, the other waits, and takes over. */
  @Test
  void ofSeveralForOneGrantEachIsToldItsOwnPart() {
    try (var scene = new OperatorFixture(controlPlane).observing().running(NEVER)) {
      scene.applyGrant("first", OperatorFixture.client(1), "scope: [read:invoices]");
      scene.awaitReason("first", "WouldCreate");
      scene.awaitAge("first");
      scene.applyGrant("second", OperatorFixture.client(1), "scope: [write:invoices]");
      scene.awaitReason("second", "HeldByAnother");

      enforce(scene);
      scene.awaitInSync("first");
      observe(scene);
      scene.grants().withName("first").delete();
      scene.awaitReason("first", "DeletionBlocked");
      assertThat(scene.ready("first").message())
          .contains("would hand the grant over to ClientGrant " + scene.namespace + "/second");
    }
  }

  @Test
  void whateverElsePeopleDoNothingIsWritten() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      for (var number = 1; number <= 3; number++) {
        told(scene, number, "scope: [read:invoices]", "InSync");
      }
      observe(scene);
      for (var number = 1; number <= 3; number++) {
        editByHand(scene, number, "write:invoices");
      }
      var asLeft = scene.simulator.tenant().grants();
      scene.simulator.requests().reset();

      OperatorFixture.annotate(
          scene.grants().withName("g1"), "auth0.clientgrant.io/requestedAt", "now");
      scene.awaitReason("g1", "WouldUpdate");
      told(scene, 1, "scope: [read:invoices], suspend: true", "Suspended");
      told(scene, 1, "scope: [read:invoices]", "WouldUpdate");
      rotateTheCredential(scene);
      scene.stopOperator();
      scene.startOperator();
      scene.awaitReason("g2", "WouldUpdate");
      told(scene, 2, "scope: [read:invoices], suspend: true", "Suspended");
      scene.grants().withName("g2").delete();
      scene.awaitGone("g2");
      scene.grants().withName("g3").delete();
      scene.awaitReason("g3", "DeletionBlocked");
      OperatorFixture.annotate(
          scene.grants().withName("g3"), "auth0.clientgrant.io/release", scene.recorded("g3").id());
      scene.awaitGone("g3");
      assertThat(scene.writes()).isZero();
      assertThat(scene.simulator.tenant().grants()).isEqualTo(asLeft);

      enforce(scene);
      scene.awaitInSync("g1");
      assertThat(scene.writes()).isEqualTo(1);
      assertThat(scene.remoteScope(OperatorFixture.client(1))).containsExactly("read:invoices");
    }
  }

  /** The switch for an emergency: docs/tenants.md, "Stop all writes". */
  @Test
  void writesThatWaitForTheRateLimitAreNotMadeAnyMore() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyTenant("tenant", NEVER, "rateLimit: {requestsPerSecond: 1, burst: 1}");
      var clients = IntStream.rangeClosed(1, 20).mapToObj(OperatorFixture::client).toList();
      clients.forEach(client -> scene.applyGrant(client, client, "scope: []"));
      scene.awaitReason(clients.getLast(), "Queued");

      observe(scene);
      scene.awaitReason(clients.getLast(), "WouldCreate");
      var created = scene.calls("POST");
      clients.forEach(client ->
          await()
              .atMost(PATIENCE)
              .until(
                  () -> List.of("InSync", "WouldCreate").contains(scene.ready(client).reason())));
      assertThat(created).isLessThan(clients.size());
      assertThat(scene.calls("POST")).isEqualTo(created);
    }
  }

  private static void observe(OperatorFixture scene) {
    scene.observing().applyTenant(NEVER, "");
    await()
        .atMost(PATIENCE)
        .until(() -> scene.tenantReady().message().endsWith("nothing is written."));
  }

  private static void enforce(OperatorFixture scene) {
    scene.enforcing().applyTenant(NEVER, "");
  }

  private static void rotateTheCredential(OperatorFixture scene) {
    scene.simulator.tenant().put(StoredClient.of(Seed.MANAGEMENT_CLIENT).withSecret("rotated"));
    scene.simulator.tokens().revokeAll();
    scene.applySecret("rotated");
  }

  /** Changes the grant of a client at the tenant, or makes one. */
  private static void editByHand(OperatorFixture scene, int client, String scope) {
    var grant =
        scene
            .remote(OperatorFixture.client(client))
            .orElseGet(
                () -> StoredGrant.of("cgr_" + client, OperatorFixture.client(client), AUDIENCE));
    scene.simulator.tenant().put(grant.withScope(scope));
  }

  private static String told(OperatorFixture scene, int client, String fields, String reason) {
    var name = "g" + client;
    scene.applyGrant(name, OperatorFixture.client(client), fields);
    scene.awaitReason(name, reason);
    return scene.ready(name).message();
  }
}
