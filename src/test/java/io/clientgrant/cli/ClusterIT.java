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
