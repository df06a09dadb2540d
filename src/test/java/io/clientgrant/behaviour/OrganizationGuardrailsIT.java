package io.clientgrant.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.Manifests;
import io.clientgrant.testing.MultiTenantFixture;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may use a grant for which organization, and what becomes of those who try something else. */
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrganizationGuardrailsIT {
  private static final String DOMAIN = "orgs.eu.auth0.test";
  private static final String API = "https://api.example.com/invoices";
  private static final String SECRET_API = "https://secret.example.com";
  private static final String ACME = "org_acme000000000001";
  private static final String SHOP = "org_shop000000000001";
  private static final String FORGED = "org_shop000000000002";
  private static final List<String> SECRETS =
      List.of("billing-app", "billing-job", API, SECRET_API);
  private static final String GRANT = "cgr_ofteambilling001";

  /** Team billing holds the grants. Team shop may use one client's, for its own organizations. */
  private static final String RULES =
      """
      guardrails:
        - namespaces: {from: Selector, selector: {matchLabels: {team: billing}}}
          clientIds: ["billing-*"]
          audiences: ["*"]
          scopes: ["*"]
          organizationUsage: [allow]
          adoption: IfIdentical
        - namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}
          clientIds: [billing-app]
          audiences: ["https://api.example.com/*"]
          organizations: ["shop*", org_byid00000000001]
      """;

  private final MultiTenantFixture cluster;
  private final Simulator simulator =
      MultiTenantFixture.simulator(
          DOMAIN, List.of("billing-app", "billing-job"), List.of(API, SECRET_API));

  OrganizationGuardrailsIT(MultiTenantFixture cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void aTenantAndTwoTeams() {
    ManagementScopes.setWithOrganizations(simulator);
    cluster.startOperator();
    cluster.createNamespace("auth0", Map.of());
    cluster.createNamespace("billing", Map.of("team", "billing"));
    cluster.createNamespace("shop", Map.of("team", "shop"));
    simulator.tenant().put(Organization.of(ACME, "acme"));
    simulator.tenant().put(Organization.of(SHOP, "shop"));
    simulator.tenant().put(Organization.of("org_byid00000000001", "anything"));
    simulator.tenant().put(Organization.of(FORGED, "shop-2"));
    cluster.applyTenant("auth0", "one", DOMAIN, simulator, RULES);
    cluster.awaitReason(cluster.tenant("auth0", "one"), "Connected");
    hold("billing-app", API, GRANT);
    hold("billing-job", API, "cgr_ofteambilling002");
    hold("billing-app", SECRET_API, "cgr_ofteambilling003");
    for (var name : List.of("app", "job", "secret")) {
      cluster.awaitReason(cluster.grant("billing", name), "InSync");
    }
  }

  private void hold(String client, String api, String id) {
    simulator
        .tenant()
        .put(StoredGrant.of(id, client, api, "read:a").withOrganizationUsage("allow"));
    cluster.resync(cluster.tenant("auth0", "one"), simulator);
    var name = api.equals(SECRET_API) ? "secret" : client.substring("billing-".length());
    cluster.applyGrant(
        "billing",
        name,
        "{name: one, namespace: auth0}",
        "clientId: %s, audience: \"%s\", scope: [read:a], organizationUsage: allow"
            .formatted(client, api));
  }

  @AfterAll
  void close() {
    simulator.close();
  }

  @AfterEach
  void leaveNothing() {
    for (var namespace : List.of("billing", "shop")) {
      for (var use : List.of("table", "use")) {
        var _ = use(namespace, use).delete();
        cluster.awaitGone(use(namespace, use));
      }
    }
    simulator.tenant().put(Organization.of(ACME, "acme"));
    simulator.tenant().put(Organization.of(SHOP, "shop"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # namespace | the grant                                                        | the organization            | reason     | part of the sentence
          shop        | clientGrantRef: {name: app, namespace: billing}                  | {name: shop}                | InSync     | is as this resource asks
          shop        | clientGrantRef: {name: app, namespace: billing}                  | {id: org_shop000000000001}  | InSync     | is as this resource asks
          shop        | clientGrantRef: {name: app, namespace: billing}                  | {id: org_byid00000000001}   | InSync     | is as this resource asks
          shop        | clientGrantRef: {name: app, namespace: billing}                  | {name: acme}                | NotAllowed | of ClientGrant app in namespace billing, and all of: organizations [org_acme000000000001]
          shop        | clientGrantRef: {name: app, namespace: billing}                  | {id: org_acme000000000001}  | NotAllowed | organizations [org_acme000000000001]
          shop        | clientGrantRef: {name: job, namespace: billing}                  | {name: shop}                | NotAllowed | the client and the API of ClientGrant job in namespace billing
          shop        | clientGrantRef: {name: secret, namespace: billing}               | {name: shop}                | NotAllowed | the client and the API of ClientGrant secret in namespace billing
          shop        | 'grant: {clientId: billing-job, audience: "https://api.example.com/invoices"}' | {name: shop}  | NotAllowed | clientIds [billing-job]
          shop        | 'grant: {clientId: simulator-management, audience: "https://orgs.eu.auth0.test/api/v2/"}' | {name: shop} | OwnClient | never touched
          billing     | clientGrantRef: {name: app}                                      | {name: nobody}              | NotAllowed | allows namespace billing no organization
          billing     | clientGrantRef: {name: nobody}                                   | {id: org_acme000000000001}  | NotAllowed | allows namespace billing no organization
          """)
  void anAssociationIsMadeOnlyIfOneRuleAllowsAllOfIt(
      String namespace, String grant, String organization, String reason, String sentence) {
    apply(namespace, "table", grant, organization);

    var message = cluster.awaitReason(use(namespace, "table"), reason);
    assertThat(message).contains(sentence);
    if (reason.equals("NotAllowed") && grant.contains("namespace: billing")) {
      assertThat(message)
          .as("what another team's ClientGrant is about")
          .doesNotContain(SECRETS.toArray(String[]::new));
    }
    var isThere =
        List.of(GRANT, "cgr_ofteambilling002", "cgr_ofteambilling003").stream()
            .flatMap(id -> simulator.tenant().organizationsOf(id).stream())
            .anyMatch(found -> !found.id().equals(FORGED));
    assertThat(isThere).isEqualTo(reason.equals("InSync"));
  }

  /** Who renames an organization gives no access to it that a rule does not give. */
  @Test
  void anOrganizationThatIsRenamedIsJudgedByWhatTheTenantShows() {
    apply("shop", "use", "clientGrantRef: {name: app, namespace: billing}", "{name: shop}");
    cluster.awaitReason(use("shop", "use"), "InSync");

    simulator.tenant().put(Organization.of(SHOP, "board"));
    checkNow();
    assertThat(cluster.awaitReason(use("shop", "use"), "NotAllowed")).contains(SHOP);
    assertThat(simulator.tenant().organizationsOf(GRANT))
        .extracting(Organization::id)
        .contains(SHOP);
  }

  /**
   * The id in a status counts for no more than the id in a spec. What was recorded is lost with the
   * status, since nothing is signed here.
   */
  @Test
  void anIdThatIsForgedInTheStatusIsJudgedToo() {
    apply("shop", "use", "clientGrantRef: {name: app, namespace: billing}", "{name: shop-2}");
    cluster.awaitReason(use("shop", "use"), "InSync");
    var forged =
        cluster
            .controlPlane()
            .kubectl(
                "patch",
                "ocg",
                "use",
                "--namespace=shop",
                "--subresource=status",
                "--type=merge",
                "--patch={\"status\":{\"grant\":null,\"organization\":{\"id\":\"%s\",\"name\":\"shop\"}}}"
                    .formatted(ACME));
    assertThat(forged.exit()).as(forged.output()).isZero();

    checkNow();
    assertThat(cluster.awaitReason(use("shop", "use"), "NotAllowed")).contains(ACME);
    assertThat(simulator.tenant().organizationsOf(GRANT))
        .extracting(Organization::id)
        .doesNotContain(ACME);
  }

  private void checkNow() {
    OperatorFixture.annotate(
        use("shop", "use"), "auth0.clientgrant.io/requestedAt", Long.toString(System.nanoTime()));
  }

  private void apply(String namespace, String name, String grant, String organization) {
    cluster.apply(
        namespace,
        Manifests.use(
            name,
            "tenantRef: {name: one, namespace: auth0}, %s, organization: %s"
                .formatted(grant, organization)));
  }

  private Resource<OrganizationClientGrant> use(String namespace, String name) {
    return cluster.use(namespace, name);
  }
}
