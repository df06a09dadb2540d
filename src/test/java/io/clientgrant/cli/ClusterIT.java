package io.clientgrant.cli;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.DOMAIN;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands that read the tenant of an Auth0Tenant, and the ClientGrants of a real cluster. */
@ExtendWith(ControlPlaneExtension.class)
class ClusterIT {
  @AutoClose private final OperatorFixture fixture;
  private final ControlPlane controlPlane;
  private final CliFixture cli;

  ClusterIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    fixture = new OperatorFixture(controlPlane);
    cli = new CliFixture(fixture.simulator).with(controlPlane::client);
    cli.environment.clear();
    cli.environment.put("WATCH_NAMESPACES", fixture.namespace);
  }

  @Test
  void aListSaysWhichClientGrantHoldsEachGrant() {
    fixture.simulator.tenant().put(grant("cgr_made", 2));
    fixture.simulator.tenant().put(grant("cgr_refused", 3).withScope("delete:invoices"));
    fixture.start(NEVER);
    fixture.applyGrant("held", client(1), "scope: [read:invoices]");
    fixture.awaitInSync("held");
    fixture.applyGrant("rival", client(1), "scope: [read:invoices]");
    fixture.awaitReason("rival", "HeldByAnother");
    fixture.applyGrant("refused", client(3), "scope: [read:invoices]");
    fixture.awaitReason("refused", "GrantExists");
    var tenant = fixture.namespace + "/tenant";

    var ran = cli.run("list", "--tenant", tenant, "--audience", AUDIENCE, "--no-names");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
        .containsExactlyInAnyOrder(
            "CLIENT|API|SUBJECT|SCOPES|MANAGED BY|ID",
            "client-0001|%s|client|read:invoices|contended: %s/held holds it|%s"
                .formatted(AUDIENCE, fixture.namespace, fixture.recorded("held").id()),
            "client-0002|%s|client|read:invoices|unmanaged|cgr_made".formatted(AUDIENCE),
            "client-0003|%s|client|delete:invoices|declared: %s/refused|cgr_refused"
                .formatted(AUDIENCE, fixture.namespace));
    assertThat(cli.run("list", "--tenant", tenant, "--unmanaged", "-o", "name").out())
        .contains("cgr_made")
        .doesNotContain("cgr_refused", fixture.recorded("held").id());
    assertThat(cli.run("list", "--managed", "-o", "name").out())
        .isEqualTo(fixture.recorded("held").id() + "\n");
    assertThat(cli.run("list", "--contended", "-o", "name").out())
        .isEqualTo(fixture.recorded("held").id() + "\n");
    assertThat(cli.run("list", "-n", "elsewhere", "-o", "name").out()).isEmpty();
  }

  @Test
  void anAuditKnowsWhatIsDeclaredAndKeepsItsPageInAConfigMap() {
    fixture.simulator.tenant().put(grant("cgr_made", 2));
    fixture.start(NEVER);
    fixture.applyGrant(
        "held", client(1), "scope: [read:invoices], expiresAt: \"2999-01-01T00:00:00Z\"");
    fixture.awaitInSync("held");
    var named = "--config-map=" + fixture.namespace + "/page";
    assertThat(cli.run("audit", named).err()).contains("There is no ConfigMap page in namespace");

    try (var client = controlPlane.client()) {
      var maps = client.configMaps().inNamespace(fixture.namespace);
      maps.resource(new ConfigMapBuilder().withNewMetadata().withName("page").endMetadata().build())
          .create();

      var ran = cli.run("audit", named, "--audience", AUDIENCE);

      assertThat(ran.exit()).isZero();
      assertThat(ran.out())
          .containsPattern("info +CG10 +client-0002 on .* No ClientGrant declares it")
          .doesNotContain("client-0001 on");
      assertThat(maps.withName("page").get().getData().get("audit.html"))
          .startsWith("<!DOCTYPE html>")
          .contains(
              fixture.recorded("held").id().toString(),
              "2999-01-01T00:00:00Z",
              fixture.namespace + "/held");
    }
  }

  @Test
  void aTraceShowsTheSentenceWhereAClientGrantHangs() {
    fixture.simulator.tenant().put(grant("cgr_refused", 3).withScope("delete:invoices"));
    fixture.start(NEVER);
    fixture.applyGrant("held", client(1), "scope: [read:invoices]");
    fixture.awaitInSync("held");
    fixture.applyGrant("rival", client(1), "scope: [read:invoices]");
    fixture.awaitReason("rival", "HeldByAnother");
    fixture.applyGrant("refused", client(3), "scope: [read:invoices]");
    fixture.awaitReason("refused", "GrantExists");
    fixture.simulator.requests().reset();
    var key = "client client-0001 on %s as client".formatted(AUDIENCE);

    assertThat(trace("held"))
        .containsExactly(
            "ClientGrant %s/held: InSync".formatted(fixture.namespace),
            "├─ ✓ Auth0Tenant %s/tenant (%s): Connected".formatted(fixture.namespace, DOMAIN),
            "├─ ✓ guardrails allow it (adoption at most Always, deletion at most Always)",
            "├─ ✓ claims the grant for " + key,
            "│  └─ ClientGrant %s/rival claims it too".formatted(fixture.namespace),
            "└─ ✓ grant %s at the tenant is as asked for".formatted(fixture.recorded("held").id()));
    assertThat(fixture.calls("GET")).isEqualTo(1);
    assertThat(trace("rival"))
        .containsSubsequence(
            "├─ ✗ claims the grant for " + key,
            "│  ├─ ClientGrant %s/held claims it too, and holds it".formatted(fixture.namespace),
            "│  └─ " + fixture.ready("rival").message());
    assertThat(trace("refused"))
        .containsSubsequence(
            "├─ ✗ grant cgr_refused at the tenant differs",
            "│  └─ scope: add read:invoices, remove delete:invoices",
            "└─ " + fixture.ready("refused").message());

    assertThat(cli.run("trace", "cgr", "nobody", "-n", fixture.namespace).err())
        .contains("ClientGrant nobody does not exist in namespace " + fixture.namespace);
    assertThat(cli.run("trace", "pod", "held", "-n", fixture.namespace).err())
        .contains("pod cannot be traced. Name a clientgrant.");
  }

  @Test
  void aTraceTellsWhatIsWrongWithTheTenant() {
    fixture.startOperator();
    fixture.applyGrant("g", client(1), "scope: [read:invoices]");
    fixture.awaitReason("g", "TenantNotFound");
    assertThat(trace("g"))
        .containsSubsequence(
            "├─ ✗ Auth0Tenant %s/tenant does not exist".formatted(fixture.namespace),
            "│  └─ " + fixture.ready("g").message());

    fixture.applySecret("wrong");
    fixture.applyTenant(NEVER, "");
    fixture.awaitTenant("InvalidCredentials");
    fixture.awaitReason("g", "TenantNotReady");
    assertThat(trace("g"))
        .contains(
            "├─ ✗ Auth0Tenant %s/tenant (%s): InvalidCredentials"
                .formatted(fixture.namespace, DOMAIN),
            "│  ├─ " + fixture.tenantReady().message())
        .contains("└─ – the tenant was not asked");
  }

  private List<String> trace(String name) {
    var ran = cli.run("trace", "clientgrant", fixture.namespace + "/" + name);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exit()).isZero();
    return ran.out().lines().toList();
  }

  @Test
  void whatIsMissingInTheClusterIsASentence() {
    assertThat(cli.run("list").err()).contains("There is no Auth0Tenant.");
    assertThat(cli.run("list", "--tenant", fixture.namespace + "/nobody").err())
        .contains("Auth0Tenant nobody does not exist in namespace " + fixture.namespace);
    fixture.applyTenant(NEVER, "");
    assertThat(cli.run("list").err())
        .contains(
            "Secret credentials does not exist in namespace %s. Create it."
                .formatted(fixture.namespace));
    fixture.applySecret("wrong");
    assertThat(cli.run("list").err()).contains("Auth0 gives this credential no token");
    fixture.applyTenant("other", NEVER, "");
    assertThat(cli.run("list").err())
        .contains("There are 2 Auth0Tenants. Say which with --tenant: ")
        .doesNotContain(DOMAIN);
  }

  private static StoredGrant grant(String id, int number) {
    return StoredGrant.of(id, client(number), AUDIENCE, "read:invoices");
  }
}
