package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A ClientGrant's whole life, and what each step of it costs at the tenant. */
@ExtendWith(ControlPlaneExtension.class)
class LifecycleIT {
  private static final String CLIENT = "client-0001";

  private final ControlPlane controlPlane;

  LifecycleIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @Test
  void eachStepCostsOneCall() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      assertThat(scene.simulator.requests().counts())
          .isEqualTo(Map.of("POST /api/v2/client-grants", 1L));
      assertThat(scene.remoteScope(CLIENT)).containsExactly("read:invoices");
      assertThat(scene.recorded("g").id())
          .isEqualTo(scene.remote(CLIENT).map(StoredGrant::id).orElseThrow());
      assertThat(scene.recorded("g").origin()).isEqualTo("Created");

      scene.simulator.requests().reset();
      scene.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices]");
      scene.awaitInSync("g");
      assertThat(scene.simulator.requests().counts())
          .isEqualTo(Map.of("PATCH /api/v2/client-grants/{id}", 1L));
      assertThat(scene.remoteScope(CLIENT)).containsExactly("read:invoices", "write:invoices");

      scene.simulator.requests().reset();
      scene.grants().withName("g").delete();
      scene.awaitGone("g");
      assertThat(scene.simulator.requests().counts())
          .isEqualTo(Map.of("DELETE /api/v2/client-grants/{id}", 1L));
      assertThat(scene.remote(CLIENT)).isEmpty();

      assertThat(scene.events("g")).containsExactlyInAnyOrder("Created", "Updated", "Deleted");
    }
  }

  @Test
  void applyingTheSameOrOnlyReorderedScopesCostsNothing() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices]");
      scene.awaitInSync("g");
      scene.simulator.requests().reset();

      scene.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices]");
      scene.applyGrant("g", CLIENT, "scope: [write:invoices, read:invoices, write:invoices]");
      scene.awaitInSync("g");
      assertThat(scene.simulator.requests().counts()).isEmpty();
    }
  }

  @Test
  void aPatchCarriesOnlyWhatDiffers() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene.applyGrant("g", CLIENT, "scope: [read:invoices], organizationUsage: allow");
      scene.awaitInSync("g");
      assertThat(bodies(scene, "PATCH /api/v2/client-grants/{id}"))
          .containsExactly("{\"organization_usage\":\"allow\"}");
    }
  }

  @Test
  void everyFieldThatIsSetReachesTheTenantAndNoOther() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("none", CLIENT, "scope: []");
      scene.applyGrant(
          "every",
          "client-0002",
          """
          subjectType: user, scope: [read:invoices], organizationUsage: require,
          allowAnyOrganization: false, authorizationDetailsTypes: [payment]
          """);
      scene.awaitInSync("none");
      scene.awaitInSync("every");
      assertThat(bodies(scene, "POST /api/v2/client-grants"))
          .containsExactlyInAnyOrder(
              "{\"client_id\":\"client-0001\",\"audience\":\"https://api.example.com/invoices\",\"scope\":[]}",
              "{\"client_id\":\"client-0002\",\"audience\":\"https://api.example.com/invoices\","
                  + "\"organization_usage\":\"require\",\"allow_any_organization\":false,"
                  + "\"scope\":[\"read:invoices\"],\"subject_type\":\"user\","
                  + "\"authorization_details_types\":[\"payment\"]}");
    }
  }

  @Test
  void allScopesAndTheWayBack() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "allowAllScopes: true");
      scene.awaitInSync("g");
      assertThat(scene.remote(CLIENT).flatMap(StoredGrant::allowAllScopes)).hasValue(true);
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      assertThat(scene.remote(CLIENT).flatMap(StoredGrant::allowAllScopes)).hasValue(false);
      assertThat(scene.remoteScope(CLIENT)).containsExactly("read:invoices");
      assertThat(bodies(scene, "PATCH /api/v2/client-grants/{id}"))
          .containsExactly(
              "{\"scope\":[],\"allow_all_scopes\":false}", "{\"scope\":[\"read:invoices\"]}");
    }
  }

  @Test
  void aTenantThatIsDownDoesNotStopTheStart() {
    try (var scene = new OperatorFixture(controlPlane)) {
      scene.simulator.faults().add(Fault.drop().on("POST /oauth/token").times(3));
      scene.applyTenant(NEVER);
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.startOperator();
      scene.awaitInSync("g");
      assertThat(scene.simulator.requests().count("POST /oauth/token")).isEqualTo(4);
    }
  }

  @Test
  void aFieldSetAndLaterDroppedGoesBackToTheDefault() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [], organizationUsage: require");
      scene.awaitInSync("g");
      scene.applyGrant("g", CLIENT, "scope: []");
      scene.awaitInSync("g");
      assertThat(scene.remote(CLIENT).flatMap(StoredGrant::organizationUsage)).hasValue("deny");
    }
  }

  @Test
  void anUnchangedResyncWritesNothing() {
    try (var scene = new OperatorFixture(controlPlane).running("1s")) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      var grant = scene.grant("g").getMetadata().getResourceVersion();
      var tenant = scene.tenants().withName("tenant").get().getMetadata().getResourceVersion();
      scene.simulator.requests().reset();

      await().atMost(PATIENCE).until(() -> scene.calls("GET") >= 3);
      assertThat(scene.simulator.requests().counts()).containsOnlyKeys("GET /api/v2/client-grants");
      assertThat(scene.grant("g").getMetadata().getResourceVersion()).isEqualTo(grant);
      assertThat(scene.tenants().withName("tenant").get().getMetadata().getResourceVersion())
          .isEqualTo(tenant);
      assertThat(scene.events("g")).containsExactly("Created");
    }
  }

  @Test
  void whatIsChangedByHandIsPutRight() {
    try (var scene = new OperatorFixture(controlPlane).running("1s")) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      var id = scene.recorded("g").id();

      scene
          .simulator
          .tenant()
          .put(StoredGrant.of(id, CLIENT, OperatorFixture.AUDIENCE, "delete:invoices"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(scene.remoteScope(CLIENT)).containsExactly("read:invoices"));
      assertThat(scene.calls("PATCH")).isEqualTo(1);
    }
  }

  @Test
  void whoKeepsChangingAGrantIsToldOfAndNotFought() {
    try (var scene = new OperatorFixture(controlPlane).running("1s")) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      var byHand =
          StoredGrant.of(
              scene.recorded("g").id(), CLIENT, OperatorFixture.AUDIENCE, "delete:invoices");
      for (var times = 1; times <= 3; times++) {
        var expected = times;
        scene.simulator.tenant().put(byHand);
        await().atMost(PATIENCE).until(() -> scene.calls("PATCH") == expected);
      }
      scene.simulator.tenant().put(byHand);
      scene.awaitReason("g", "Contested");
      assertThat(scene.remoteScope(CLIENT)).containsExactly("delete:invoices");

      scene.applyGrant("g", CLIENT, "scope: [write:invoices]");
      scene.awaitInSync("g");
      assertThat(scene.remoteScope(CLIENT)).containsExactly("write:invoices");
    }
  }

  @Test
  void whatIsDeletedByHandIsMadeAgain() {
    try (var scene = new OperatorFixture(controlPlane).running("1s")) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      var id = scene.recorded("g").id();

      scene.simulator.tenant().removeGrant(id);
      await().atMost(PATIENCE).until(() -> scene.remote(CLIENT).isPresent());
      await().atMost(PATIENCE).until(() -> !scene.recorded("g").id().equals(id));
      scene.awaitInSync("g");
      assertThat(scene.recorded("g").origin()).isEqualTo("Created");
      assertThat(scene.calls("POST")).isEqualTo(2);
    }
  }

  @Test
  void anIdenticalGrantIsAdoptedWithoutAWriteAndKeptAtDeletion() {
    try (var scene = new OperatorFixture(controlPlane)) {
      scene
          .simulator
          .tenant()
          .put(
              StoredGrant.of(
                  "cgr_0000000000000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices"));
      scene.running(NEVER);
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      assertThat(scene.recorded("g").origin()).isEqualTo("Adopted");

      scene.grants().withName("g").delete();
      scene.awaitGone("g");
      assertThat(scene.remote(CLIENT)).isPresent();
      assertThat(scene.simulator.requests().counts()).isEmpty();
      assertThat(scene.events("g")).containsExactlyInAnyOrder("Adopted", "Kept");
    }
  }

  @Test
  void aGrantThatDiffersIsNotTakenOver() {
    try (var scene = new OperatorFixture(controlPlane)) {
      scene
          .simulator
          .tenant()
          .put(
              StoredGrant.of(
                  "cgr_0000000000000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices"));
      scene.running(NEVER);
      scene.applyGrant("g", CLIENT, "scope: [write:invoices]");
      scene.awaitReason("g", "GrantExists");
      assertThat(scene.ready("g").message())
          .contains("cgr_0000000000000001", "scope: add write:invoices, remove read:invoices")
          .contains("set adoptionPolicy: Always");
      assertThat(scene.simulator.requests().counts()).isEmpty();
    }
  }

  @Test
  void aGrantMadeBehindTheOperatorsBackIsFoundByItsConflict() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene
          .simulator
          .tenant()
          .put(
              StoredGrant.of(
                  "cgr_0000000000000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices"));
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      assertThat(scene.recorded("g").origin()).isEqualTo("Adopted");
      assertThat(scene.grant("g").getStatus()).extracting(status -> status.pending()).isNull();
    }
  }

  @Test
  void aMistakeIsToldInTheApisOwnWordsAndNotRetriedHot() {
    try (var scene = new OperatorFixture(controlPlane).running("1s")) {
      scene.applyGrant("g", CLIENT, "scope: [no:such]");
      scene.awaitReason("g", "Invalid");
      assertThat(scene.ready("g").message())
          .isEqualTo("Payload validation error: scope must be a subset of resource server scopes");
      assertThat(conditionTypes(scene, "g")).containsExactly("Ready", "Stalled");

      scene.simulator.requests().reset();
      await().atMost(PATIENCE).until(() -> scene.calls("GET") >= 3);
      assertThat(scene.calls("POST")).isZero();

      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      assertThat(conditionTypes(scene, "g")).containsExactly("Ready");
    }
  }

  @Test
  void troubleOnTheWayIsToldAndRetriedUntilItIsOver() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene
          .simulator
          .faults()
          .add(Fault.status(503).on("PATCH /api/v2/client-grants/{id}").times(3));
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene.applyGrant("g", CLIENT, "scope: [write:invoices]");
      scene.awaitReason("g", "Unavailable");
      assertThat(scene.ready("g").message()).isEqualTo("Auth0 answered with HTTP status 503.");
      assertThat(conditionTypes(scene, "g")).containsExactly("Ready", "Reconciling");
      scene.awaitInSync("g");
      assertThat(scene.remoteScope(CLIENT)).containsExactly("write:invoices");
      assertThat(scene.calls("PATCH")).isEqualTo(4);
    }
  }

  @Test
  void aCreationWhoseAnswerIsLostIsNotRepeatedAndCountsAsCreated() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene
          .simulator
          .faults()
          .add(Fault.drop().on("POST /api/v2/client-grants").afterEffect().times(1));
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      assertThat(scene.calls("POST")).isEqualTo(1);
      assertThat(scene.recorded("g").origin()).isEqualTo("Created");
    }
  }

  @Test
  void aTenantIsThrottledOnlyUntilItSays() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene
          .simulator
          .faults()
          .add(
              Fault.tooManyRequests(Map.of("Retry-After", "1"))
                  .on("POST /api/v2/client-grants")
                  .times(1));
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitReason("g", "Throttled");
      scene.awaitInSync("g");
      assertThat(scene.calls("POST")).isEqualTo(2);
    }
  }

  @Test
  void deletionTellsItsTroubleAndGoesOn() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene
          .simulator
          .faults()
          .add(Fault.status(500).on("DELETE /api/v2/client-grants/{id}").times(4));
      scene.grants().withName("g").delete();
      scene.awaitReason("g", "Unavailable");
      scene.awaitGone("g");
      assertThat(scene.remote(CLIENT)).isEmpty();
    }
  }

  @Test
  void aTenantInUseStaysUntilItsGrantsAreGone() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene.tenants().withName("tenant").delete();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(scene.tenantReady().message())
                  .isEqualTo(
                      "Deletion waits for these ClientGrants to go: %s/g."
                          .formatted(scene.namespace)));
      scene.grants().withName("g").delete();
      scene.awaitGone("g");
      assertThat(scene.remote(CLIENT)).isEmpty();
      await().atMost(PATIENCE).until(() -> scene.tenants().withName("tenant").get() == null);
    }
  }

  @Test
  void aSystemApiAndTheOperatorsOwnClientAreClosed() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: []", "https://" + OperatorFixture.DOMAIN + "/api/v2/");
      scene.applyGrant("own", "simulator-management", "scope: []");
      scene.awaitReason("g", "SystemApi");
      scene.awaitReason("own", "OwnClient");
      assertThat(scene.simulator.requests().counts()).isEmpty();
    }
  }

  @Test
  void aGrantWaitsForItsTenant() {
    try (var scene = new OperatorFixture(controlPlane)) {
      scene.startOperator();
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitReason("g", "TenantNotFound");
      scene.applyTenant(NEVER);
      scene.awaitInSync("g");
    }
  }

  @Test
  void aWrongCredentialIsToldAndACorrectedOneWorksWithoutARestart() {
    try (var scene = new OperatorFixture(controlPlane)) {
      scene.startOperator();
      scene.applyTenant(NEVER);
      scene.applySecret("wrong");
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(scene.tenantReady().reason()).isEqualTo("InvalidCredentials"));
      scene.applySecret("simulator-secret");
      scene.awaitInSync("g");
    }
  }

  @Test
  void aRotatedSecretIsUsedAtTheNextChangeWithoutARestart() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene
          .simulator
          .tenant()
          .put(
              StoredClient.of(Seed.MANAGEMENT_CLIENT)
                  .withSecret("rotated")
                  .withGrantTypes("client_credentials"));
      scene.simulator.tokens().revokeAll();
      scene.applySecret("rotated");

      scene.applyGrant("g", CLIENT, "scope: [write:invoices]");
      scene.awaitInSync("g");
      assertThat(scene.remoteScope(CLIENT)).containsExactly("write:invoices");
    }
  }

  @Test
  void aRestartFindsEverythingAsItWas() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene.stopOperator();
      scene.applyGrant("g", CLIENT, "scope: [write:invoices]");
      scene.applyGrant("h", "client-0002", "scope: [read:invoices]");
      scene.simulator.requests().reset();

      scene.startOperator();
      scene.awaitInSync("g");
      scene.awaitInSync("h");
      assertThat(scene.simulator.requests().counts())
          .isEqualTo(
              Map.of(
                  "POST /oauth/token", 1L,
                  "GET /api/v2/client-grants", 1L,
                  "PATCH /api/v2/client-grants/{id}", 1L,
                  "POST /api/v2/client-grants", 1L));
    }
  }

  private static List<String> bodies(OperatorFixture scene, String call) {
    return scene.simulator.requests().recent(call).stream().map(request -> request.body()).toList();
  }

  private static List<String> conditionTypes(OperatorFixture scene, String name) {
    return Optional.ofNullable(scene.grant(name).getStatus())
        .flatMap(status -> Optional.ofNullable(status.conditions()))
        .orElseThrow()
        .stream()
        .map(condition -> condition.type())
        .toList();
  }
}
