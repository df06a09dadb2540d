package io.clientgrant.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.GuidePage;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.MultiTenantFixture;
import io.clientgrant.testing.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The commands of docs/references.md, as they stand there. */
@ExtendWith(ControlPlaneExtension.class)
class ReferenceGuideIT {
  private static final String DOMAIN = "guide.eu.auth0.test";
  private static final String AUDIENCE = "https://api.example.com/invoices";
  private static final String GUARDRAILS =
      """
      guardrails:
        - namespaces: {from: Selector, selector: {matchLabels: {team: billing}}}
          clientIds: ["*-worker", reports-worker-2]
          audiences: ["https://api.example.com/*"]
          scopes: ["*"]
      """;

  private final GuidePage page = GuidePage.of("references");
  private final List<String> typed = new ArrayList<>();

  @AutoClose
  private final Simulator simulator =
      MultiTenantFixture.simulator(
          DOMAIN,
          List.of("reports-worker", "reports-worker-2", "shipping-worker", "billing-worker"),
          List.of(AUDIENCE));

  @Test
  void theCommandsDoWhatThePageSays(MultiTenantFixture cluster) throws Exception {
    ManagementScopes.set(simulator, "read:client_summary");
    simulator.tenant().put(StoredClient.of("billing-worker").withName("Billing Service"));
    cluster.createNamespace("auth0", Map.of());
    cluster.createNamespace("billing", Map.of("team", "billing"));
    cluster.startOperator();
    cluster.applyTenant("auth0", "default", DOMAIN, simulator, GUARDRAILS);
    cluster.awaitReason(cluster.tenant("auth0", "default"), "Connected");

    assertThat(type(cluster, "config-map")).endsWith("reports-worker");
    assertThat(type(cluster, "secret")).endsWith("shipping-worker");
    assertThat(type(cluster, "by-name")).endsWith("billing-worker");
    assertThat(clients()).containsExactly("billing-worker", "reports-worker", "shipping-worker");

    assertThat(type(cluster, "made-anew")).contains("Created", "Deleted");
    assertThat(clients()).containsExactly("billing-worker", "reports-worker-2", "shipping-worker");
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

  /** The clients that have a grant for the API. */
  private List<String> clients() {
    return simulator.tenant().grants().stream()
        .filter(grant -> grant.audience().equals(AUDIENCE))
        .flatMap(grant -> grant.clientId().stream())
        .sorted()
        .toList();
  }
}
