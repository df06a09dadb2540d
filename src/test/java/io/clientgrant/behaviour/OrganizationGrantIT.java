package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.limit.LimitBucket;
import io.clientgrant.simulator.limit.LimitPolicy;
import io.clientgrant.simulator.server.RecordedRequest;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.testing.Conditions;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.OperatorFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The use of a client grant for an organization, from its creation to its end. */
@ExtendWith(ControlPlaneExtension.class)
class OrganizationGrantIT {
  private static final String CLIENT = OperatorFixture.client(1);
  private static final String ACME = "org_acme000000000001";
  private static final String GRANT = "scope: [read:invoices], organizationUsage: allow";
  private static final String BY_REFERENCE =
      "clientGrantRef: {name: g}, organization: {id: %s}".formatted(ACME);
  private static final String BY_KEY =
      "grant: {clientId: %s, audience: \"%s\"}, organization: {id: %s}"
          .formatted(CLIENT, AUDIENCE, ACME);
  private static final String LIST = "GET /api/v2/client-grants";
  private static final String READ = "GET /api/v2/client-grants/{id}/organizations";
  private static final String ASSOCIATE = "POST /api/v2/organizations/{id}/client-grants";
  private static final String DISSOCIATE =
      "DELETE /api/v2/organizations/{id}/client-grants/{grant_id}";
  private static final String BY_NAME = "GET /api/v2/organizations/name/{name}";

  @Test
  void anAssociationIsMadeWithOneCallAndTakenAwayWithTwo(OperatorFixture fixture) {
    start(fixture);
    fixture.simulator.requests().reset();

    fixture.applyUse("u", BY_REFERENCE);
    assertThat(fixture.awaitUse("u", "InSync"))
        .isEqualTo(
            "The association of grant %s with organization %s is as this resource asks."
                .formatted(fixture.recorded("g").id(), ACME));
    assertThat(organizations(fixture)).containsExactly(ACME);
    assertThat(fixture.events("u")).containsExactly("Created");
    assertThat(fixture.simulator.requests().counts()).isEqualTo(Map.of(ASSOCIATE, 1L));

    fixture.uses().withName("u").delete();
    Conditions.awaitGone(fixture.uses().withName("u"));
    assertThat(organizations(fixture)).isEmpty();
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of(ASSOCIATE, 1L, DISSOCIATE, 1L, LIST, 1L)); // is the grant still the same
  }

  /** Auth0 answers with success also if the client grant of that id is gone. */
  @Test
  void anAssociationThatWasMadeAnewWithItsGrantIsTakenAwayToo(OperatorFixture fixture) {
    start(fixture);
    fixture.applyUse("u", BY_KEY);
    var _ = fixture.awaitUse("u", "InSync");
    fixture.simulator.tenant().removeGrant(fixture.recorded("g").id());
    fixture.simulator.tenant().put(madeByHand("allow"));
    var _ = fixture.simulator.tenant().associate(ACME, madeByHand("allow").id());

    fixture.uses().withName("u").delete();
    Conditions.awaitGone(fixture.uses().withName("u"));
    assertThat(organizations(fixture)).isEmpty();
  }

  @Test
  void aNameIsLookedUpOnceAndFromThenOnTheIdCounts(OperatorFixture fixture) {
    start(fixture);
    fixture.simulator.requests().reset();

    fixture.applyUse("u", "clientGrantRef: {name: g}, organization: {name: acme}");
    var _ = fixture.awaitUse("u", "InSync");
    assertThat(organizations(fixture)).containsExactly(ACME);
    assertThat(fixture.simulator.requests().counts()).isEqualTo(Map.of(BY_NAME, 1L, ASSOCIATE, 1L));

    fixture.stopOperator();
    fixture.simulator.tenant().put(Organization.of(ACME, "renamed"));
    fixture.simulator.tenant().put(Organization.of("org_other00000000001", "acme"));
    fixture.simulator.requests().reset();
    fixture.startOperator();
    await().atMost(PATIENCE).until(() -> fixture.simulator.requests().count(READ) == 1);
    fixture.uses().withName("u").delete();
    Conditions.awaitGone(fixture.uses().withName("u"));
    assertThat(organizations(fixture)).isEmpty();
    assertThat(fixture.simulator.requests().count(BY_NAME)).isZero();
  }

  @Test
  void anUnknownNameIsTold(OperatorFixture fixture) {
    start(fixture);
    fixture.applyUse("u", "clientGrantRef: {name: g}, organization: {name: nobody}");

    assertThat(fixture.awaitUse("u", "NotFound"))
        .isEqualTo("No organization found by that id or name");
    fixture.simulator.tenant().put(Organization.of("org_late000000000001", "nobody"));
    var _ = fixture.awaitUse("u", "InSync");
    assertThat(organizations(fixture)).containsExactly("org_late000000000001");
  }

  /** One reading of the grant is enough for all that are about it. */
  @Test
  void whatSomebodyTakesAwayIsPutBack(OperatorFixture fixture) {
    start(fixture);
    fixture.simulator.tenant().put(Organization.of("org_globex0000000001", "globex"));
    fixture.applyUse("u", BY_REFERENCE);
    fixture.applyUse("v", "clientGrantRef: {name: g}, organization: {name: globex}");
    var _ = fixture.awaitUse("u", "InSync");
    var _ = fixture.awaitUse("v", "InSync");
    var grant = fixture.recorded("g").id();
    fixture.simulator.tenant().dissociate(ACME, grant);
    fixture.simulator.tenant().dissociate("org_globex0000000001", grant);
    fixture.simulator.requests().reset();

    OperatorFixture.annotate(
        fixture.uses().withName("u"), "auth0.clientgrant.io/requestedAt", "now");
    await().atMost(PATIENCE).until(() -> organizations(fixture).size() == 2);
    assertThat(fixture.simulator.requests().counts()).isEqualTo(Map.of(READ, 1L, ASSOCIATE, 2L));
  }

  @Test
  void theGrantsOrganizationsAreReadAtAnIntervalOfTheirOwn(OperatorFixture fixture) {
    fixture.simulator.tenant().put(Organization.of(ACME, "acme"));
    ManagementScopes.setWithOrganizations(fixture.simulator);
    fixture.start("1s");
    fixture.applyGrant("g", CLIENT, GRANT);
    fixture.awaitInSync("g");
    fixture.applyUse("u", BY_REFERENCE);
    var _ = fixture.awaitUse("u", "InSync");
    fixture.simulator.tenant().dissociate(ACME, fixture.recorded("g").id());

    await().atMost(PATIENCE).until(() -> organizations(fixture).contains(ACME));
    var counts = fixture.simulator.requests().counts();
    assertThat(counts.get(READ)).isLessThan(counts.get("GET /api/v2/client-grants"));
  }

  @Test
  void anAssociationThatIsThereIsAdoptedAndStaysAtTheEnd(OperatorFixture fixture) {
    fixture.simulator.tenant().put(Organization.of(ACME, "acme"));
    fixture.simulator.tenant().put(madeByHand("allow"));
    var _ = fixture.simulator.tenant().associate(ACME, "cgr_madebyhand000001");
    ManagementScopes.setWithOrganizations(fixture.simulator);
    fixture.start(NEVER);

    fixture.applyUse("u", BY_KEY + ", adoptionPolicy: Never");
    assertThat(fixture.awaitUse("u", "GrantExists")).contains("is Never");
    fixture.applyUse("u", BY_KEY);
    var _ = fixture.awaitUse("u", "InSync");
    assertThat(fixture.events("u")).containsExactly("GrantExists", "Adopted");
    fixture.uses().withName("u").delete();
    Conditions.awaitGone(fixture.uses().withName("u"));
    assertThat(organizations(fixture)).containsExactly(ACME);
    assertThat(fixture.simulator.requests().counts()).isEqualTo(Map.of(READ, 1L));
  }

  /** Since the grant is new, nobody has read its organizations. */
  @Test
  void anAssociationThatAuth0SaysIsThereIsAdopted(OperatorFixture fixture) {
    start(fixture);
    var _ = fixture.simulator.tenant().associate(ACME, fixture.recorded("g").id());
    fixture.simulator.requests().reset();

    fixture.applyUse("u", BY_REFERENCE);
    var _ = fixture.awaitUse("u", "InSync");
    assertThat(fixture.events("u")).contains("Adopted").doesNotContain("Created");
    assertThat(fixture.simulator.requests().counts()).isEqualTo(Map.of(ASSOCIATE, 1L, READ, 1L));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          409 | Quota exceeded; cannot add more than 100 client grants to a single organization | QuotaExceeded
          409 | No more room here.                                                             | QuotaExceeded
          403 | This feature is not enabled for this tenant.                                   | Forbidden
          """,
      delimiter = '|')
  void whatAuth0RefusesIsStalledWithItsSentence(
      int status, String sentence, String reason, OperatorFixture fixture) {
    start(fixture);
    fixture
        .simulator
        .faults()
        .add(
            Fault.status(
                    status,
                    Map.of("content-type", "application/json"),
                    "{\"statusCode\":%d,\"message\":\"%s\"}".formatted(status, sentence))
                .on(ASSOCIATE));

    fixture.applyUse("u", BY_REFERENCE);
    assertThat(fixture.awaitUse("u", reason)).isEqualTo(sentence);
    assertThat(types(fixture)).contains("Stalled");
  }

  @Test
  void theQuotaOfAnOrganizationIsToldAsAuth0TellsIt(OperatorFixture fixture) {
    fixture.simulator.tenant().put(Organization.of(ACME, "acme"));
    for (var number = 101; number <= 200; number++) {
      var id = "cgr_full%012d".formatted(number);
      fixture.simulator.tenant().put(grant(id, OperatorFixture.client(number), "allow"));
      var _ = fixture.simulator.tenant().associate(ACME, id);
    }
    start(fixture);

    fixture.applyUse("u", BY_REFERENCE);
    assertThat(fixture.awaitUse("u", "QuotaExceeded"))
        .isEqualTo(
            "Quota exceeded; cannot add more than 100 client grants to a single organization");
  }

  /**
   * Auth0 counts these calls in a bucket of their own, which is smaller than that of the tenant.
   */
  @Test
  void theRateLimitOfAssociatingIsKeptAndNoCallIsRefused(OperatorFixture fixture) {
    var many = 40;
    start(fixture);
    fixture
        .simulator
        .rateLimits()
        .set(
            LimitBucket.ORGANIZATION_CLIENT_GRANTS_WRITE,
            LimitPolicy.drip(5, Duration.ofMillis(100)));
    for (var number = 1; number <= many; number++) {
      var organization = "org_limited%09d".formatted(number);
      fixture.simulator.tenant().put(Organization.of(organization, "limited-" + number));
      fixture.applyUse(
          "u" + number,
          "clientGrantRef: {name: g}, organization: {id: %s}".formatted(organization));
    }

    for (var number = 1; number <= many; number++) {
      var _ = fixture.awaitUse("u" + number, "InSync");
    }
    assertThat(fixture.simulator.requests().recent())
        .filteredOn(request -> request.route().equals(ASSOCIATE))
        .hasSize(many)
        .allMatch(request -> request.status().equals(Optional.of(201)));
  }

  @Test
  void aTenantWithoutOrganizationsSaysSo(OperatorFixture fixture) {
    start(fixture);
    fixture.simulator.options(
        options -> options.with(Json.object().put("plan_has_organizations", false)));

    fixture.applyUse("u", BY_REFERENCE);
    assertThat(fixture.awaitUse("u", "Forbidden"))
        .isEqualTo("This feature is not enabled for this tenant.");
  }

  /** Nobody needs the scopes of organizations who has no such resource. */
  @Test
  void aMissingScopeIsNamedWhereItIsNeeded(OperatorFixture fixture) {
    fixture.simulator.tenant().put(Organization.of(ACME, "acme"));
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, GRANT);
    fixture.awaitInSync("g");

    fixture.applyUse("u", BY_REFERENCE);
    assertThat(fixture.awaitUse("u", "MissingScopes"))
        .contains("create:organization_client_grants");
    fixture.applyUse("v", "clientGrantRef: {name: g}, organization: {name: acme}");
    assertThat(fixture.awaitUse("v", "MissingScopes")).contains("read:organizations");
    assertThat(fixture.tenantReady().reason()).isEqualTo("Connected");
  }

  @Test
  void aGrantThatDeniesOrganizationsIsToldAndAssociatedWhenItAllowsThem(OperatorFixture fixture) {
    fixture.simulator.tenant().put(Organization.of(ACME, "acme"));
    ManagementScopes.setWithOrganizations(fixture.simulator);
    fixture.start(NEVER);
    fixture.applyUse("u", BY_REFERENCE);
    assertThat(fixture.awaitUse("u", "ClientGrantNotFound"))
        .isEqualTo(
            "ClientGrant g in namespace %s does not exist. Create it."
                .formatted(fixture.namespace));

    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    assertThat(fixture.awaitUse("u", "OrganizationsDenied")).contains("organizationUsage deny");
    assertThat(fixture.simulator.requests().count(ASSOCIATE)).isZero();
    fixture.applyGrant("g", CLIENT, GRANT);
    var _ = fixture.awaitUse("u", "InSync");
    assertThat(organizations(fixture)).containsExactly(ACME);
  }

  @Test
  void aGrantThatIsNotThereIsWaitedFor(OperatorFixture fixture) {
    fixture.simulator.tenant().put(Organization.of(ACME, "acme"));
    ManagementScopes.setWithOrganizations(fixture.simulator);
    fixture.start(NEVER);
    fixture.applyUse("u", BY_KEY);
    assertThat(fixture.awaitUse("u", "GrantNotFound")).contains(CLIENT, AUDIENCE);

    fixture.applyGrant("g", CLIENT, GRANT);
    var _ = fixture.awaitUse("u", "InSync");
  }

  @Test
  void aGrantThatNobodyCanUseSaysSo(OperatorFixture fixture) {
    fixture.simulator.tenant().put(Organization.of(ACME, "acme"));
    ManagementScopes.setWithOrganizations(fixture.simulator);
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], organizationUsage: require");
    fixture.awaitInSync("g");
    assertThat(fixture.ready("g").message()).contains("no token can be had");

    fixture.applyUse("u", BY_REFERENCE);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(fixture.ready("g").message()).doesNotContain("no token can be had"));
  }

  @Test
  void associationsGoBeforeTheirGrant(OperatorFixture fixture) {
    start(fixture);
    fixture.applyUse("u", BY_REFERENCE);
    var _ = fixture.awaitUse("u", "InSync");
    fixture.simulator.faults().add(Fault.status(500).on(DISSOCIATE).times(2));
    fixture.simulator.requests().reset();

    fixture.uses().withName("u").delete();
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    Conditions.awaitGone(fixture.uses().withName("u"));
    assertThat(
            fixture.simulator.requests().recent().stream()
                .filter(request -> request.status().filter(code -> code == 204).isPresent())
                .map(RecordedRequest::route))
        .containsExactly(DISSOCIATE, "DELETE /api/v2/client-grants/{id}");
  }

  @Test
  void aGrantThatStaysDoesNotWaitForItsAssociations(OperatorFixture fixture) {
    fixture.simulator.tenant().put(Organization.of(ACME, "acme"));
    ManagementScopes.setWithOrganizations(fixture.simulator);
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, GRANT + ", deletionPolicy: Never");
    fixture.awaitInSync("g");
    fixture.applyUse("u", BY_REFERENCE);
    var _ = fixture.awaitUse("u", "InSync");
    fixture.simulator.faults().add(Fault.status(500).on(DISSOCIATE));

    fixture.uses().withName("u").delete();
    assertThat(fixture.awaitUse("u", "Unavailable")).contains("auth0.clientgrant.io/release=");
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    fixture.simulator.faults().clear();
    Conditions.awaitGone(fixture.uses().withName("u"));
    assertThat(organizations(fixture)).isEmpty();
  }

  @Test
  void aGrantThatIsMadeAnewHasItsAssociationsAtOnce(OperatorFixture fixture) {
    start(fixture);
    fixture.applyUse("u", BY_REFERENCE);
    var _ = fixture.awaitUse("u", "InSync");
    var gone = fixture.recorded("g").id();
    fixture.simulator.tenant().removeGrant(gone);

    OperatorFixture.annotate(
        fixture.grants().withName("g"), "auth0.clientgrant.io/requestedAt", "now");
    await()
        .atMost(PATIENCE)
        .until(() -> fixture.remote(CLIENT).isPresent() && organizations(fixture).contains(ACME));
    var _ = fixture.awaitUse("u", "InSync");
    assertThat(fixture.recorded("g").id()).isNotEqualTo(gone);
    assertThat(fixture.notes("u", "Created"))
        .anyMatch(note -> note.contains("in place of the association of grant " + gone));
  }

  /** The answer is lost, and the next process finds what the call has made. */
  @Test
  void anAssociationWhoseAnswerWasLostIsItsOwn(OperatorFixture fixture) {
    start(fixture);
    fixture.simulator.faults().add(Fault.drop().afterEffect().on(ASSOCIATE).times(1));
    fixture.simulator.requests().reset();

    fixture.applyUse("u", BY_REFERENCE);
    await().atMost(PATIENCE).until(() -> fixture.simulator.requests().count(ASSOCIATE) == 1);
    fixture.stopOperator();
    fixture.startOperator();
    var _ = fixture.awaitUse("u", "InSync");
    assertThat(fixture.simulator.requests().count(ASSOCIATE)).isEqualTo(1);
    fixture.uses().withName("u").delete();
    Conditions.awaitGone(fixture.uses().withName("u"));
    assertThat(organizations(fixture)).isEmpty();
  }

  @Test
  void anObservedTenantIsToldWhatWouldBeDone(OperatorFixture fixture) {
    start(fixture);
    fixture.observing().applyTenant(NEVER);
    fixture.applyUse("u", BY_REFERENCE);

    assertThat(fixture.awaitUse("u", "WouldCreate"))
        .contains("would create the association for", ACME);
    assertThat(organizations(fixture)).isEmpty();
  }

  @Test
  void theFirstOfTwoForTheSameOrganizationHoldsIt(OperatorFixture fixture) {
    start(fixture);
    fixture.applyUse("first", BY_REFERENCE);
    var _ = fixture.awaitUse("first", "InSync");
    fixture.applyUse("second", BY_KEY);
    assertThat(fixture.awaitUse("second", "HeldByAnother"))
        .startsWith("OrganizationClientGrant %s/first holds".formatted(fixture.namespace));

    fixture.uses().withName("first").delete();
    Conditions.awaitGone(fixture.uses().withName("first"));
    var _ = fixture.awaitUse("second", "InSync");
    assertThat(organizations(fixture)).containsExactly(ACME);
  }

  private static void start(OperatorFixture fixture) {
    if (fixture.simulator.tenant().organization(ACME).isEmpty()) {
      fixture.simulator.tenant().put(Organization.of(ACME, "acme"));
    }
    ManagementScopes.setWithOrganizations(fixture.simulator);
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, GRANT);
    fixture.awaitInSync("g");
  }

  private static StoredGrant madeByHand(String usage) {
    return grant("cgr_madebyhand000001", CLIENT, usage);
  }

  private static StoredGrant grant(String id, String client, String usage) {
    return StoredGrant.of(id, client, AUDIENCE, "read:invoices").withOrganizationUsage(usage);
  }

  private static List<String> organizations(OperatorFixture fixture) {
    return fixture
        .simulator
        .tenant()
        .organizationsOf(fixture.remote(CLIENT).orElseThrow().id())
        .stream()
        .map(Organization::id)
        .toList();
  }

  private static List<String> types(OperatorFixture fixture) {
    return requireNonNull(
            requireNonNull(fixture.uses().withName("u").get().getStatus()).conditions())
        .stream()
        .map(condition -> condition.type())
        .toList();
  }
}
