package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.GuidePage;
import io.clientgrant.testing.Manifests;
import io.clientgrant.testing.MultiTenantFixture;
import io.clientgrant.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The procedures of docs/moving.md, as they stand there. */
class MovingIT {
  private static final List<String> CLIENTS = List.of("billing", "shop", "reports");

  private static final String GUARDRAILS =
      """

      guardrails:
        - namespaces: {from: All}
          clientIds: ["*"]
          audiences: ["*"]
          scopes: ["*"]
          adoption: IfIdentical
          deletion: IfCreated
      """;

  @TempDir Path folder;

  @AutoClose
  private final Simulator simulator =
      MultiTenantFixture.simulator(DOMAIN, CLIENTS, List.of(AUDIENCE));

  @AutoClose private final MultiTenantFixture oldCluster = new MultiTenantFixture();
  @AutoClose private final MultiTenantFixture newCluster = new MultiTenantFixture();

  @Test
  void theGrantsGoToAnotherClusterWithoutAWriteToTheTenant() throws Exception {
    prepare(oldCluster, "");
    for (var client : CLIENTS) {
      oldCluster.apply("billing", grant(client));
      oldCluster.awaitReason(oldCluster.grant("billing", client), "InSync");
    }
    prepare(newCluster, "mode: Observe");
    var before = simulator.tenant().grants();
    simulator.requests().reset();

    type("observe");
    for (var client : CLIENTS) {
      newCluster.awaitReason(newCluster.grant("billing", client), "WouldAdopt");
    }
    type("release");
    type("enforce");
    type("clean-up");

    assertThat(writes()).isZero();
    assertThat(simulator.tenant().grants()).isEqualTo(before);
    for (var client : CLIENTS) {
      assertThat(oldCluster.grant("billing", client).get()).isNull();
      newCluster.awaitReason(newCluster.grant("billing", client), "InSync");
    }
  }

  @Test
  void aClusterThatHasLetGoWritesNothingWhateverHappens() throws Exception {
    prepare(oldCluster, "");
    oldCluster.apply("billing", grant("billing"));
    oldCluster.awaitReason(oldCluster.grant("billing", "billing"), "InSync");
    type("release");
    simulator.requests().reset();

    var made = simulator.tenant().grant("billing", AUDIENCE, "client").orElseThrow();
    simulator.tenant().put(made.withScope("write:a"));
    oldCluster.resync(oldCluster.tenant("auth0", "default"), simulator);
    oldCluster.apply("billing", grant("shop"));
    oldCluster.awaitReason(oldCluster.grant("billing", "shop"), "LetGo");
    oldCluster.apply("billing", grant("billing").replace("read:a", "read:a, write:a"));
    oldCluster.awaitReason(oldCluster.grant("billing", "billing"), "LetGo");
    assertThat(writes()).isZero();

    applyTenant(oldCluster, "mode: Enforce");
    oldCluster.awaitReason(oldCluster.grant("billing", "billing"), "InSync");
  }

  private void prepare(MultiTenantFixture cluster, String mode) {
    cluster.createNamespace("auth0", Map.of());
    cluster.createNamespace("billing", Map.of());
    cluster.startOperator();
    applyTenant(cluster, mode);
    cluster.awaitReason(cluster.tenant("auth0", "default"), "Connected");
  }

  private void applyTenant(MultiTenantFixture cluster, String mode) {
    cluster.applyTenant("auth0", "default", DOMAIN, simulator, mode + GUARDRAILS);
  }

  private static String grant(String client) {
    return Manifests.grant(
        client,
        "tenantRef: {name: default, namespace: auth0}, clientId: %s, audience: \"%s\", scope: [read:a]"
            .formatted(client, AUDIENCE));
  }

  private long writes() {
    return simulator.requests().counts().entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("GET") && !entry.getKey().contains("token"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Types a block of commands, in a folder with the ClientGrants and with both contexts. */
  private void type(String block) throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("clientgrants.yaml"),
        CLIENTS.stream().map(MovingIT::grant).collect(Collectors.joining("---\n")));
    var shell =
        new ProcessBuilder("bash", "-ec", GuidePage.of("moving").commands(block))
            .directory(folder.toFile());
    shell
        .environment()
        .put(
            "KUBECONFIG",
            kubeconfig("old", oldCluster.controlPlane())
                + ":"
                + kubeconfig("new", newCluster.controlPlane()));
    shell
        .environment()
        .merge("PATH", oldCluster.controlPlane().binaries() + ":", (path, more) -> more + path);
    var ended = Program.run(shell);
    assertThat(ended.exit()).as(ended.output()).isZero();
  }

  /** The kubeconfig of a control plane with its names changed, since both have the same. */
  private Path kubeconfig(String name, ControlPlane controlPlane) throws IOException {
    var file = folder.resolve(name + ".kubeconfig");
    var text = Files.readString(controlPlane.kubeconfig());
    Files.writeString(
        file, text.replace("control-plane", name).replace(": user", ": user-of-" + name));
    return file;
  }
}
