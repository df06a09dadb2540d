package io.clientgrant.cli;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.DOMAIN;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.simulator.SimulatorEnvironment;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.Conditions;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.Program;
import io.clientgrant.testing.network.OwnCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Auth0's own auth0-deploy-cli beside the operator. It is not a part of the tests that run by
 * default, because it needs Node.js: {@code make peers}.
 */
@ExtendWith(ControlPlaneExtension.class)
class DeployCliPeer {
  private static final String DEPLOY_CLI = "deploy-cli";

  private final OwnCa ca = new OwnCa();
  @AutoClose private final OperatorFixture fixture;
  private final ControlPlane controlPlane;
  private final CliFixture cli;
  @TempDir private Path folder;

  DeployCliPeer(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    fixture =
        new OperatorFixture(
            controlPlane, SimulatorEnvironment.standard().withTls(ca.serverAt("127.0.0.1")));
    cli = new CliFixture(fixture.simulator).with(controlPlane::client);
    cli.environment.clear();
    cli.environment.put("WATCH_NAMESPACES", fixture.namespace);
  }

  @Test
  void seesNoDifferenceAfterAllGrantsWereExportedAndAdopted() throws Exception {
    UnmanagedTenant.seed(fixture.simulator);
    introduce();
    var before = exported("before");
    assertThat(before).contains("client-0104", "allow_all_scopes: true");

    adoptAll();
    assertThat(exported("after")).isEqualTo(before);

    fixture.simulator.requests().reset();
    var preview = deployCli("import", "-i", "before/tenant.yaml", "--dry-run");
    assertThat(preview).contains("No changes detected.");
    assertThat(fixture.writes()).isZero();
  }

  /** An import writes each grant that it has, even if the tenant shows the same. */
  @Test
  void whatItImportsAgainIsNoDifferenceToTheOperator() throws Exception {
    UnmanagedTenant.seed(fixture.simulator);
    introduce();
    var before = exported("before");
    adoptAll();

    var imported = deployCli("import", "-i", "before/tenant.yaml");
    assertThat(imported).contains("Import Successful");
    assertThat(fixture.calls("PATCH")).as("its own writes").isGreaterThan(UnmanagedTenant.GRANTS);
    fixture.simulator.requests().reset();
    OperatorFixture.annotate(
        fixture.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");
    await().atMost(PATIENCE).until(() -> fixture.calls("GET") > 0);
    assertThat(exported("after")).isEqualTo(before);
    assertThat(fixture.writes()).as("writes to the tenant").isZero();
  }

  private void introduce() throws IOException {
    var api = "https://%s/api/v2/".formatted(DOMAIN);
    var tenant = fixture.simulator.tenant();
    // It reads clients by page, and so at most 1,000.
    for (var number = OperatorFixture.CLIENTS; number > OperatorFixture.CLIENTS / 2; number--) {
      tenant.removeClient(OperatorFixture.client(number));
    }
    tenant.put(StoredClient.of(DEPLOY_CLI).withSecret(DEPLOY_CLI));
    tenant.put(
        StoredGrant.of(
            "cgr_deploy",
            DEPLOY_CLI,
            api,
            "read:client_grants",
            "create:client_grants",
            "update:client_grants",
            "delete:client_grants",
            "read:clients",
            "read:resource_servers"));
    Files.writeString(folder.resolve("ca.pem"), ca.pem());
    Files.writeString(
        folder.resolve("config.json"),
        new JsonMapper()
            .writeValueAsString(
                Map.of(
                    "AUTH0_DOMAIN",
                    fixture.simulator.uri().getAuthority(),
                    "AUTH0_AUDIENCE",
                    api,
                    "AUTH0_CLIENT_ID",
                    DEPLOY_CLI,
                    "AUTH0_CLIENT_SECRET",
                    DEPLOY_CLI,
                    "AUTH0_ALLOW_DELETE",
                    true,
                    "AUTH0_INCLUDED_ONLY",
                    List.of("clientGrants"))));
  }

  /** The way of docs/brownfield.md. */
  private void adoptAll() throws Exception {
    fixture.startOperator();
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.applyTenant(NEVER, "caBundle: " + ca.bundle());
    fixture.awaitTenant("Connected");
    fixture.simulator.requests().reset();
    var manifests = folder.resolve("grants").toString();
    var exported =
        cli.run(
            "export", "--audience", AUDIENCE, "-d", manifests, "--to-namespace", fixture.namespace);
    assertThat(exported.exit()).as(exported.err()).isZero();
    var applied = controlPlane.kubectl("apply", "--server-side", "-f", manifests);
    assertThat(applied.exit()).as(applied.output()).isZero();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(fixture.grants().list().getItems())
              .hasSize(UnmanagedTenant.GRANTS)
              .allMatch(Conditions::isReady);
          assertThat(fixture.uses().list().getItems())
              .hasSize(UnmanagedTenant.USES)
              .allMatch(Conditions::isReady);
        });
    assertThat(fixture.writes()).as("writes to the tenant").isZero();
  }

  private String exported(String to) throws Exception {
    var _ = deployCli("export", "-f", "yaml", "-e", "-o", to);
    return Files.readString(folder.resolve(to).resolve("tenant.yaml"));
  }

  private String deployCli(String... arguments) throws Exception {
    var program = Program.tools("deploy-cli").resolve("node_modules/.bin/a0deploy");
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-c", "config.json"));
    var prepared = new ProcessBuilder(command).directory(folder.toFile());
    prepared.environment().put("NODE_EXTRA_CA_CERTS", "ca.pem");
    var ended = Program.run(prepared);
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output();
  }
}
