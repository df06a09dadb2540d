package io.clientgrant.cli;

import static io.clientgrant.cli.CliFixture.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ManagementScopes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans without a cluster: for a pull request. */
class PlanTest {
  private static final String INVOICES = "https://api.example.com/invoices";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @AutoClose
  private final CliFixture cli =
      new CliFixture(
          Seed.of(DOMAIN)
              .with(StoredClient.of("billing").withName("Billing service"))
              .with(StoredClient.of("shop").withName("Shop"))
              .with(ResourceServer.of(INVOICES, "read:invoices", "write:invoices"))
              .with(StoredGrant.of("cgr_1", "billing", INVOICES, "read:invoices"))
              .with(Organization.of("org_1", "acme")));

  @TempDir private Path folder;

  private static String grant(String name, String client, String more) {
    return """
    ---
    apiVersion: auth0.clientgrant.io/v1alpha1
    kind: ClientGrant
    metadata: {name: %s}
    spec: {tenantRef: {name: default}, clientId: %s, audience: "%s", %s}
    """
        .formatted(name, client, INVOICES, more);
  }

  private static String use(String organization) {
    return """
    ---
    apiVersion: auth0.clientgrant.io/v1alpha1
    kind: OrganizationClientGrant
    metadata: {name: acme}
    spec: {tenantRef: {name: default}, clientGrantRef: {name: x}, organization: {%s}}
    """
        .formatted(organization);
  }

  private static String tenant(String guardrails) {
    return """
    ---
    apiVersion: auth0.clientgrant.io/v1alpha1
    kind: Auth0Tenant
    metadata: {name: default, namespace: default}
    spec:
      domain: %s
      credentialsSecretRef: {name: credentials}
      guardrails: %s
    """
        .formatted(DOMAIN, guardrails);
  }

  private CliFixture.Ran plan(String manifests, String... more) {
    var arguments = new String[more.length + 3];
    arguments[0] = "plan";
    arguments[1] = "-f";
    arguments[2] = "-";
    System.arraycopy(more, 0, arguments, 3, more.length);
    return cli.runWith(manifests, arguments);
  }

  @Test
  void itShowsWhatIsCreatedChangedAndAdopted() {
    cli.simulator.tenant().put(StoredClient.of("reports"));
    cli.simulator.tenant().put(StoredGrant.of("cgr_3", "reports", INVOICES, "read:invoices"));

    var ran =
        plan(
            tenant("[]")
                + grant("a-new", "shop", "scope: [read:invoices, write:invoices]")
                + grant(
                    "b-changed",
                    "billing",
                    "scope: [write:invoices], organizationUsage: allow, adoptionPolicy: Always")
                + grant("c-adopted", "reports", "scope: [read:invoices]"));

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            """
            + create ClientGrant/default/a-new: client shop on https://api.example.com/invoices as client
                scope:
                  + read:invoices
                  + write:invoices
            ~ change ClientGrant/default/b-changed: client billing on https://api.example.com/invoices as client
                scope:
                  + write:invoices
                  - read:invoices
                organizationUsage: deny -> allow
            = adopt ClientGrant/default/c-adopted: client reports on https://api.example.com/invoices as client
            Plan: 1 to create, 1 to change, 1 to adopt, 0 to delete. That is 2 writes to the tenant.
            """);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(cli.simulator.requests().counts().keySet())
        .as("it writes nothing")
        .allMatch(call -> call.startsWith("GET ") || call.equals("POST /oauth/token"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scope: [write:invoices]                 | shop                 | NotAllowed",
        "allowAllScopes: true                    | shop                 | NotAllowed",
        "scope: [read:invoices]                  | nobody-allowed       | NotAllowed",
        "scope: [read:invoices]                  | simulator-management | OwnClient",
        "scope: [write:invoices, read:invoices]  | billing              | NotAllowed",
        "scope: []                               | billing              | GrantExists",
      })
  void whatGuardrailsWouldRefuseIsRefused(String more, String client, String reason)
      throws JsonProcessingException {
    var rules =
        "[{namespaces: {from: Same}, clientIds: [shop, billing], audiences: ['*'], scopes:"
            + " ['read:*']}]";

    var ran = plan(tenant(rules) + grant("x", client, more), "-o", "json");

    assertThat(ran.exit()).isEqualTo(1);
    var change = JSON.readTree(ran.out()).get(0);
    assertThat(change.path("action").asText()).isEqualTo("refuse");
    assertThat(change.path("reason").asText()).isEqualTo(reason);
    assertThat(change.path("message").asText()).endsWith(".");
  }

  @Test
  void withoutItsAuth0TenantNothingIsRefusedByGuardrailsAndThatIsSaid() {
    var ran = plan(grant("x", "shop", "scope: [read:invoices]"));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("The guardrails of default/default are not known");
  }

  @Test
  void scopesThatAnApiDoesNotDeclareAreRefused() {
    var manifest = grant("x", "shop", "scope: [read:invoices, no:such]");

    var ran = plan(manifest, "-q");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("The API %s does not declare: no:such.".formatted(INVOICES));

    ManagementScopes.set(cli.simulator);
    ran = plan(manifest);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("lacks read:resource_servers");
  }

  @Test
  void moreGrantsThanTheSubscriptionHasAreTold() {
    var ran = plan(grant("x", "shop", "scope: [read:invoices]"), "--quota", "2");

    assertThat(ran.err())
        .contains("The tenant would have 3 grants, and may have 2: Auth0 would refuse 1 of the 1");
  }

  @Test
  void anAssociationIsPlannedAfterItsGrant() {
    var grant = grant("x", "shop", "scope: [read:invoices], organizationUsage: allow");

    for (var organization : new String[] {"id: org_1", "name: acme"}) {
      var ran = plan(use(organization) + tenant("[]") + grant);
      assertThat(ran.out())
          .contains(
              "+ create ClientGrant/default/x", "+ create OrganizationClientGrant/default/acme")
          .contains("2 to create");
    }
  }

  @Test
  void whatWasExportedIsAdoptedWithoutAWrite() throws IOException {
    cli.simulator
        .tenant()
        .put(
            StoredGrant.of("cgr_2", "shop", INVOICES, "read:invoices")
                .withOrganizationUsage("allow"));
    assertThat(cli.simulator.tenant().associate("org_1", "cgr_2")).isTrue();
    assertThat(cli.run("export", "-d", folder.toString()).exit()).isZero();
    Files.writeString(folder.resolve("values.txt"), "no manifest");

    var ran = cli.run("plan", "-f", folder.toString());

    assertThat(ran.out())
        .endsWith(
            "Plan: 0 to create, 0 to change, 3 to adopt, 0 to delete. That is 0 writes to the"
                + " tenant.\n");
  }

  @Test
  void markdownIsFitForAComment() {
    cli.simulator.tenant().put(StoredClient.of("evil"));
    var ran = plan(grant("x", "evil", "scope: [read:invoices]"), "-o", "markdown");

    assertThat(ran.out())
        .startsWith("### Client grants\n\nPlan: 1 to create")
        .contains("| \\+ **create** | ClientGrant default/x | client evil on ")
        .contains("> The guardrails of default/default are not known");
    assertThat(ran.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scopes: [read:invoices] | ClientGrant x in standard input has fields that do not exist:"
            + " spec.scopes.",
        "scope: read             | A ClientGrant in standard input has a value of the wrong type.",
        "scope: [               | standard input is no YAML or JSON:",
      })
  void aManifestThatCannotBeReadIsASentence(String more, String sentence) {
    var ran = plan(grant("x", "shop", more));

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains(sentence);
  }

  @Test
  void manifestsOfOtherTenantsAreLeftOut() {
    var other = tenant("[]").replace(DOMAIN, "other.auth0.com");

    var ran = plan(other + grant("x", "shop", "scope: [read:invoices]"));

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("1 resources are for other tenants, and not planned.");
    assertThat(plan("kind: ConfigMap\n").err()).contains("There is no ClientGrant");
    assertThat(cli.run("plan", "-f", "/nowhere").err()).contains("/nowhere does not exist.");
  }
}
