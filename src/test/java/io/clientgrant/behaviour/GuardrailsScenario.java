package io.clientgrant.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.MultiTenantFixture;
import io.clientgrant.testing.OperatorFixture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two tenants, and the namespaces of two teams: who may grant what where, and what becomes of those
 * who try something else, whether they name a client or refer to one.
 */
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GuardrailsScenario {
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

  /** How a spec says which client it is about. */
  enum By {
    ID("clientId: %s"),
    CONFIG_MAP("clientIdFrom: {configMapKeyRef: {name: clients, key: %s}}");

    private final String yaml;

    By(String yaml) {
      this.yaml = yaml;
    }

    String of(String client) {
      return yaml.formatted(client);
    }
  }

  private static final String REF = "{name: one, namespace: auth0}";

  private final By by;
  private final MultiTenantFixture cluster;
  private final Simulator first =
      MultiTenantFixture.simulator(ONE, CLIENTS, List.of(INVOICES, CATALOG));
  private final Simulator second =
      MultiTenantFixture.simulator(TWO, CLIENTS, List.of(INVOICES, CATALOG));

  GuardrailsScenario(By by, MultiTenantFixture cluster) {
    this.by = by;
    this.cluster = cluster;
  }

  @BeforeAll
  void twoTenantsAndTwoTeams() {
    cluster.startOperator();
    createNamespace("auth0", Map.of());
    createNamespace("billing", Map.of("team", "billing"));
    createNamespace("shop", Map.of("team", "shop"));
    cluster.applyTenant("auth0", "one", ONE, first, RULES);
    cluster.applyTenant("shop", "two", TWO, second, "");
    cluster.awaitReason(cluster.tenant("auth0", "one"), "Connected");
    cluster.awaitReason(cluster.tenant("shop", "two"), "Connected");
  }

  /** A namespace with a ConfigMap that has each client's id under itself. */
  private void createNamespace(String name, Map<String, String> labels) {
    cluster.createNamespace(name, labels);
    cluster.apply(
        name,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: clients}
        data: {%s}
        """
            .formatted(
                Stream.concat(CLIENTS.stream(), Stream.of(Seed.MANAGEMENT_CLIENT))
                    .map(client -> client + ": " + client)
                    .collect(Collectors.joining(", "))));
  }

  @AfterAll
  void close() {
    first.close();
    second.close();
  }

  @AfterEach
  void leaveNothing() {
    cluster.deleteGrants();
    for (var id : List.of("cgr_by_hand", "cgr_of_others")) {
      first.tenant().removeGrant(id);
    }
    cluster.resync(cluster.tenant("auth0", "one"), first);
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
  void aGrantIsCreatedOnlyIfOneRuleAllowsAllOfIt(
      String namespace,
      String tenant,
      String client,
      String audience,
      String rest,
      String reason,
      String sentence) {
    var home = tenant.equals("one") ? "auth0" : "shop";
    var simulator = tenant.equals("one") ? first : second;
    var grant = cluster.grant(namespace, "table");

    cluster.applyGrant(
        namespace,
        "table",
        "{name: %s, namespace: %s}".formatted(tenant, home),
        "%s, audience: \"%s\", deletionPolicy: Always, %s"
            .formatted(by.of(client), audience, rest));

    assertThat(cluster.awaitReason(grant, reason)).contains(sentence);
    assertThat(simulator.tenant().grant(client, audience, "client").isPresent())
        .isEqualTo(reason.equals("InSync"));
  }

  @Test
  void aGrantThatIsNoLongerAllowedIsKeptAndManagedAgainOnceAllowed() {
    var grant = cluster.grant("moved", "kept");
    createNamespace("moved", Map.of("team", "billing"));
    cluster.applyGrant("moved", "kept", REF, asking("billing-job", "scope: [read:a]"));
    cluster.awaitReason(grant, "InSync");
    first.requests().reset();

    cluster.label("moved", "team", "shop");
    cluster.awaitReason(grant, "NotAllowed");
    cluster.applyGrant("moved", "kept", REF, asking("billing-job", "scope: [write:a]"));
    cluster.awaitReason(grant, "NotAllowed");
    assertThat(scope("billing-job")).contains(List.of("read:a"));
    assertThat(first.requests().counts()).isEmpty();

    cluster.label("moved", "team", "billing");
    cluster.awaitReason(grant, "InSync");
    assertThat(scope("billing-job")).contains(List.of("write:a"));

    cluster.label("moved", "team", "shop");
    cluster.awaitReason(grant, "NotAllowed");
    var _ = grant.delete();
    cluster.awaitGone(grant);
    assertThat(scope("billing-job")).isEmpty();
  }

  @Test
  void changedRulesHoldAtOnce() {
    var tenant = cluster.tenant("auth0", "changing");
    var grant = cluster.grant("shop", "catalog");
    var ref = "{name: changing, namespace: auth0}";
    var reading = "%s, audience: \"%s\", scope: ".formatted(by.of("public-app"), CATALOG);
    try (var simulator =
        MultiTenantFixture.simulator("changing.auth0.test", CLIENTS, List.of(CATALOG))) {
      cluster.applyTenant("auth0", "changing", "changing.auth0.test", simulator, "");
      cluster.awaitReason(tenant, "Connected");
      cluster.applyGrant("shop", "catalog", ref, reading + "[read:a]");
      cluster.awaitReason(grant, "NotAllowed");
      cluster.applyTenant("auth0", "changing", "changing.auth0.test", simulator, RULES);
      cluster.awaitReason(grant, "InSync");
      simulator.requests().reset();

      cluster.applyTenant("auth0", "changing", "changing.auth0.test", simulator, "");
      cluster.awaitReason(grant, "NotAllowed");
      cluster.applyGrant("shop", "catalog", ref, reading + "[]");
      cluster.awaitReason(grant, "NotAllowed");
      assertThat(simulator.requests().counts()).isEmpty();
      assertThat(
              simulator.tenant().grant("public-app", CATALOG, "client").flatMap(StoredGrant::scope))
          .contains(List.of("read:a"));
      var _ = grant.delete();
      cluster.awaitGone(grant);
      var _ = tenant.delete();
      cluster.awaitGone(tenant);
    }
  }

  /** Its grant goes with it, or to whoever waits for it and may have it. */
  @Test
  void aResourceThatIsNoLongerAllowedHandsOverWhenItIsDeleted() {
    createNamespace("leaving", Map.of("team", "billing"));
    var leaving = cluster.grant("leaving", "old");
    var waiting = cluster.grant("billing", "new");
    cluster.applyGrant("leaving", "old", REF, asking("billing-job", "scope: [read:a]"));
    cluster.awaitReason(leaving, "InSync");
    cluster.applyGrant("billing", "new", REF, asking("billing-job", "scope: [write:a]"));
    cluster.awaitReason(waiting, "HeldByAnother");
    cluster.label("leaving", "team", "shop");
    cluster.awaitReason(leaving, "NotAllowed");
    cluster.awaitReason(waiting, "GrantExists");
    first.requests().reset();

    var _ = leaving.delete();
    cluster.awaitGone(leaving);
    cluster.awaitReason(waiting, "InSync");
    assertThat(first.requests().counts()).isEqualTo(Map.of("PATCH /api/v2/client-grants/{id}", 1L));
    assertThat(scope("billing-job")).contains(List.of("write:a"));
  }

  @Test
  void anExistingGrantIsNotAdoptedFromAnotherNamespaceToBeChanged() {
    var grant = cluster.grant("billing", "taking");
    var existing = StoredGrant.of("cgr_by_hand", "billing-job", INVOICES, "read:a");
    first.tenant().put(existing);
    cluster.resync(cluster.tenant("auth0", "one"), first);
    cluster.applyGrant(
        "billing", "taking", REF, asking("billing-job", "scope: [read:a], adoptionPolicy: Always"));

    assertThat(cluster.awaitReason(grant, "GrantExists"))
        .contains("what the tenant's owner allows");
    cluster.applyGrant(
        "billing",
        "taking",
        REF,
        asking("billing-job", "scope: [write:a], adoptionPolicy: Always"));
    cluster.awaitReason(grant, "GrantExists");
    var _ = grant.delete();
    cluster.awaitGone(grant);
    assertThat(first.tenant().grant("billing-job", INVOICES, "client")).contains(existing);
  }

  @Test
  void aGrantAdoptedAsItIsIsNeitherChangedNorDeleted() {
    var grant = cluster.grant("shop", "taking");
    var existing = StoredGrant.of("cgr_by_hand", "shop-app", INVOICES, "read:a");
    var always = "adoptionPolicy: Always, deletionPolicy: Always";
    first.tenant().put(existing);
    cluster.resync(cluster.tenant("auth0", "one"), first);
    cluster.applyGrant("shop", "taking", REF, asking("shop-app", "scope: [write:a], " + always));
    cluster.awaitReason(grant, "GrantExists");
    cluster.applyGrant("shop", "taking", REF, asking("shop-app", "scope: [read:a], " + always));
    cluster.awaitReason(grant, "InSync");
    first.requests().reset();

    cluster.applyGrant("shop", "taking", REF, asking("shop-app", "scope: [write:a], " + always));
    assertThat(cluster.awaitReason(grant, "AdoptedAsItIs")).contains("cgr_by_hand", "scope");
    var _ = grant.delete();
    cluster.awaitGone(grant);
    assertThat(first.tenant().grant("shop-app", INVOICES, "client")).contains(existing);
    assertThat(first.requests().counts()).isEmpty();
  }

  @Test
  void aGrantThatMayNotBeDeletedStaysAlthoughItWasCreated() {
    var grant = cluster.grant("shop", "staying");
    cluster.applyGrant(
        "shop", "staying", REF, asking("shop-job", "scope: [read:a], deletionPolicy: Always"));
    cluster.awaitReason(grant, "InSync");
    var created = first.tenant().grant("shop-job", INVOICES, "client").orElseThrow();

    var _ = grant.delete();
    cluster.awaitGone(grant);
    assertThat(first.tenant().grant("shop-job", INVOICES, "client")).contains(created);
    first.tenant().removeGrant(created.id());
  }

  /** The squatter is older, and its tenant even answers; but it answers at another place. */
  @Test
  void aFakeTenantOfTheSameDomainBlocksNoGrantAndFillsNoCache() {
    createNamespace("evil", Map.of());
    var squatter = cluster.grant("evil", "squatter");
    var grant = cluster.grant("billing", "mine");
    try (var fake = MultiTenantFixture.simulator(ONE, CLIENTS, List.of(INVOICES))) {
      cluster.applyTenant("evil", "bogus", ONE, fake, "");
      cluster.applyGrant(
          "evil", "squatter", "{name: bogus}", asking("billing-app", "scope: [write:a]"));
      cluster.awaitReason(squatter, "InSync");
      cluster.applyGrant("billing", "mine", REF, asking("billing-app", "scope: [read:a]"));
      cluster.awaitReason(grant, "InSync");
      assertThat(scope("billing-app")).contains(List.of("read:a"));

      cluster.resync(cluster.tenant("evil", "bogus"), fake);
      var _ = squatter.delete();
      cluster.awaitGone(squatter);
      assertThat(scope("billing-app")).contains(List.of("read:a"));
    }
  }

  @Test
  void anOlderResourceThatIsNotAllowedDoesNotBlockAYoungerOne() {
    var squatter = cluster.grant("shop", "squatter");
    var grant = cluster.grant("billing", "mine");
    cluster.applyGrant("shop", "squatter", REF, asking("billing-app", "scope: [read:a]"));
    cluster.awaitReason(squatter, "NotAllowed");
    cluster.applyGrant("billing", "mine", REF, asking("billing-app", "scope: [read:a]"));
    cluster.awaitReason(grant, "InSync");
    var _ = squatter.delete();
    cluster.awaitGone(squatter);
    assertThat(scope("billing-app")).contains(List.of("read:a"));
  }

  /**
   * Whoever may write the status of a resource still may not have another's grant deleted by it.
   */
  @Test
  void aForgedStatusOfARefusedResourceDeletesNothing() {
    var existing = StoredGrant.of("cgr_of_others", "shop-app", INVOICES, "read:a");
    first.tenant().put(existing);
    cluster.resync(cluster.tenant("auth0", "one"), first);
    var forger = cluster.grant("billing", "forger");
    cluster.applyGrant("billing", "forger", REF, asking("shop-app", "scope: [read:a]"));
    cluster.awaitReason(forger, "NotAllowed");
    cluster.forgeStatus(
        "billing",
        "forger",
        """
        {"grant": {"domain": "%s", "id": "cgr_of_others", "clientId": "shop-app", "audience": "%s",
          "subjectType": "client", "origin": "Created"}}
        """
            .formatted(ONE, INVOICES));
    cluster.applyGrant("billing", "forger", REF, asking("shop-app", "scope: [read:b]"));
    cluster.awaitReason(forger, "NotAllowed");
    var _ = forger.delete();

    assertThat(cluster.awaitReason(forger, "DeletionBlocked"))
        .contains("auth0.clientgrant.io/release=cgr_of_others");
    OperatorFixture.annotate(forger, "auth0.clientgrant.io/release", "cgr_of_others");
    cluster.awaitGone(forger);
    assertThat(first.tenant().grant("shop-app", INVOICES, "client")).contains(existing);
  }

  private String asking(String client, String rest) {
    return "%s, audience: \"%s\", %s".formatted(by.of(client), INVOICES, rest);
  }

  private Optional<List<String>> scope(String client) {
    return first.tenant().grant(client, INVOICES, "client").flatMap(StoredGrant::scope);
  }
}
