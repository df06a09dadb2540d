package io.clientgrant.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.GuidePage;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.MultiTenantFixture;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The commands of docs/organizations.md, as they stand there. */
@ExtendWith(ControlPlaneExtension.class)
class OrganizationsGuideIT {
  private static final String DOMAIN = "guide.eu.auth0.test";
  private static final String AUDIENCE = "https://api.example.com/invoices";
  private static final String ACME = "org_9ybsU1dN2dKfDkBi";
  private static final String GLOBEX = "org_globex0000000001";
  private static final String GUARDRAILS =
      """
      guardrails:
        - namespaces: {from: Selector, selector: {matchLabels: {team: billing}}}
          clientIds: ["reports-*"]
          audiences: ["https://api.example.com/*"]
          scopes: ["*"]
          organizationUsage: [allow, require]
          organizations: [%s]
        - namespaces: {from: Selector, selector: {matchLabels: {team: globex}}}
          clientIds: ["reports-*"]
          audiences: ["https://api.example.com/*"]
          organizations: ["globex*"]
      """
          .formatted(ACME);

  private final GuidePage page = GuidePage.of("organizations");
  private final List<String> typed = new ArrayList<>();

  @AutoClose
  private final Simulator simulator =
      MultiTenantFixture.simulator(DOMAIN, List.of("reports-worker"), List.of(AUDIENCE));

  @Test
  void theCommandsDoWhatThePageSays(MultiTenantFixture cluster) throws Exception {
    ManagementScopes.setWithOrganizations(simulator);
    simulator.tenant().put(Organization.of(ACME, "acme"));
    simulator.tenant().put(Organization.of(GLOBEX, "globex"));
    cluster.createNamespace("auth0", Map.of());
    cluster.createNamespace("billing", Map.of("team", "billing"));
    cluster.createNamespace("globex", Map.of("team", "globex"));
    cluster.startOperator();
    cluster.applyTenant("auth0", "default", DOMAIN, simulator, GUARDRAILS);
    cluster.awaitReason(cluster.tenant("auth0", "default"), "Connected");

    assertThat(type(cluster, "allow")).contains("InSync", ACME, "reports-worker");
    assertThat(organizations()).containsExactly(ACME);
    assertThat(type(cluster, "by-name")).endsWith(GLOBEX);
    assertThat(organizations()).containsExactly(ACME, GLOBEX);
    assertThat(type(cluster, "take-away")).contains("deleted");
    assertThat(organizations()).containsExactly(GLOBEX);

    var _ = simulator.tenant().dissociate(GLOBEX, grant());
    assertThat(type(cluster, "check-now")).contains("annotated");
    await().atMost(OperatorFixture.PATIENCE).until(() -> organizations().contains(GLOBEX));
    assertThat(typed).isEqualTo(page.blocks());
  }

  private String type(MultiTenantFixture cluster, String block)
      throws IOException, InterruptedException {
    typed.add(block);
    var shell = new ProcessBuilder("bash", "-ec", page.commands(block));
    var plane = cluster.controlPlane();
    shell.environment().put("KUBECONFIG", plane.kubeconfig().toString());
    shell.environment().merge("PATH", plane.binaries() + ":", (path, more) -> more + path);
    var ended = Program.run(shell);
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output();
  }

  private String grant() {
    return simulator.tenant().grant("reports-worker", AUDIENCE, "client").orElseThrow().id();
  }

  private List<String> organizations() {
    return simulator.tenant().organizationsOf(grant()).stream().map(Organization::id).toList();
  }
}
