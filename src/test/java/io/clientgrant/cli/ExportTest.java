package io.clientgrant.cli;

import static io.clientgrant.cli.CliFixture.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ManagementScopes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
  private static final String INVOICES = "https://api.example.com/invoices";

  @AutoClose
  private final CliFixture cli =
      new CliFixture(
          Seed.of(DOMAIN)
              .with(StoredClient.of("billing").withName("Billing service"))
              .with(StoredClient.of("shop").withName("Shop"))
              .with(ResourceServer.of(INVOICES, "read:invoices", "write:invoices"))
              .with(StoredGrant.of("cgr_1", "billing", INVOICES, "write:invoices", "read:invoices"))
              .with(
                  StoredGrant.of("cgr_2", "shop", INVOICES, "read:invoices")
                      .withSubjectType("user")
                      .withOrganizationUsage("allow"))
              .with(Organization.of("org_1", "acme")));

  @TempDir private Path folder;

  @Test
  void aManifestSaysWhatTheGrantIsAndLeavesOutDefaults() {
    var ran = cli.run("export", "--client", "billing", "--tenant-ref", "auth0/main");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .matches(
            """
            ---
            # Billing service on https://api\\.example\\.com/invoices, grant cgr_1
            apiVersion: auth0\\.clientgrant\\.io/v1alpha1
            kind: ClientGrant
            metadata:
              name: billing-service-api-example-com-invoices-[a-z2-7]{10}
            spec:
              tenantRef:
                name: main
                namespace: auth0
              clientId: billing
              audience: https://api\\.example\\.com/invoices
              scope:
              - read:invoices
              - write:invoices
            """);
  }

  @Test
  void theGrantOfItsOwnClientIsLeftOut() {
    assertThat(cli.run("export").out()).doesNotContain(Seed.MANAGEMENT_CLIENT);
  }

  @Test
  void organizationsComeWithTheirGrants() {
    assertThat(cli.simulator.tenant().associate("org_1", "cgr_2")).isTrue();

    assertThat(cli.run("export").out())
        .contains("kind: OrganizationClientGrant")
        .contains("clientGrantRef:\n    name: shop-api-example-com-invoices-user-")
        .contains("organization:\n    id: org_1\n");
    assertThat(cli.run("export", "--no-organizations").out())
        .doesNotContain("OrganizationClientGrant");

    ManagementScopes.set(cli.simulator);
    var ran = cli.run("export");
    assertThat(ran.out()).doesNotContain("OrganizationClientGrant").contains("organizationUsage");
    assertThat(ran.err()).contains("it lacks read:organization_client_grants. They are left out.");
  }

  @Test
  void anotherGrantRenamesNothing() throws IOException {
    var ran = cli.run("export", "-d", folder.toString());
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).endsWith("2 files in %s: 2 written, 0 unchanged.\n".formatted(folder));
    var before = files();

    cli.simulator.tenant().put(StoredClient.of("a-new-one").withName("Billing service"));
    cli.simulator.tenant().put(StoredGrant.of("cgr_0", "a-new-one", INVOICES, "read:invoices"));
    var again = cli.run("export", "-d", folder.toString());

    assertThat(again.err()).endsWith("3 files in %s: 1 written, 2 unchanged.\n".formatted(folder));
    assertThat(files()).hasSize(3).containsAllEntriesOf(before);
  }

  @Test
  void aHostileNameStaysInItsComment() {
    cli.simulator.tenant().put(StoredClient.of("shop").withName("x\n---\nkind: Secret\u001b[2J"));

    var out = cli.run("export", "--client", "shop").out();

    assertThat(out)
        .contains("# x\\n---\\nkind: Secret\\u{1B}[2J on")
        .doesNotContain("\nkind: Secret");
  }

  @Test
  void namesGoToOtherPrograms() {
    assertThat(cli.run("export", "-o", "name").out().lines())
        .hasSize(2)
        .allMatch(name -> name.matches("[a-z0-9-]+"));
    assertThat(cli.run("export", "-o", "csv").err()).contains("Manifests are YAML.");
  }

  private Map<String, String> files() throws IOException {
    var files = new TreeMap<String, String>();
    try (var all = Files.list(folder)) {
      for (var file : List.copyOf(all.toList())) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }
}
