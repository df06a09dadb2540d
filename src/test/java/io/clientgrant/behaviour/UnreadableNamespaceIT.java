package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.Condition;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.operator.KubernetesClients;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A namespace to watch that the operator may not read does not keep it from serving the others. */
@ExtendWith(ControlPlaneExtension.class)
class UnreadableNamespaceIT {
  private static final String USER = "operator-of-some-namespaces";

  @Test
  void theOthersAreServedAndItIsTakenUpWhenTheRightIsThere(OperatorFixture fixture) {
    var other = fixture.controlPlane.newNamespace();
    fixture.withClient(UnreadableNamespaceIT::limited);
    allow(fixture.user, fixture.namespace);
    apply(fixture.user, other, "waiting", other);
    fixture.watchingAlso(other).start(NEVER);
    fixture.applyGrant("g", OperatorFixture.client(1), "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.isUnreadable(other)).isTrue();

    apply(fixture.user, fixture.namespace, "elsewhere", other);
    awaitReason(fixture.user, fixture.namespace, "elsewhere", "TenantNotReady");

    allow(fixture.user, other);
    awaitReason(fixture.user, other, "waiting", "TenantNotFound");
    awaitReason(fixture.user, fixture.namespace, "elsewhere", "TenantNotFound");
    assertThat(fixture.isUnreadable(other)).isFalse();
  }

  /** Somebody may declare it there. */
  @Test
  void meanwhileNothingIsTakenForUndeclared(OperatorFixture fixture) {
    var other = fixture.controlPlane.newNamespace();
    fixture.withClient(UnreadableNamespaceIT::limited);
    allow(fixture.user, fixture.namespace);
    fixture
        .simulator
        .tenant()
        .put(StoredGrant.of("cgr_made", OperatorFixture.client(1), AUDIENCE, "read:invoices"));
    fixture.watchingAlso(other).startOperator();
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.applyTenant(
        "1s",
        "authoritative: {audiences: [\"%s\"], action: Revoke, gracePeriod: 1s, maxRevokedPercent: 100}"
            .formatted(AUDIENCE));
    await().atMost(PATIENCE).until(() -> declared(fixture).contains("NamespacesUnreadable"));
    assertThat(fixture.events("tenant")).doesNotContain("GrantUndeclared");
    assertThat(fixture.calls("DELETE")).isZero();

    allow(fixture.user, other);
    await().atMost(PATIENCE).until(() -> fixture.remote(OperatorFixture.client(1)).isEmpty());
    assertThat(fixture.events("tenant")).contains("GrantUndeclared", "Revoked");
  }

  private static List<String> declared(OperatorFixture fixture) {
    var status = fixture.tenants().withName("tenant").get().getStatus();
    return status == null || status.conditions() == null
        ? List.of()
        : status.conditions().stream()
            .filter(condition -> condition.type().equals("GrantsDeclared"))
            .map(Condition::reason)
            .toList();
  }

  private static KubernetesClient limited(Config config) {
    return KubernetesClients.builder(
            new ConfigBuilder(config).withImpersonateUsername(USER).build())
        .build();
  }

  private static void awaitReason(
      KubernetesClient user, String namespace, String name, String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var status =
              user.resources(ClientGrant.class)
                  .inNamespace(namespace)
                  .withName(name)
                  .get()
                  .getStatus();
          assertThat(Conditions.summary(status == null ? null : status.conditions()))
              .hasValueSatisfying(ready -> assertThat(ready.reason()).isEqualTo(reason));
        });
  }

  private static void apply(KubernetesClient user, String namespace, String name, String tenants) {
    user.resource(
            """
            apiVersion: auth0.clientgrant.io/v1alpha1
            kind: ClientGrant
            metadata: {name: %s}
            spec:
              tenantRef: {name: no-such-tenant, namespace: %s}
              clientId: client-0001
              audience: %s
              scope: []
            """
                .formatted(name, tenants, AUDIENCE))
        .inNamespace(namespace)
        .create();
  }

  private static void allow(KubernetesClient user, String namespace) {
    var role =
        new RoleBuilder()
            .withNewMetadata()
            .withName(USER)
            .endMetadata()
            .withRules(
                rule("auth0.clientgrant.io", "*"),
                rule("events.k8s.io", "events"),
                rule("", "secrets"))
            .build();
    var binding =
        new RoleBindingBuilder()
            .withNewMetadata()
            .withName(USER)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "Role", USER)
            .addNewSubject("rbac.authorization.k8s.io", "User", USER, null)
            .build();
    user.resource(role).inNamespace(namespace).create();
    user.resource(binding).inNamespace(namespace).create();
  }

  private static PolicyRule rule(String group, String resources) {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(resources)
        .withVerbs("*")
        .build();
  }
}
