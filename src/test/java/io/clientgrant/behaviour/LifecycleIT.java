package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
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

  @Test
  void eachStepCostsOneCall(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of("POST /api/v2/client-grants", 1L));
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices");
    assertThat(fixture.recorded("g").id())
        .isEqualTo(fixture.remote(CLIENT).map(StoredGrant::id).orElseThrow());
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");

    fixture.simulator.requests().reset();
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of("PATCH /api/v2/client-grants/{id}", 1L));
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices", "write:invoices");

    fixture.simulator.requests().reset();
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(
            Map.of("DELETE /api/v2/client-grants/{id}", 1L, "GET /api/v2/client-grants", 1L));
    assertThat(fixture.remote(CLIENT)).isEmpty();

    assertThat(fixture.events("g")).containsExactlyInAnyOrder("Created", "Updated", "Deleted");
  }

  @Test
  void applyingTheSameOrOnlyReorderedScopesCostsNothing(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices]");
    fixture.awaitInSync("g");
    fixture.simulator.requests().reset();

    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices]");
    fixture.applyGrant("g", CLIENT, "scope: [write:invoices, read:invoices, write:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.simulator.requests().counts()).isEmpty();
  }

  @Test
  void aPatchCarriesOnlyWhatDiffers(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], organizationUsage: allow");
    fixture.awaitInSync("g");
    assertThat(bodies(fixture, "PATCH /api/v2/client-grants/{id}"))
        .containsExactly("{\"organization_usage\":\"allow\"}");
  }

  @Test
  void everyFieldThatIsSetReachesTheTenantAndNoOther(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("none", CLIENT, "scope: []");
    fixture.applyGrant(
        "every",
        "client-0002",
        """
        scope: [read:invoices], organizationUsage: require,
        allowAnyOrganization: false, authorizationDetailsTypes: [payment]
        """);
    fixture.applyGrant("user", "client-0003", "subjectType: user, scope: []");
    fixture.awaitInSync("none");
    fixture.awaitInSync("every");
    fixture.awaitInSync("user");
    assertThat(bodies(fixture, "POST /api/v2/client-grants"))
        .containsExactlyInAnyOrder(
            "{\"client_id\":\"client-0001\",\"audience\":\"https://api.example.com/invoices\",\"scope\":[]}",
            "{\"client_id\":\"client-0002\",\"audience\":\"https://api.example.com/invoices\","
                + "\"organization_usage\":\"require\",\"allow_any_organization\":false,"
                + "\"scope\":[\"read:invoices\"],"
                + "\"authorization_details_types\":[\"payment\"]}",
            "{\"client_id\":\"client-0003\",\"audience\":\"https://api.example.com/invoices\","
                + "\"scope\":[],\"subject_type\":\"user\"}");
  }

  @Test
  void aGrantChangesToAllScopesAndBack(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "allowAllScopes: true");
    fixture.awaitInSync("g");
    assertThat(fixture.remote(CLIENT).flatMap(StoredGrant::allowAllScopes)).hasValue(true);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.remote(CLIENT).flatMap(StoredGrant::allowAllScopes)).hasValue(false);
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices");
    assertThat(bodies(fixture, "PATCH /api/v2/client-grants/{id}"))
        .containsExactly(
            "{\"scope\":[],\"allow_all_scopes\":false}", "{\"scope\":[\"read:invoices\"]}");
  }

  @Test
  void aTenantThatIsDownDoesNotStopTheStart(OperatorFixture fixture) {
    fixture.simulator.faults().add(Fault.drop().on("POST /oauth/token").times(3));
    fixture.applyTenant(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.startOperator();
    fixture.awaitInSync("g");
    assertThat(fixture.simulator.requests().count("POST /oauth/token")).isEqualTo(4);
  }

  /** The API itself shows both, so people copy both into a spec. */
  @Test
  void anEmptyScopeBesideAllScopesHasNoMeaning(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [], allowAllScopes: true");
    fixture.awaitInSync("g");
    fixture.applyGrant("g", CLIENT, "allowAllScopes: true");
    fixture.awaitInSync("g");
    assertThat(bodies(fixture, "POST /api/v2/client-grants"))
        .containsExactly(
            "{\"client_id\":\"client-0001\",\"audience\":\"https://api.example.com/invoices\","
                + "\"allow_all_scopes\":true}");
    assertThat(fixture.calls("PATCH")).isZero();
  }

  @Test
  void aFieldSetAndLaterDroppedGoesBackToTheDefault(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [], organizationUsage: require");
    fixture.awaitInSync("g");
    fixture.applyGrant("g", CLIENT, "scope: []");
    fixture.awaitInSync("g");
    assertThat(fixture.remote(CLIENT).flatMap(StoredGrant::organizationUsage)).hasValue("deny");
  }

  @Test
  void anUnchangedResyncWritesNothing(OperatorFixture fixture) {
    fixture.start("1s");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    var grant = fixture.grant("g").getMetadata().getResourceVersion();
    var tenant = fixture.tenants().withName("tenant").get().getMetadata().getResourceVersion();
    fixture.simulator.requests().reset();

    await().atMost(PATIENCE).until(() -> fixture.calls("GET") >= 3);
    assertThat(fixture.simulator.requests().counts()).containsOnlyKeys("GET /api/v2/client-grants");
    assertThat(fixture.grant("g").getMetadata().getResourceVersion()).isEqualTo(grant);
    assertThat(fixture.tenants().withName("tenant").get().getMetadata().getResourceVersion())
        .isEqualTo(tenant);
    assertThat(fixture.events("g")).containsExactly("Created");
  }

  @Test
  void aGrantChangedByHandIsCorrected(OperatorFixture fixture) {
    fixture.start("1s");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    var id = fixture.recorded("g").id();

    fixture
        .simulator
        .tenant()
        .put(StoredGrant.of(id, CLIENT, OperatorFixture.AUDIENCE, "delete:invoices"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices"));
    assertThat(fixture.calls("PATCH")).isEqualTo(1);
  }

  @Test
  void aGrantThatOthersKeepChangingIsReportedAndLeftAlone(OperatorFixture fixture) {
    fixture.start("1s");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    var byHand =
        StoredGrant.of(
            fixture.recorded("g").id(), CLIENT, OperatorFixture.AUDIENCE, "delete:invoices");
    for (var times = 1; times <= 3; times++) {
      var expected = times;
      fixture.simulator.tenant().put(byHand);
      await().atMost(PATIENCE).until(() -> fixture.calls("PATCH") == expected);
    }
    fixture.simulator.tenant().put(byHand);
    fixture.awaitReason("g", "Contested");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("delete:invoices");

    fixture.applyGrant("g", CLIENT, "scope: [write:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("write:invoices");
  }

  @Test
  void aGrantDeletedByHandIsCreatedAgain(OperatorFixture fixture) {
    fixture.start("1s");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    var id = fixture.recorded("g").id();

    fixture.simulator.tenant().removeGrant(id);
    await().atMost(PATIENCE).until(() -> fixture.remote(CLIENT).isPresent());
    await().atMost(PATIENCE).until(() -> !fixture.recorded("g").id().equals(id));
    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
    assertThat(fixture.calls("POST")).isEqualTo(2);
  }

  @Test
  void anIdenticalGrantIsAdoptedWithoutAWriteAndKeptAtDeletion(OperatorFixture fixture) {
    fixture
        .simulator
        .tenant()
        .put(
            StoredGrant.of(
                "cgr_0000000000000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices"));
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").origin()).isEqualTo("Adopted");

    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isPresent();
    assertThat(fixture.simulator.requests().counts()).isEmpty();
    assertThat(fixture.events("g")).containsExactlyInAnyOrder("Adopted", "Kept");
  }

  @Test
  void aGrantThatDiffersIsNotAdopted(OperatorFixture fixture) {
    fixture
        .simulator
        .tenant()
        .put(
            StoredGrant.of(
                "cgr_0000000000000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices"));
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [write:invoices]");
    fixture.awaitReason("g", "GrantExists");
    assertThat(fixture.ready("g").message())
        .contains("cgr_0000000000000001", "scope: add write:invoices, remove read:invoices")
        .contains("set adoptionPolicy: Always");
    assertThat(fixture.simulator.requests().counts()).isEmpty();
  }

  @Test
  void aGrantThatTheCacheDoesNotKnowIsFoundByItsConflict(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture
        .simulator
        .tenant()
        .put(
            StoredGrant.of(
                "cgr_0000000000000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices"));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").origin()).isEqualTo("Adopted");
    assertThat(fixture.grant("g").getStatus()).extracting(status -> status.pending()).isNull();
  }

  @Test
  void anInvalidRequestIsReportedInTheApisWordsAndRetriedSlowly(OperatorFixture fixture) {
    fixture.start("1s");
    fixture
        .simulator
        .faults()
        .add(
            Fault.status(
                    400,
                    Map.of("content-type", "application/json"),
                    "{\"statusCode\": 400, \"message\": \"Payload validation error.\"}")
                .on("POST /api/v2/client-grants")
                .times(1));
    fixture.applyGrant("g", CLIENT, "scope: [write:invoices]");
    fixture.awaitReason("g", "Invalid");
    assertThat(fixture.ready("g").message()).isEqualTo("Payload validation error.");
    assertThat(conditionTypes(fixture, "g")).containsExactly("Ready", "Stalled");

    fixture.simulator.requests().reset();
    await().atMost(PATIENCE).until(() -> fixture.calls("GET") >= 3);
    assertThat(fixture.calls("POST")).isZero();

    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(conditionTypes(fixture, "g")).containsExactly("Ready");
  }

  /** Another tool rolls the API out in the same minute. */
  @Test
  void aScopeThatIsDefinedSoonAfterIsGrantedWithoutAChange(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [audit:invoices]");
    fixture.awaitReason("g", "Invalid");
    assertThat(fixture.ready("g").message())
        .isEqualTo("Payload validation error: scope must be a subset of resource server scopes");
    assertThat(conditionTypes(fixture, "g")).containsExactly("Ready", "Reconciling");

    fixture
        .simulator
        .tenant()
        .put(ResourceServer.of(OperatorFixture.AUDIENCE, "read:invoices", "audit:invoices"));
    fixture.awaitInSync("g");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("audit:invoices");
  }

  @Test
  void anApiThatIsCreatedSoonAfterIsGrantedWithoutAChange(OperatorFixture fixture) {
    var audience = "https://api.example.com/rolled-out-later";
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:later]", audience);
    fixture.awaitReason("g", "NotFound");
    assertThat(conditionTypes(fixture, "g")).containsExactly("Ready", "Reconciling");

    fixture.simulator.tenant().put(ResourceServer.of(audience, "read:later"));
    fixture.awaitInSync("g");
  }

  @Test
  void aTemporaryFailureIsReportedAndRetriedUntilItEnds(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture
        .simulator
        .faults()
        .add(Fault.status(503).on("PATCH /api/v2/client-grants/{id}").times(3));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture.applyGrant("g", CLIENT, "scope: [write:invoices]");
    fixture.awaitReason("g", "Unavailable");
    assertThat(fixture.ready("g").message())
        .isEqualTo(
            "Still granted though it should not be: scope read:invoices. Auth0 answered with HTTP"
                + " status 503.");
    assertThat(conditionTypes(fixture, "g")).containsExactly("Ready", "Reconciling");
    fixture.awaitInSync("g");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("write:invoices");
    assertThat(fixture.calls("PATCH")).isEqualTo(4);
  }

  @Test
  void aCreationWhoseAnswerIsLostIsNotRepeatedAndCountsAsCreated(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture
        .simulator
        .faults()
        .add(Fault.drop().on("POST /api/v2/client-grants").afterEffect().times(1));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.calls("POST")).isEqualTo(1);
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
  }

  @Test
  void aThrottledCallIsRepeatedWhenTheTenantAllowsIt(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture
        .simulator
        .faults()
        .add(
            Fault.tooManyRequests(Map.of("Retry-After", "1"))
                .on("POST /api/v2/client-grants")
                .times(1));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("g", "Throttled");
    fixture.awaitInSync("g");
    assertThat(fixture.calls("POST")).isEqualTo(2);
  }

  @Test
  void aFailingDeletionIsReportedAndRetried(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture
        .simulator
        .faults()
        .add(Fault.status(500).on("DELETE /api/v2/client-grants/{id}").times(4));
    fixture.grants().withName("g").delete();
    fixture.awaitReason("g", "Unavailable");
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  @Test
  void aTenantInUseStaysUntilItsGrantsAreGone(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture.tenants().withName("tenant").delete();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(fixture.tenantReady().message())
                .isEqualTo(
                    "Deletion waits for these ClientGrants to go: %s/g."
                        .formatted(fixture.namespace)));
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isEmpty();
    await().atMost(PATIENCE).until(() -> fixture.tenants().withName("tenant").get() == null);
  }

  @Test
  void aSystemApiAndTheOperatorsOwnClientAreRefused(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: []", "https://" + OperatorFixture.DOMAIN + "/api/v2/");
    fixture.applyGrant("own", "simulator-management", "scope: []");
    fixture.awaitReason("g", "SystemApi");
    fixture.awaitReason("own", "OwnClient");
    assertThat(fixture.simulator.requests().counts()).isEmpty();
  }

  @Test
  void aGrantWaitsForItsTenant(OperatorFixture fixture) {
    fixture.startOperator();
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("g", "TenantNotFound");
    fixture.applyTenant(NEVER);
    fixture.awaitInSync("g");
  }

  @Test
  void aWrongCredentialIsReportedAndACorrectedOneWorksWithoutARestart(OperatorFixture fixture) {
    fixture.startOperator();
    fixture.applySecret("wrong");
    fixture.applyTenant(NEVER, "");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitTenant("InvalidCredentials");
    fixture.applySecret("simulator-secret");
    fixture.awaitInSync("g");
  }

  @Test
  void aRotatedSecretIsUsedAtTheNextChangeWithoutARestart(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture
        .simulator
        .tenant()
        .put(
            StoredClient.of(Seed.MANAGEMENT_CLIENT)
                .withSecret("rotated")
                .withGrantTypes("client_credentials"));
    fixture.simulator.tokens().revokeAll();
    fixture.applySecret("rotated");

    fixture.applyGrant("g", CLIENT, "scope: [write:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("write:invoices");
  }

  @Test
  void aRestartFindsEverythingAsItWas(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture.stopOperator();
    fixture.applyGrant("g", CLIENT, "scope: [write:invoices]");
    fixture.applyGrant("h", "client-0002", "scope: [read:invoices]");
    fixture.simulator.requests().reset();

    fixture.startOperator();
    fixture.awaitInSync("g");
    fixture.awaitInSync("h");
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(
            Map.of(
                "POST /oauth/token", 1L,
                "GET /api/v2/client-grants", 1L,
                "PATCH /api/v2/client-grants/{id}", 1L,
                "POST /api/v2/client-grants", 1L));
  }

  private static List<String> bodies(OperatorFixture fixture, String call) {
    return fixture.simulator.requests().recent(call).stream()
        .map(request -> request.body())
        .toList();
  }

  private static List<String> conditionTypes(OperatorFixture fixture, String name) {
    return Optional.ofNullable(fixture.grant(name).getStatus())
        .flatMap(status -> Optional.ofNullable(status.conditions()))
        .orElseThrow()
        .stream()
        .map(condition -> condition.type())
        .toList();
  }
}
