package io.clientgrant.cli;

import static io.clientgrant.cli.CliFixture.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ManagementScopes;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CliTest {
  private static final String INVOICES = "https://api.example.com/invoices";
  private static final String REPORTS = "https://api.example.com/reports";
  private static final String LIST = "GET /api/v2/client-grants";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @AutoClose private final CliFixture cli = new CliFixture(seed());
  @TempDir private Path folder;

  private static Seed seed() {
    return Seed.of(DOMAIN)
        .with(StoredClient.of("billing").withName("Billing service"))
        .with(StoredClient.of("shop").withName("Shop").withAppType("regular_web"))
        .with(ResourceServer.of(INVOICES, "read:invoices", "write:invoices", "delete:invoices"))
        .with(ResourceServer.of(REPORTS, "read:reports"))
        .with(StoredGrant.of("cgr_1", "billing", INVOICES, "read:invoices", "write:invoices"))
        .with(StoredGrant.of("cgr_2", "billing", REPORTS, "read:reports"))
        .with(StoredGrant.of("cgr_3", "shop", INVOICES, "read:invoices").withSubjectType("user"));
  }

  @Test
  void aListShowsNamesBeforeIds() {
    ManagementScopes.set(cli.simulator, "read:client_summary");

    var ran = cli.run("list", "--audience", "https://api.*");

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            """
            CLIENT           API                               SUBJECT  SCOPES                        ID
            Billing service  https://api.example.com/invoices  client   read:invoices write:invoices  cgr_1
            Billing service  https://api.example.com/reports   client   read:reports                  cgr_2
            Shop             https://api.example.com/invoices  user     read:invoices                 cgr_3
            """);
  }

  @Test
  void withoutTheRightToNamesItShowsIdsAndSaysWhatIsMissing() {
    ManagementScopes.set(cli.simulator);

    var ran = cli.run("list", "--client", "billing", "--no-headers");

    assertThat(ran.out()).startsWith("billing  https://");
    assertThat(ran.err())
        .isEqualTo(
            "clientgrant-operator: The credential may not read the names of clients: it lacks"
                + " read:client_summary.\n");
    assertThat(cli.calls("GET /api/v2/clients")).isZero();
    assertThat(cli.run("list", "-q").err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--scope write:*              | cgr_1",
        "--scope *:reports            | cgr_2",
        "--client billing             | cgr_1 cgr_2",
        "--client Bill*               | cgr_1 cgr_2",
        "--client Shop                | cgr_3",
        "--audience */invoices        | cgr_1 cgr_3",
        "--subject-type user          | cgr_3",
        "--client nobody              | ''",
        "--audience */reports --scope read:* | cgr_2",
      })
  void filtersNarrowIt(String options, String ids) {
    var arguments = ("list -q -o name " + options).split(" ");

    assertThat(cli.run(arguments).out().lines()).containsExactlyInAnyOrder(split(ids));
  }

  private static StoredGrant allScopes(String id, String client) {
    return new StoredGrant(
        id,
        Optional.of(client),
        INVOICES,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "client",
        Optional.empty(),
        Optional.of(true),
        false,
        Optional.empty());
  }

  private static String[] split(String ids) {
    return ids.isEmpty() ? new String[0] : ids.split(" ");
  }

  @Test
  void whatTheApiCanFilterIsNotRead() {
    cli.simulator.requests().reset();

    var _ = cli.run("list", "--audience", REPORTS, "--client", "Shop");

    assertThat(cli.simulator.requests().recent(LIST))
        .singleElement()
        .satisfies(request ->
            assertThat(request.query()).contains("client_id=shop").contains("audience="));
  }

  @Test
  void whoCanFindsThoseWithTheScopeAndThoseWithAllScopes() {
    cli.simulator.tenant().put(StoredClient.of("admin").withName("Admin"));
    cli.simulator.tenant().put(allScopes("cgr_4", "admin"));

    var ran = cli.run("who-can", "write:invoices", INVOICES);

    assertThat(ran.out())
        .isEqualTo(
            """
            CLIENT           API                               BY              SUBJECT  ID
            Billing service  https://api.example.com/invoices  write:invoices  client   cgr_1
            Admin            https://api.example.com/invoices  all scopes      client   cgr_4
            """);
  }

  @Test
  void aMatrixShowsClientsByApis() {
    var ran = cli.onTerminal(80).run("matrix", "--audience", "https://api.*");

    assertThat(ran.out())
        .isEqualTo(
            """
            [1] https://api.example.com/invoices
            [2] https://api.example.com/reports
            CLIENT           [1]  [2]
            Billing service  2    1
            Shop             +1
            """);
  }

  @Test
  void getFindsAGrantByItsIdOrByItsKeyWithItsOrganizations() {
    var tenant = cli.simulator.tenant();
    tenant.put(Organization.of("org_1", "acme"));
    tenant.put(
        StoredGrant.of("cgr_2", "billing", REPORTS, "read:reports").withOrganizationUsage("allow"));
    assertThat(tenant.associate("org_1", "cgr_2")).isTrue();

    var byId = cli.run("get", "cgr_2");
    assertThat(byId.exit()).isZero();
    assertThat(byId.out())
        .contains("clientName: \"Billing service\"\n")
        .endsWith("organizations:\n- id: org_1\n  name: acme\n");
    assertThat(cli.run("get", "billing", REPORTS).out()).isEqualTo(byId.out());
    assertThat(cli.run("get", "shop", INVOICES, "user", "-o", "name").out()).isEqualTo("cgr_3\n");
    assertThat(cli.run("get", "cgr_none"))
        .isEqualTo(
            new CliFixture.Ran(
                1,
                "",
                "clientgrant-operator: The tenant %s has no such grant.\n".formatted(DOMAIN)));
  }

  @Test
  void jsonAndYamlSayTheSame() throws IOException {
    var json = JSON.readTree(cli.run("list", "-o", "json").out());
    var yaml = cli.run("list", "-o", "yaml").out();

    assertThat(json).hasSize(4);
    assertThat(JSON.<JsonNode>valueToTree(Serialization.unmarshal(yaml, List.class)))
        .isEqualTo(json);
    assertThat(JSON.readTree(cli.run("list", "--client", "none", "-o", "json").out())).isEmpty();
  }

  @Test
  void aHostileNameNeitherMovesTheCursorNorBecomesAFormula() {
    cli.simulator
        .tenant()
        .put(StoredClient.of("shop").withName("=cmd|' /C calc'!A0\u001b[2J\u202ex\n\u009b1m,\""));

    for (var format : List.of("table", "wide", "json", "yaml", "csv")) {
      assertThat(cli.run("list", "-o", format, "--client", "shop").out())
          .as(format)
          .doesNotContain("\u001b", "\u202e", "\u009b");
    }
    assertThat(cli.run("list", "-o", "csv", "--client", "shop").out())
        .contains("\r\n\"'=cmd|' /C calc'!A0\\u{1B}[2J\\u{202E}x\\n\\u{9B}1m,\"\"\",https:");
  }

  @Test
  void aNarrowTerminalGetsANarrowTable() {
    var ran = cli.onTerminal(40).run("list");

    assertThat(ran.out().lines()).hasSize(5).allMatch(line -> line.length() <= 40);
    assertThat(ran.out()).startsWith("CLIENT").contains("…");
  }

  @Test
  void aBusyTenantIsWaitedFor() {
    cli.simulator.faults().add(Fault.tooManyRequests(Map.of("retry-after", "1")).on(LIST).times(1));

    var ran = cli.run("list", "-o", "name");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("cgr_1", "cgr_2", "cgr_3");
  }

  @Test
  void aWrongCredentialIsASentence() {
    cli.environment.put("AUTH0_CLIENT_SECRET", "wrong");

    var ran = cli.run("list");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .isEqualTo(
            "clientgrant-operator: Auth0 gives this credential no token: Unauthorized. Correct the"
                + " credential, or the application at Auth0.\n");
  }

  @Test
  void aCredentialThatMayNotReadGrantsIsASentence() {
    cli.simulator
        .tenant()
        .put(
            cli.simulator
                .tenant()
                .grant(Seed.MANAGEMENT_CLIENT, "https://%s/api/v2/".formatted(DOMAIN), "client")
                .orElseThrow()
                .withScope("read:clients"));

    var ran = cli.run("list");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains("The access token lacks read:client_grants. Authorize the application");
  }

  @Test
  void aCredentialComesFromAFileThatAlsoMakesASecret() throws IOException {
    var endpoint = cli.environment.remove("AUTH0_ENDPOINT");
    cli.environment.keySet().removeIf(name -> name.startsWith("AUTH0_"));
    var file =
        Files.writeString(
            folder.resolve("credentials"),
            """
            # for kubectl create secret generic --from-env-file
            domain=%s
            clientId=%s
            clientSecret=%s
            endpoint=%s
            """
                .formatted(DOMAIN, Seed.MANAGEMENT_CLIENT, Seed.MANAGEMENT_SECRET, endpoint));

    assertThat(cli.run("list", "--credentials", file.toString(), "-o", "name").out())
        .contains("cgr_1");
    assertThat(cli.run("list", "--credentials", file.toString(), "--domain", "other.auth0.com"))
        .satisfies(ran -> assertThat(ran.exit()).isEqualTo(1))
        .satisfies(
            ran -> assertThat(ran.err()).contains("for another domain than other.auth0.com"));
    var typed = Files.writeString(folder.resolve("typed"), "clientSekret=hunter2\n");
    assertThat(cli.run("list", "--credentials", typed.toString()).err())
        .contains("has a line that is none of: clientId, clientSecret")
        .doesNotContain("hunter2");
    assertThat(cli.run("list", "--credentials", "/nowhere", "--domain", DOMAIN).err())
        .contains("/nowhere does not exist.");
  }

  @Test
  void whatIsMissingInTheEnvironmentIsNamed() {
    cli.environment.remove("AUTH0_CLIENT_SECRET");

    assertThat(cli.run("list").err())
        .isEqualTo(
            "clientgrant-operator: The environment lacks clientSecret (or privateKey). Add it.\n");
  }

  @Test
  void withoutAClusterNobodyKnowsWhatIsManaged() {
    assertThat(cli.run("list", "--unmanaged"))
        .satisfies(ran -> assertThat(ran.exit()).isEqualTo(1))
        .satisfies(ran -> assertThat(ran.err()).contains("Add --cluster, or use --tenant."));
  }

  @Test
  void aWrongWordIsASentence() {
    assertThat(cli.run("lst"))
        .satisfies(ran -> assertThat(ran.exit()).isEqualTo(1))
        .satisfies(ran -> assertThat(ran.err()).contains("'lst'. Did you mean list?"));
    assertThat(cli.run("list", "--nonsense").err())
        .contains("--nonsense")
        .contains("See clientgrant-operator list --help");
    assertThat(cli.run("list", "-o", "xml").err()).containsIgnoringCase("table, wide, json, yaml");
  }

  @Test
  void helpAndCompletionKnowEveryCommand() {
    assertThat(cli.run("help").out()).contains("list", "get", "who-can", "matrix", "141");
    assertThat(cli.run("list", "--help").out()).contains("--unmanaged", "--scope");
    assertThat(cli.run("completion", "kubectl-grants").out())
        .contains("kubectl-grants", "--unmanaged");
  }

  @Test
  void theFirstPageIsShownBeforeTheSecondIsRead() {
    var many = ManyGrants.seed(DOMAIN, 250, 100, 10);
    var calls = new ArrayList<Long>();
    try (var large = new CliFixture(many)) {
      var ran =
          large
              .whenPrinting(text -> {
                if (text.contains("cgr_")) {
                  calls.add(large.calls(LIST));
                }
              })
              .run("list");
      assertThat(ran.exit()).isZero();
    }
    assertThat(calls).startsWith(1L).endsWith(3L);
  }

  @Test
  void itTakesACallForEachHundredGrantsAndClients() {
    for (var number = 0; number < 250; number++) {
      cli.simulator.tenant().put(StoredClient.of("many-%03d".formatted(number)));
      cli.simulator
          .tenant()
          .put(
              StoredGrant.of(
                  "cgr_many%03d".formatted(number), "many-%03d".formatted(number), REPORTS));
    }
    cli.simulator.requests().reset();

    assertThat(cli.run("list", "-o", "name").out().lines()).hasSize(254);

    assertThat(cli.simulator.requests().counts())
        .isEqualTo(Map.of("POST /oauth/token", 1L, LIST, 3L, "GET /api/v2/clients", 3L));
  }
}
