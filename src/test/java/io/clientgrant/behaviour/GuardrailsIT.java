package io.clientgrant.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.MultiTenantFixture;
import io.clientgrant.testing.OperatorFixture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two tenants, and the namespaces of two teams: who may grant what where, and what becomes of those
 * who try something else.
 */
class GuardrailsIT {
  private static final String ONE = "one.eu.auth0.test";
  private static final String TWO = "two.eu.auth0.test";
  private static final String INVOICES = "https://api.example.com/invoices";
  private static final String CATALOG = "https://catalog.example.com";
  private static final List<String> CLIENTS =
      List.of("billing-app", "billing-job", "shop-app", "shop-job", "public-app");

  /**
   * Team billing may read and write its API, everybody may let one client read the catalog. Team
   * shop may take over one client's grants as they are, and leaves behind those of another.
   */
  private static final String RULES =
      """
      guardrails:
        - namespaces: {from: Selector, selector: {matchLabels: {team: billing}}}
          clientIds: ["billing-*"]
          audiences: ["https://api.example.com/*"]
          scopes: ["read:*", "write:a"]
        - namespaces: {from: All}
          clientIds: [public-app]
          audiences: ["https://catalog.example.com"]
          scopes: ["read:*"]
        - namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}
          clientIds: [shop-app]
          audiences: ["https://api.example.com/*"]
          scopes: ["*"]
          adoption: IfIdentical
        - namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}
          clientIds: [shop-job]
          audiences: ["https://api.example.com/*"]
          scopes: ["*"]
          deletion: Never
      """;

  private static final String REF = "{name: one, namespace: auth0}";

  private static final MultiTenantFixture CLUSTER = new MultiTenantFixture();
  private static final Simulator FIRST =
      MultiTenantFixture.simulator(ONE, CLIENTS, List.of(INVOICES, CATALOG));
  private static final Simulator SECOND =
      MultiTenantFixture.simulator(TWO, CLIENTS, List.of(INVOICES, CATALOG));

  @BeforeAll
  static void twoTenantsAndTwoTeams() {
    CLUSTER.createNamespace("auth0", Map.of());
    CLUSTER.createNamespace("billing", Map.of("team", "billing"));
    CLUSTER.createNamespace("shop", Map.of("team", "shop"));
    CLUSTER.applyTenant("auth0", "one", ONE, FIRST, RULES);
    CLUSTER.applyTenant("shop", "two", TWO, SECOND, "");
    CLUSTER.awaitReason(CLUSTER.tenant("auth0", "one"), "Connected");
    CLUSTER.awaitReason(CLUSTER.tenant("shop", "two"), "Connected");
  }

  @AfterAll
  static void close() {
    CLUSTER.close();
    FIRST.close();
    SECOND.close();
  }

  @AfterEach
  void leaveNothing() {
    CLUSTER.deleteGrants();
    for (var id : List.of("cgr_by_hand", "cgr_of_others")) {
      FIRST.tenant().removeGrant(id);
    }
    CLUSTER.resync(CLUSTER.tenant("auth0", "one"), FIRST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # namespace | tenant | client      | audience                         | the rest                             | reason     | part of the sentence
          billing     | one    | billing-app | https://api.example.com/invoices | scope: [read:a, write:a]             | InSync     | is as this resource asks
          billing     | one    | billing-app | https://api.example.com/invoices | scope: [read:a, delete:a]            | NotAllowed | scopes [delete:a, read:a]
          billing     | one    | billing-app | https://api.example.com/invoices | allowAllScopes: true                 | NotAllowed | scopes [*]
          billing     | one    | billing-app | https://api.example.com/invoices | 'scope: [], subjectType: user'       | NotAllowed | subjectTypes [user]
          billing     | one    | billing-app | https://api.example.com/invoices | 'scope: [], organizationUsage: allow'| NotAllowed | organizationUsage [allow]
          billing     | one    | shop-app    | https://api.example.com/invoices | scope: [read:a]                      | NotAllowed | clientIds [shop-app]
          billing     | one    | billing-app | https://catalog.example.com      | scope: [read:a]                      | NotAllowed | audiences [https://catalog.example.com]
          billing     | one    | billing-app | https://one.eu.auth0.test/api/v2/| scope: ['read:clients']              | NotAllowed | must be listed in full
          billing     | one    | simulator-management | https://api.example.com/invoices | scope: []                   | OwnClient  | never touched
          billing     | one    | public-app  | https://catalog.example.com      | scope: [read:a]                      | InSync     | is as this resource asks
          shop        | one    | billing-app | https://api.example.com/invoices | scope: [read:a]                      | NotAllowed | allows namespace shop
          shop        | one    | public-app  | https://catalog.example.com      | scope: [write:a]                     | NotAllowed | scopes [write:a]
          shop        | two    | shop-app    | https://api.example.com/invoices | scope: [read:a]                      | InSync     | is as this resource asks
          shop        | two    | shop-app    | https://two.eu.auth0.test/api/v2/| scope: ['read:clients']              | SystemApi  | lists them in full
          billing     | two    | billing-app | https://api.example.com/invoices | scope: [read:a]                      | NotAllowed | serves only namespace shop
          """)
  void aGrantIsMadeExactlyIfOneRuleAllowsAllOfIt(
      String namespace,
      String tenant,
      String client,
      String audience,
      String rest,
      String reason,
      String sentence) {
    var home = tenant.equals("one") ? "auth0" : "shop";
    var simulator = tenant.equals("one") ? FIRST : SECOND;
    var grant = CLUSTER.grant(namespace, "table");

    CLUSTER.applyGrant(
        namespace,
        "table",
        "{name: %s, namespace: %s}".formatted(tenant, home),
        "clientId: %s, audience: \"%s\", deletionPolicy: Always, %s"
            .formatted(client, audience, rest));

    assertThat(CLUSTER.awaitReason(grant, reason)).contains(sentence);
    assertThat(simulator.tenant().grant(client, audience, "client").isPresent())
        .isEqualTo(reason.equals("InSync"));
  }

  @Test
  void aGrantThatStopsBeingAllowedIsToldSoKeptAndTakenUpAgain() {
    var grant = CLUSTER.grant("moved", "kept");
    CLUSTER.createNamespace("moved", Map.of("team", "billing"));
    CLUSTER.applyGrant("moved", "kept", REF, asking("billing-job", "scope: [read:a]"));
    CLUSTER.awaitReason(grant, "InSync");
    FIRST.requests().reset();

    CLUSTER.label("moved", "team", "shop");
    CLUSTER.awaitReason(grant, "NotAllowed");
    CLUSTER.applyGrant("moved", "kept", REF, asking("billing-job", "scope: [write:a]"));
    CLUSTER.awaitReason(grant, "NotAllowed");
    assertThat(scope("billing-job")).contains(List.of("read:a"));
    assertThat(FIRST.requests().counts()).isEmpty();

    CLUSTER.label("moved", "team", "billing");
    CLUSTER.awaitReason(grant, "InSync");
    assertThat(scope("billing-job")).contains(List.of("write:a"));

    CLUSTER.label("moved", "team", "shop");
    CLUSTER.awaitReason(grant, "NotAllowed");
    var _ = grant.delete();
    CLUSTER.awaitGone(grant);
    assertThat(scope("billing-job")).isEmpty();
  }

  @Test
  void rulesHoldAtOnceWhenTheyChange() {
    var tenant = CLUSTER.tenant("auth0", "changing");
    var grant = CLUSTER.grant("shop", "catalog");
    var ref = "{name: changing, namespace: auth0}";
    var reading = "clientId: public-app, audience: \"%s\", scope: ".formatted(CATALOG);
    try (var simulator =
        MultiTenantFixture.simulator("changing.auth0.test", CLIENTS, List.of(CATALOG))) {
      CLUSTER.applyTenant("auth0", "changing", "changing.auth0.test", simulator, "");
      CLUSTER.awaitReason(tenant, "Connected");
      CLUSTER.applyGrant("shop", "catalog", ref, reading + "[read:a]");
      CLUSTER.awaitReason(grant, "NotAllowed");
      CLUSTER.applyTenant("auth0", "changing", "changing.auth0.test", simulator, RULES);
      CLUSTER.awaitReason(grant, "InSync");
      simulator.requests().reset();

      CLUSTER.applyTenant("auth0", "changing", "changing.auth0.test", simulator, "");
      CLUSTER.awaitReason(grant, "NotAllowed");
      CLUSTER.applyGrant("shop", "catalog", ref, reading + "[]");
      CLUSTER.awaitReason(grant, "NotAllowed");
      assertThat(simulator.requests().counts()).isEmpty();
      assertThat(
              simulator.tenant().grant("public-app", CATALOG, "client").flatMap(StoredGrant::scope))
          .contains(List.of("read:a"));
      var _ = grant.delete();
      CLUSTER.awaitGone(grant);
      var _ = tenant.delete();
      CLUSTER.awaitGone(tenant);
    }
  }

  /** Its grant goes with it, or to whoever waits for it and may have it. */
  @Test
  void whoStopsBeingAllowedHandsOverWhenItGoes() {
    CLUSTER.createNamespace("leaving", Map.of("team", "billing"));
    var leaving = CLUSTER.grant("leaving", "old");
    var waiting = CLUSTER.grant("billing", "new");
    CLUSTER.applyGrant("leaving", "old", REF, asking("billing-job", "scope: [read:a]"));
    CLUSTER.awaitReason(leaving, "InSync");
    CLUSTER.applyGrant("billing", "new", REF, asking("billing-job", "scope: [write:a]"));
    CLUSTER.awaitReason(waiting, "HeldByAnother");
    CLUSTER.label("leaving", "team", "shop");
    CLUSTER.awaitReason(leaving, "NotAllowed");
    CLUSTER.awaitReason(waiting, "GrantExists");
    FIRST.requests().reset();

    var _ = leaving.delete();
    CLUSTER.awaitGone(leaving);
    CLUSTER.awaitReason(waiting, "InSync");
    assertThat(FIRST.requests().counts()).isEqualTo(Map.of("PATCH /api/v2/client-grants/{id}", 1L));
    assertThat(scope("billing-job")).contains(List.of("write:a"));
  }

  @Test
  void whatExistsIsNotAdoptedAcrossNamespacesToBeEdited() {
    var grant = CLUSTER.grant("billing", "taking");
    var existing = StoredGrant.of("cgr_by_hand", "billing-job", INVOICES, "read:a");
    FIRST.tenant().put(existing);
    CLUSTER.resync(CLUSTER.tenant("auth0", "one"), FIRST);
    CLUSTER.applyGrant(
        "billing", "taking", REF, asking("billing-job", "scope: [read:a], adoptionPolicy: Always"));

    assertThat(CLUSTER.awaitReason(grant, "GrantExists"))
        .contains("what the tenant's owner allows");
    CLUSTER.applyGrant(
        "billing",
        "taking",
        REF,
        asking("billing-job", "scope: [write:a], adoptionPolicy: Always"));
    CLUSTER.awaitReason(grant, "GrantExists");
    var _ = grant.delete();
    CLUSTER.awaitGone(grant);
    assertThat(FIRST.tenant().grant("billing-job", INVOICES, "client")).contains(existing);
  }

  @Test
  void whatIsAdoptedAsItIsStaysSoAndIsNotDeleted() {
    var grant = CLUSTER.grant("shop", "taking");
    var existing = StoredGrant.of("cgr_by_hand", "shop-app", INVOICES, "read:a");
    var always = "adoptionPolicy: Always, deletionPolicy: Always";
    FIRST.tenant().put(existing);
    CLUSTER.resync(CLUSTER.tenant("auth0", "one"), FIRST);
    CLUSTER.applyGrant("shop", "taking", REF, asking("shop-app", "scope: [write:a], " + always));
    CLUSTER.awaitReason(grant, "GrantExists");
    CLUSTER.applyGrant("shop", "taking", REF, asking("shop-app", "scope: [read:a], " + always));
    CLUSTER.awaitReason(grant, "InSync");
    FIRST.requests().reset();

    CLUSTER.applyGrant("shop", "taking", REF, asking("shop-app", "scope: [write:a], " + always));
    assertThat(CLUSTER.awaitReason(grant, "AdoptedAsItIs")).contains("cgr_by_hand", "scope");
    var _ = grant.delete();
    CLUSTER.awaitGone(grant);
    assertThat(FIRST.tenant().grant("shop-app", INVOICES, "client")).contains(existing);
    assertThat(FIRST.requests().counts()).isEmpty();
  }

  @Test
  void whatMayNotBeDeletedStaysThoughItWasCreated() {
    var grant = CLUSTER.grant("shop", "staying");
    CLUSTER.applyGrant(
        "shop", "staying", REF, asking("shop-job", "scope: [read:a], deletionPolicy: Always"));
    CLUSTER.awaitReason(grant, "InSync");
    var created = FIRST.tenant().grant("shop-job", INVOICES, "client").orElseThrow();

    var _ = grant.delete();
    CLUSTER.awaitGone(grant);
    assertThat(FIRST.tenant().grant("shop-job", INVOICES, "client")).contains(created);
    FIRST.tenant().removeGrant(created.id());
  }

  /** The squatter is older, and its tenant even answers; but it answers at another place. */
  @Test
  void aBogusTenantOfTheSameDomainHoldsNoKeyAndPoisonsNoView() {
    CLUSTER.createNamespace("evil", Map.of());
    var squatter = CLUSTER.grant("evil", "squatter");
    var grant = CLUSTER.grant("billing", "mine");
    try (var fake = MultiTenantFixture.simulator(ONE, CLIENTS, List.of(INVOICES))) {
      CLUSTER.applyTenant("evil", "bogus", ONE, fake, "");
      CLUSTER.applyGrant(
          "evil", "squatter", "{name: bogus}", asking("billing-app", "scope: [write:a]"));
      CLUSTER.awaitReason(squatter, "InSync");
      CLUSTER.applyGrant("billing", "mine", REF, asking("billing-app", "scope: [read:a]"));
      CLUSTER.awaitReason(grant, "InSync");
      assertThat(scope("billing-app")).contains(List.of("read:a"));

      CLUSTER.resync(CLUSTER.tenant("evil", "bogus"), fake);
      var _ = squatter.delete();
      CLUSTER.awaitGone(squatter);
      assertThat(scope("billing-app")).contains(List.of("read:a"));
    }
  }

  @Test
  void anOlderResourceThatIsRefusedHoldsNoKey() {
    var squatter = CLUSTER.grant("shop", "squatter");
    var grant = CLUSTER.grant("billing", "mine");
    CLUSTER.applyGrant("shop", "squatter", REF, asking("billing-app", "scope: [read:a]"));
    CLUSTER.awaitReason(squatter, "NotAllowed");
    CLUSTER.applyGrant("billing", "mine", REF, asking("billing-app", "scope: [read:a]"));
    CLUSTER.awaitReason(grant, "InSync");
    var _ = squatter.delete();
    CLUSTER.awaitGone(squatter);
    assertThat(scope("billing-app")).contains(List.of("read:a"));
  }

  /**
   * Whoever may write the status of a resource still may not have another's grant deleted by it.
   */
  @Test
  void aForgedStatusOfARefusedResourceDeletesNothing() {
    var existing = StoredGrant.of("cgr_of_others", "shop-app", INVOICES, "read:a");
    FIRST.tenant().put(existing);
    CLUSTER.resync(CLUSTER.tenant("auth0", "one"), FIRST);
    var forger = CLUSTER.grant("billing", "forger");
    CLUSTER.applyGrant("billing", "forger", REF, asking("shop-app", "scope: [read:a]"));
    CLUSTER.awaitReason(forger, "NotAllowed");
    CLUSTER.forgeStatus(
        "billing",
        "forger",
        """
        {"grant": {"domain": "%s", "id": "cgr_of_others", "clientId": "shop-app", "audience": "%s",
          "subjectType": "client", "origin": "Created"}}
        """
            .formatted(ONE, INVOICES));
    var _ = forger.delete();

    assertThat(CLUSTER.awaitReason(forger, "DeletionBlocked"))
        .contains("auth0.clientgrant.io/release=cgr_of_others");
    OperatorFixture.annotate(forger, "auth0.clientgrant.io/release", "cgr_of_others");
    CLUSTER.awaitGone(forger);
    assertThat(FIRST.tenant().grant("shop-app", INVOICES, "client")).contains(existing);
  }

  private static String asking(String client, String rest) {
    return "clientId: %s, audience: \"%s\", %s".formatted(client, INVOICES, rest);
  }

  private static Optional<List<String>> scope(String client) {
    return FIRST.tenant().grant(client, INVOICES, "client").flatMap(StoredGrant::scope);
  }
}
