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

  /** What `kubectl delete namespace` does to what is in it: everything at once, in no order. */
  @Test
  void deletingANamespaceDeletesItsGrants(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    deleteNamespace(fixture);
    awaitEmpty(fixture);
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  @Test
  void deletingANamespaceWaitsVisiblyWhileItsTenantIsDown(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture.simulator.faults().add(Fault.drop().on("DELETE /api/v2/client-grants/{id}"));
    deleteNamespace(fixture);
    fixture.awaitReason("g", "Unavailable");
    awaitInUse(fixture);

    fixture.simulator.faults().clear();
    awaitEmpty(fixture);
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** Nobody knows the credential any more: the tenant goes, and the grant stays visibly behind. */
  @Test
  void afterARestartADeletedNamespaceKeepsAGrantUntilItsTenantReturns(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture.stopOperator();
    var _ = fixture.user.secrets().inNamespace(fixture.namespace).delete();
    var _ = fixture.tenants().delete();
    var _ = fixture.grants().delete();
    fixture.startOperator();

    await().atMost(PATIENCE).until(() -> fixture.tenants().list().getItems().isEmpty());
    fixture.awaitReason("g", "DeletionBlocked");
    assertThat(fixture.remote(CLIENT)).isPresent();
    assertThat(fixture.notes("tenant", "LetGo"))
        .singleElement(STRING)
        .contains("stay at the tenant", "wait for an Auth0Tenant of this name");

    fixture.applyTenant(NEVER);
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** As long as nobody knows who uses it, it is not gone for want of users. */
  @Test
  void aTenantInUseStaysWhileTheOperatorStarts(OperatorFixture fixture) {
    var meanwhile = RequestHook.list("clientgrants");
    fixture.withClient(meanwhile::client).start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture.stopOperator();
    var _ = fixture.tenants().delete();
    meanwhile.arm(() ->
        await()
            .atMost(PATIENCE)
            .until(() ->
                fixture.reconciles("Auth0Tenant") > 1
                    || fixture.tenants().list().getItems().isEmpty()));
    fixture.startOperator();
    assertThat(meanwhile.happened()).isTrue();
    awaitInUse(fixture);

    fixture.grants().withName("g").delete();
    awaitEmpty(fixture);
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** Nobody could delete the grants otherwise: the old credential is no longer good. */
  @Test
  void theSecretOfATenantBeingDeletedIsReadAgain(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    var _ = fixture.tenants().delete();
    awaitInUse(fixture);
    fixture.simulator.tenant().put(StoredClient.of(Seed.MANAGEMENT_CLIENT).withSecret("rotated"));
    fixture.simulator.tokens().revokeAll();
    fixture.grants().withName("g").delete();
    fixture.awaitReason("g", "Unauthorized");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(fixture.tenantReady().message()).contains("to go", "Correct the Secret"));

    fixture.applySecret("rotated");
    awaitEmpty(fixture);
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** Else anybody could keep a tenant, and its namespace, by naming it. */
  @Test
  void aRefusedClientGrantDoesNotKeepItsTenant(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyTenant(NEVER, "guardrails: [{namespaces: {from: Same}, clientIds: [another]}]");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("g", "NotAllowed");
    var _ = fixture.tenants().delete();
    await().atMost(PATIENCE).until(() -> fixture.tenants().list().getItems().isEmpty());
    fixture.awaitReason("g", "TenantNotFound");
  }

  @Test
  void releasingAGrantNamesItsIdAndReportsWhatStays(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    var id = fixture.recorded("g").id();
    release(fixture, id); // counts only while deleting
    fixture
        .simulator
        .faults()
        .add(
            Fault.status(400, Map.of(), "{\"message\": \"%s\"}".formatted("long ".repeat(400)))
                .on("DELETE /api/v2/client-grants/{id}"));
    release(fixture, "cgr_another");
    fixture.grants().withName("g").delete();
    fixture.awaitReason("g", "Invalid");
    assertThat(fixture.ready("g").message())
        .contains("To let go instead", "annotate this with auth0.clientgrant.io/release=" + id);

    release(fixture, id);
    assertReleased(fixture, id);
  }

  @ParameterizedTest
  @CsvSource({"false, is not Ready", "true, does not exist"})
  void aGrantCanBeReleasedWithoutCredentialOrTenant(
      boolean tenantToo, String obstacle, OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    var id = fixture.recorded("g").id();
    fixture.stopOperator();
    var _ = fixture.user.secrets().inNamespace(fixture.namespace).delete();
    if (tenantToo) {
      var _ = fixture.tenants().delete();
    }
    fixture.startOperator();
    await()
        .atMost(PATIENCE)
        .until(() ->
            tenantToo
                ? fixture.tenants().list().getItems().isEmpty()
                : fixture.tenantReady().reason().equals("SecretNotFound"));
    fixture.grants().withName("g").delete();
    fixture.awaitReason("g", "DeletionBlocked");
    assertThat(fixture.ready("g").message())
        .contains(obstacle, "auth0.clientgrant.io/release=" + id);

    release(fixture, id);
    assertReleased(fixture, id);
  }

  /** Not even one that somebody has asked for, and that nobody answers. */
  @Test
  void deletingAResourceThatKeepsItsGrantMakesNoCall(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], deletionPolicy: Never");
    fixture.awaitInSync("g");
    fixture.simulator.faults().add(Fault.drop());
    OperatorFixture.annotate(
        fixture.grants().withName("g"), "auth0.clientgrant.io/requestedAt", "now");
    fixture.awaitReason("g", "Unavailable");

    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isPresent();
  }

  @Test
  void deletingASuspendedResourceKeepsTheGrantAndWritesAnEvent(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], suspend: true");
    fixture.awaitReason("g", "Suspended");
    fixture.simulator.requests().reset();
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isPresent();
    assertThat(fixture.simulator.requests().counts()).isEmpty();
    assertThat(fixture.events("g")).contains("Kept");
  }

  @Test
  void deletionPolicyNeverMakesNoCallAndNeedsNoTenant(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], deletionPolicy: Never");
    fixture.applyGrant(
        "h", OperatorFixture.client(2), "scope: [read:invoices], deletionPolicy: Never");
    fixture.awaitInSync("g");
    fixture.awaitInSync("h");
    fixture.simulator.requests().reset();
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");

    fixture.stopOperator();
    var _ = fixture.user.secrets().inNamespace(fixture.namespace).delete();
    fixture.startOperator();
    fixture.grants().withName("h").delete();
    fixture.awaitGone("h");
    assertThat(fixture.simulator.requests().counts()).isEmpty();
    assertThat(fixture.remote(CLIENT)).isPresent();
  }

  /** There is nothing to delete, so nothing to wait for. */
  @Test
  void deletingAResourceWithAnAdoptedGrantNeedsNoTenant(OperatorFixture fixture) {
    var adopted =
        StoredGrant.of("cgr_0000000000000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices");
    fixture.simulator.tenant().put(adopted);
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").origin()).isEqualTo("Adopted");
    fixture.stopOperator();
    fixture.tenants().withName("tenant").edit(DeletionIT::withoutFinalizers);
    var _ = fixture.tenants().delete();
    fixture.startOperator();
    fixture.awaitReason("g", "TenantNotFound");
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).hasValue(adopted);
    assertThat(fixture.events("g")).contains("Kept");
  }

  /** While the operator starts it does not know which Auth0Tenants there are not. */
  @Test
  void aResourceReconciledBeforeTheTenantsAreListedIsReconciledAgain(OperatorFixture fixture) {
    var meanwhile = RequestHook.list("auth0tenants");
    fixture.withClient(meanwhile::client);
    var adopted =
        StoredGrant.of("cgr_0000000000000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices");
    fixture.simulator.tenant().put(adopted);
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture.stopOperator();
    fixture.tenants().withName("tenant").edit(DeletionIT::withoutFinalizers);
    var _ = fixture.tenants().delete();
    fixture.grants().withName("g").delete();
    meanwhile.arm(() -> fixture.awaitReason("g", "DeletionBlocked"));
    fixture.startOperator();
    fixture.awaitGone("g");
    assertThat(meanwhile.happened()).isTrue();
    assertThat(fixture.remote(CLIENT)).hasValue(adopted);
  }

  private static Auth0Tenant withoutFinalizers(Auth0Tenant tenant) {
    tenant.getMetadata().setFinalizers(List.of());
    return tenant;
  }

  @Test
  void aSuccessorTakesOverAGrantThatDeletionKeeps(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], deletionPolicy: Never");
    fixture.awaitInSync("g");
    fixture.applyGrant("h", CLIENT, "scope: [write:invoices], adoptionPolicy: Never");
    fixture.awaitReason("h", "HeldByAnother");
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    fixture.awaitInSync("h");
    assertThat(fixture.recorded("h").origin()).isEqualTo("Created");
    assertThat(fixture.calls("DELETE") + fixture.calls("POST")).isEqualTo(1);
  }

  /** As the namespace controller does it, which this control plane does not have. */
  private static void deleteNamespace(OperatorFixture fixture) {
    var _ = fixture.user.namespaces().withName(fixture.namespace).delete();
    var _ = fixture.user.secrets().inNamespace(fixture.namespace).delete();
    var _ = fixture.tenants().delete();
    var _ = fixture.grants().delete();
  }

  private static void awaitInUse(OperatorFixture fixture) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(fixture.tenantReady().reason()).isEqualTo("InUse"));
  }

  private static void awaitEmpty(OperatorFixture fixture) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            fixture.grants().list().getItems().isEmpty()
                && fixture.tenants().list().getItems().isEmpty());
  }

  private static void assertReleased(OperatorFixture fixture, String id) {
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isPresent();
    assertThat(fixture.notes("g", "Released"))
        .containsExactly(
            "Grant %s for client %s on %s as client stays at the tenant, and nothing here manages it any more."
                .formatted(id, CLIENT, OperatorFixture.AUDIENCE));
  }

  private static void release(OperatorFixture fixture, String id) {
    OperatorFixture.annotate(fixture.grants().withName("g"), "auth0.clientgrant.io/release", id);
  }
}
