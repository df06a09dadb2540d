package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.RequestHook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deletion neither wedges nor leaks, also where what it needs is going or gone. */
@ExtendWith(ControlPlaneExtension.class)
class DeletionIT {
  private static final String CLIENT = OperatorFixture.client(1);

  private final ControlPlane controlPlane;

  DeletionIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  /** What `kubectl delete namespace` does to what is in it: everything at once, in no order. */
  @Test
  void aNamespaceGoesWithEverythingInItAndSoDoTheGrants() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      deleteNamespace(scene);
      awaitEmpty(scene);
      assertThat(scene.remote(CLIENT)).isEmpty();
    }
  }

  @Test
  void aNamespaceWhoseTenantIsDownWaitsVisiblyAndGoesWhenItIsBack() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene.simulator.faults().add(Fault.drop().on("DELETE /api/v2/client-grants/{id}"));
      deleteNamespace(scene);
      scene.awaitReason("g", "Unavailable");
      awaitInUse(scene);

      scene.simulator.faults().clear();
      awaitEmpty(scene);
      assertThat(scene.remote(CLIENT)).isEmpty();
    }
  }

  /** Nobody knows the credential any more: the tenant goes, and the grant stays visibly behind. */
  @Test
  void afterARestartInANamespaceThatIsGoingTheGrantIsBlockedUntilItsTenantReturns() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene.stopOperator();
      var _ = scene.user.secrets().inNamespace(scene.namespace).delete();
      var _ = scene.tenants().delete();
      var _ = scene.grants().delete();
      scene.startOperator();

      await().atMost(PATIENCE).until(() -> scene.tenants().list().getItems().isEmpty());
      scene.awaitReason("g", "DeletionBlocked");
      assertThat(scene.remote(CLIENT)).isPresent();
      assertThat(scene.notes("tenant", "LetGo"))
          .singleElement(STRING)
          .contains("stay at the tenant", "wait for an Auth0Tenant of this name");

      scene.applyTenant(NEVER);
      scene.awaitGone("g");
      assertThat(scene.remote(CLIENT)).isEmpty();
    }
  }

  /** As long as nobody knows who uses it, it is not gone for want of users. */
  @Test
  void aTenantInUseStaysWhileTheOperatorStarts() {
    var meanwhile = RequestHook.list("clientgrants");
    try (var scene = new OperatorFixture(controlPlane, meanwhile::client).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene.stopOperator();
      var _ = scene.tenants().delete();
      meanwhile.arm(() ->
          await()
              .atMost(PATIENCE)
              .until(() ->
                  scene.reconciles("Auth0Tenant") > 1
                      || scene.tenants().list().getItems().isEmpty()));
      scene.startOperator();
      assertThat(meanwhile.happened()).isTrue();
      awaitInUse(scene);

      scene.grants().withName("g").delete();
      awaitEmpty(scene);
      assertThat(scene.remote(CLIENT)).isEmpty();
    }
  }

  /** Nobody could delete the grants otherwise: the old credential is no longer good. */
  @Test
  void theSecretOfATenantThatIsGoingIsReadAgain() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      var _ = scene.tenants().delete();
      awaitInUse(scene);
      scene.simulator.tenant().put(StoredClient.of(Seed.MANAGEMENT_CLIENT).withSecret("rotated"));
      scene.simulator.tokens().revokeAll();
      scene.grants().withName("g").delete();
      scene.awaitReason("g", "Unauthorized");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(scene.tenantReady().message()).contains("to go", "Correct the Secret"));

      scene.applySecret("rotated");
      awaitEmpty(scene);
      assertThat(scene.remote(CLIENT)).isEmpty();
    }
  }

  /** Else anybody could keep a tenant, and its namespace, by naming it. */
  @Test
  void whoIsRefusedKeepsNoTenant() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyTenant(NEVER, "guardrails: [{namespaces: {from: Same}, clientIds: [another]}]");
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitReason("g", "NotAllowed");
      var _ = scene.tenants().delete();
      await().atMost(PATIENCE).until(() -> scene.tenants().list().getItems().isEmpty());
      scene.awaitReason("g", "TenantNotFound");
    }
  }

  @Test
  void whoeverLetsGoSaysWhichGrantAndIsToldWhatStaysBehind() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      var id = scene.recorded("g").id();
      release(scene, id); // counts only while deleting
      scene
          .simulator
          .faults()
          .add(
              Fault.status(400, Map.of(), "{\"message\": \"%s\"}".formatted("long ".repeat(400)))
                  .on("DELETE /api/v2/client-grants/{id}"));
      release(scene, "cgr_another");
      scene.grants().withName("g").delete();
      scene.awaitReason("g", "Invalid");
      assertThat(scene.ready("g").message())
          .contains("To let go instead", "annotate this with auth0.clientgrant.io/release=" + id);

      release(scene, id);
      assertReleased(scene, id);
    }
  }

  @ParameterizedTest
  @CsvSource({"false, is not Ready", "true, does not exist"})
  void oneMayLetGoWhereTheCredentialIsMissingOrTheTenantToo(boolean tenantToo, String obstacle) {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      var id = scene.recorded("g").id();
      scene.stopOperator();
      var _ = scene.user.secrets().inNamespace(scene.namespace).delete();
      if (tenantToo) {
        var _ = scene.tenants().delete();
      }
      scene.startOperator();
      await()
          .atMost(PATIENCE)
          .until(() ->
              tenantToo
                  ? scene.tenants().list().getItems().isEmpty()
                  : scene.tenantReady().reason().equals("SecretNotFound"));
      scene.grants().withName("g").delete();
      scene.awaitReason("g", "DeletionBlocked");
      assertThat(scene.ready("g").message())
          .contains(obstacle, "auth0.clientgrant.io/release=" + id);

      release(scene, id);
      assertReleased(scene, id);
    }
  }

  /** Not even one that somebody has asked for, and that nobody answers. */
  @Test
  void aResourceWhoseGrantStaysGoesWithoutACall() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices], deletionPolicy: Never");
      scene.awaitInSync("g");
      scene.simulator.faults().add(Fault.drop());
      OperatorFixture.annotate(
          scene.grants().withName("g"), "auth0.clientgrant.io/requestedAt", "now");
      scene.awaitReason("g", "Unavailable");

      scene.grants().withName("g").delete();
      scene.awaitGone("g");
      assertThat(scene.remote(CLIENT)).isPresent();
    }
  }

  @Test
  void aSuspendedResourceIsLetGoWithAnEvent() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene.applyGrant("g", CLIENT, "scope: [read:invoices], suspend: true");
      scene.awaitReason("g", "Suspended");
      scene.simulator.requests().reset();
      scene.grants().withName("g").delete();
      scene.awaitGone("g");
      assertThat(scene.remote(CLIENT)).isPresent();
      assertThat(scene.simulator.requests().counts()).isEmpty();
      assertThat(scene.events("g")).contains("Kept");
    }
  }

  @Test
  void neverMakesNoCallAndNeedsNoTenant() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices], deletionPolicy: Never");
      scene.applyGrant(
          "h", OperatorFixture.client(2), "scope: [read:invoices], deletionPolicy: Never");
      scene.awaitInSync("g");
      scene.awaitInSync("h");
      scene.simulator.requests().reset();
      scene.grants().withName("g").delete();
      scene.awaitGone("g");

      scene.stopOperator();
      var _ = scene.user.secrets().inNamespace(scene.namespace).delete();
      scene.startOperator();
      scene.grants().withName("h").delete();
      scene.awaitGone("h");
      assertThat(scene.simulator.requests().counts()).isEmpty();
      assertThat(scene.remote(CLIENT)).isPresent();
    }
  }

  /** There is nothing to delete, so nothing to wait for. */
  @Test
  void whatWasAdoptedNeedsNoTenantToGo() {
    try (var scene = new OperatorFixture(controlPlane)) {
      var adopted =
          StoredGrant.of("cgr_0000000000000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices");
      scene.simulator.tenant().put(adopted);
      scene.running(NEVER);
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      assertThat(scene.recorded("g").origin()).isEqualTo("Adopted");
      scene.stopOperator();
      scene.tenants().withName("tenant").edit(DeletionIT::withoutFinalizers);
      var _ = scene.tenants().delete();
      scene.startOperator();
      scene.awaitReason("g", "TenantNotFound");
      scene.grants().withName("g").delete();
      scene.awaitGone("g");
      assertThat(scene.remote(CLIENT)).hasValue(adopted);
      assertThat(scene.events("g")).contains("Kept");
    }
  }

  /** While the operator starts it does not know which Auth0Tenants there are not. */
  @Test
  void whoWasLookedAtTooEarlyIsLookedAtAgain() {
    var meanwhile = RequestHook.list("auth0tenants");
    try (var scene = new OperatorFixture(controlPlane, meanwhile::client)) {
      var adopted =
          StoredGrant.of("cgr_0000000000000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices");
      scene.simulator.tenant().put(adopted);
      scene.running(NEVER);
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene.stopOperator();
      scene.tenants().withName("tenant").edit(DeletionIT::withoutFinalizers);
      var _ = scene.tenants().delete();
      scene.grants().withName("g").delete();
      meanwhile.arm(() -> scene.awaitReason("g", "DeletionBlocked"));
      scene.startOperator();
      scene.awaitGone("g");
      assertThat(meanwhile.happened()).isTrue();
      assertThat(scene.remote(CLIENT)).hasValue(adopted);
    }
  }

  private static Auth0Tenant withoutFinalizers(Auth0Tenant tenant) {
    tenant.getMetadata().setFinalizers(List.of());
    return tenant;
  }

  @Test
  void theNextInLineComesByAGrantThatIsToStay() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices], deletionPolicy: Never");
      scene.awaitInSync("g");
      scene.applyGrant("h", CLIENT, "scope: [write:invoices], adoptionPolicy: Never");
      scene.awaitReason("h", "HeldByAnother");
      scene.grants().withName("g").delete();
      scene.awaitGone("g");
      scene.awaitInSync("h");
      assertThat(scene.recorded("h").origin()).isEqualTo("Created");
      assertThat(scene.calls("DELETE") + scene.calls("POST")).isEqualTo(1);
    }
  }

  /** As the namespace controller does it, which this control plane does not have. */
  private static void deleteNamespace(OperatorFixture scene) {
    var _ = scene.user.namespaces().withName(scene.namespace).delete();
    var _ = scene.user.secrets().inNamespace(scene.namespace).delete();
    var _ = scene.tenants().delete();
    var _ = scene.grants().delete();
  }

  private static void awaitInUse(OperatorFixture scene) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(scene.tenantReady().reason()).isEqualTo("InUse"));
  }

  private static void awaitEmpty(OperatorFixture scene) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            scene.grants().list().getItems().isEmpty()
                && scene.tenants().list().getItems().isEmpty());
  }

  private static void assertReleased(OperatorFixture scene, String id) {
    scene.awaitGone("g");
    assertThat(scene.remote(CLIENT)).isPresent();
    assertThat(scene.notes("g", "Released"))
        .containsExactly(
            "Grant %s for client %s on %s as client stays at the tenant, and nothing here manages it any more."
                .formatted(id, CLIENT, OperatorFixture.AUDIENCE));
  }

  private static void release(OperatorFixture scene, String id) {
    OperatorFixture.annotate(scene.grants().withName("g"), "auth0.clientgrant.io/release", id);
  }
}
