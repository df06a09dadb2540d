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

/** The attacks of {@link GuardrailsIT}, with associations of a grant that another team holds. */
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AssociationAttacksIT {
  private static final String DOMAIN = "attacks.eu.auth0.test";
  private static final String API = "https://api.example.com/invoices";
  private static final String GRANT = "cgr_ofteambilling001";
  private static final String STAYING = "org_staying000000001";
  private static final int ORGANIZATIONS = 10;

  private static final String RULES =
      """
      guardrails:
        - namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}
          clientIds: [billing-app]
          audiences: ["*"]
          organizations: ["shop-*"]
        - namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}
          clientIds: [billing-app]
          audiences: ["*"]
          organizations: ["staying-*"]
          deletion: Never
      """;

  private final MultiTenantFixture cluster;
  private final Simulator simulator = tenant();
  private int used;

  AssociationAttacksIT(MultiTenantFixture cluster) {
    this.cluster = cluster;
  }

  private static String shop(int number) {
    return "org_shop%012d".formatted(number);
  }

  /** One for each test: the operator looks rarely what somebody else has associated. */
  private String another() {
    return shop(++used);
  }

  private static Simulator tenant() {
    var simulator = MultiTenantFixture.simulator(DOMAIN, List.of("billing-app"), List.of(API));
    ManagementScopes.setWithOrganizations(simulator);
    for (var number = 1; number <= ORGANIZATIONS; number++) {
      simulator.tenant().put(Organization.of(shop(number), "shop-" + number));
    }
    simulator.tenant().put(Organization.of(STAYING, "staying-1"));
    simulator
        .tenant()
        .put(StoredGrant.of(GRANT, "billing-app", API, "read:a").withOrganizationUsage("allow"));
    return simulator;
  }

  @BeforeAll
  void aTenantAndTwoTeams() {
    cluster.startOperator();
    cluster.createNamespace("auth0", Map.of());
    cluster.createNamespace("shop", Map.of("team", "shop"));
    cluster.createNamespace("evil", Map.of());
    applyRules(RULES);
    cluster.awaitReason(cluster.tenant("auth0", "one"), "Connected");
  }

  @AfterAll
  void close() {
    simulator.close();
  }

  @AfterEach
  void leaveNothing() {
    for (var namespace : List.of("shop", "evil")) {
      var _ = use(namespace, "use").delete();
      cluster.awaitGone(use(namespace, "use"));
    }
  }

  @Test
  void changedRulesHoldAtOnceAndWhatWasCreatedGoesAllTheSame() {
    var shop = another();
    apply("shop", shop, "");
    cluster.awaitReason(use("shop", "use"), "InSync");
    simulator.requests().reset();

    applyRules(RULES.replace("shop}", "another}"));
    cluster.awaitReason(use("shop", "use"), "NotAllowed");
    assertThat(isAssociated(simulator, shop)).isTrue();
    assertThat(simulator.requests().counts()).isEmpty();

    var _ = use("shop", "use").delete();
    cluster.awaitGone(use("shop", "use"));
    assertThat(isAssociated(simulator, shop)).isFalse();
    applyRules(RULES);
  }

  @Test
  void aResourceThatIsNoLongerAllowedHandsOverWhenItIsDeleted() {
    var shop = another();
    cluster.createNamespace("leaving", Map.of("team", "shop"));
    var leaving = use("leaving", "use");
    apply("leaving", shop, "");
    cluster.awaitReason(leaving, "InSync");
    apply("shop", shop, "");
    cluster.awaitReason(use("shop", "use"), "HeldByAnother");
    cluster.label("leaving", "team", "another");
    cluster.awaitReason(leaving, "NotAllowed");
    simulator.requests().reset();

    var _ = leaving.delete();
    cluster.awaitGone(leaving);
    cluster.awaitReason(use("shop", "use"), "InSync");
    assertThat(isAssociated(simulator, shop)).isTrue();
    assertThat(simulator.requests().counts().keySet()).noneMatch(call -> !call.startsWith("GET "));
  }

  @Test
  void anExistingAssociationIsNotAdoptedFromAnotherNamespace() {
    var shop = another();
    var _ = simulator.tenant().associate(shop, GRANT);
    apply("shop", shop, ", adoptionPolicy: Always, deletionPolicy: Always");
    checkNow("shop");
    cluster.awaitReason(use("shop", "use"), "GrantExists");

    var _ = use("shop", "use").delete();
    cluster.awaitGone(use("shop", "use"));
    assertThat(isAssociated(simulator, shop)).isTrue();
  }

  @Test
  void anAssociationThatMayNotBeDeletedStaysAlthoughItWasCreated() {
    apply("shop", STAYING, ", deletionPolicy: Always");
    cluster.awaitReason(use("shop", "use"), "InSync");

    var _ = use("shop", "use").delete();
    cluster.awaitGone(use("shop", "use"));
    assertThat(isAssociated(simulator, STAYING)).isTrue();
  }

  /** The squatter is older, and its tenant even answers; but it answers at another place. */
  @Test
  void aFakeTenantOfTheSameDomainBlocksNoAssociation() {
    var shop = another();
    try (var fake = tenant()) {
      cluster.applyTenant("evil", "bogus", DOMAIN, fake, "");
      apply("evil", "{name: bogus}", shop, "");
      cluster.awaitReason(use("evil", "use"), "InSync");
      apply("shop", shop, "");
      cluster.awaitReason(use("shop", "use"), "InSync");
      assertThat(isAssociated(simulator, shop)).isTrue();

      var _ = use("evil", "use").delete();
      cluster.awaitGone(use("evil", "use"));
      assertThat(isAssociated(simulator, shop)).isTrue();
      assertThat(isAssociated(fake, shop)).isFalse();
      var _ = cluster.tenant("evil", "bogus").delete();
      cluster.awaitGone(cluster.tenant("evil", "bogus"));
    }
  }

  @Test
  void anOlderResourceThatIsNotAllowedDoesNotBlockAYoungerOne() {
    var shop = another();
    apply("evil", shop, "");
    cluster.awaitReason(use("evil", "use"), "NotAllowed");

    apply("shop", shop, "");
    cluster.awaitReason(use("shop", "use"), "InSync");
  }

  /** Whoever may write a status still may not have another's association ended by it. */
  @Test
  void aForgedStatusOfARefusedResourceEndsNothing() {
    var shop = another();
    apply("shop", shop, "");
    cluster.awaitReason(use("shop", "use"), "InSync");
    apply("evil", shop, "");
    cluster.awaitReason(use("evil", "use"), "NotAllowed");
    var forged =
        cluster
            .controlPlane()
            .kubectl(
                "patch",
                "ocg",
                "use",
                "--namespace=evil",
                "--subresource=status",
                "--type=merge",
                """
                --patch={"status": {"grant": {"domain": "%s", "id": "%s", "clientId": "billing-app",
                  "audience": "%s", "subjectType": "client", "origin": "Created"}}}
                """
                    .formatted(DOMAIN, GRANT, API));
    assertThat(forged.exit()).as(forged.output()).isZero();
    apply("evil", shop, ", deletionPolicy: Always"); // so that it has a finalizer
    cluster.awaitReason(use("evil", "use"), "NotAllowed");
    var _ = use("evil", "use").delete();

    cluster.awaitGone(use("evil", "use"));
    assertThat(isAssociated(simulator, shop)).isTrue();
  }

  private void applyRules(String rules) {
    cluster.applyTenant("auth0", "one", DOMAIN, simulator, rules);
  }

  private void checkNow(String namespace) {
    OperatorFixture.annotate(
        use(namespace, "use"),
        "auth0.clientgrant.io/requestedAt",
        Long.toString(System.nanoTime()));
  }

  private void apply(String namespace, String organization, String rest) {
    apply(namespace, "{name: one, namespace: auth0}", organization, rest);
  }

  private void apply(String namespace, String tenant, String organization, String rest) {
    cluster.apply(
        namespace,
        Manifests.use(
            "use",
            "tenantRef: %s, grant: {clientId: billing-app, audience: \"%s\"}, organization: {id: %s}%s"
                .formatted(tenant, API, organization, rest)));
  }

  private static boolean isAssociated(Simulator tenant, String organization) {
    return tenant.tenant().grantsOf(organization).stream().anyMatch(g -> g.id().equals(GRANT));
  }

  private Resource<OrganizationClientGrant> use(String namespace, String name) {
    return cluster.use(namespace, name);
  }
}
