package io.clientgrant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.GuidePage;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.Manifests;
import io.clientgrant.testing.MultiTenantFixture;
import io.clientgrant.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/brownfield.md, as they stand there. */
@ExtendWith(ControlPlaneExtension.class)
class BrownfieldGuideIT {
  private static final String DOMAIN = "brownfield.eu.auth0.test";
  private static final String AUDIENCE = "https://api.example.com/invoices";
  private static final int CLIENTS = 6;

  private final GuidePage page = GuidePage.of("brownfield");
  private final List<String> typed = new ArrayList<>();
  @TempDir private Path folder;

  @AutoClose
  private final Simulator simulator =
      MultiTenantFixture.simulator(
          DOMAIN,
          IntStream.range(0, CLIENTS).mapToObj("client-%d"::formatted).toList(),
          List.of(AUDIENCE));

  @Test
  void theCommandsDoWhatThePageSays(MultiTenantFixture cluster) throws Exception {
    ManagementScopes.setWithOrganizations(simulator);
    seed();
    cluster.createNamespace("auth0", Map.of());
    cluster.apply(
        "auth0",
        Manifests.secret(
            "auth0-management", DOMAIN, simulator, Map.of("clientSecret", Seed.MANAGEMENT_SECRET)));
    cluster.startOperator();

    type(cluster, "connect");
    assertThat(type(cluster, "look").lines().filter(line -> line.contains(AUDIENCE)))
        .hasSize(CLIENTS);
    assertThat(type(cluster, "export"))
        .contains("%d files in grants: %d written".formatted(CLIENTS + 1, CLIENTS + 1));
    assertThat(type(cluster, "plan"))
        .contains("%d to adopt, 0 to delete. That is 0 writes".formatted(CLIENTS + 1));
    assertThat(type(cluster, "apply"))
        .endsWith("Nothing to do: %d resources are as the tenant is.\n".formatted(CLIENTS + 1));
    assertThat(type(cluster, "later")).doesNotContain(AUDIENCE);
    assertThat(typed).isEqualTo(page.blocks());
    assertThat(simulator.requests().counts().keySet())
        .as("calls that write")
        .filteredOn(call -> !call.startsWith("GET "))
        .containsExactly("POST /oauth/token");
  }

  private void seed() {
    var tenant = simulator.tenant();
    tenant.put(Organization.of("org_1", "acme"));
    for (var number = 0; number < CLIENTS; number++) {
      tenant.put(StoredClient.of("client-" + number).withName("Service " + number));
      tenant.put(
          StoredGrant.of("cgr_" + number, "client-" + number, AUDIENCE, "read:invoices")
              .withOrganizationUsage(number == 0 ? "allow" : "deny"));
    }
    assertThat(tenant.associate("org_1", "cgr_0")).isTrue();
  }

  /** In place of the operator's Pod, the plugin runs the operator's jar. */
  private Path plugin() throws IOException {
    var plugin = folder.resolve("kubectl-grants");
    if (!Files.exists(plugin)) {
      Files.writeString(
          plugin,
          """
          #!/bin/sh
          exec '%s/bin/java' '@%s' -jar '%s' "$@"
          """
              .formatted(
                  System.getProperty("java.home"),
                  Path.of("jvm.options").toAbsolutePath(),
                  Path.of("target/clientgrant-operator.jar").toAbsolutePath()));
      Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return folder;
  }

  private String type(MultiTenantFixture cluster, String block)
      throws IOException, InterruptedException {
    typed.add(block);
    var plane = cluster.controlPlane();
    var shell = new ProcessBuilder("bash", "-ec", page.commands(block)).directory(folder.toFile());
    shell.environment().put("KUBECONFIG", plane.kubeconfig().toString());
    shell
        .environment()
        .merge("PATH", plugin() + ":" + plane.binaries() + ":", (path, more) -> more + path);
    var ended = Program.run(shell);
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output();
  }
}
