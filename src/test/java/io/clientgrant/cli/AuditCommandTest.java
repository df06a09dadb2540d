package io.clientgrant.cli;

import static io.clientgrant.cli.CliFixture.DOMAIN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ManagementScopes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class AuditCommandTest {
  private static final String INVOICES = "https://api.example.com/invoices";
  private static final String MANAGEMENT = "https://" + DOMAIN + "/api/v2/";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @AutoClose private final CliFixture cli = new CliFixture(seed());
  @TempDir private Path folder;

  private static Seed seed() {
    return Seed.of(DOMAIN)
        .with(StoredClient.of("admin").withName("Admin <b>tool</b>"))
        .with(StoredClient.of("billing").withName("Billing service"))
        .with(ResourceServer.of(INVOICES, "read:invoices", "write:invoices"))
        .with(StoredGrant.of("cgr_1", "admin", MANAGEMENT, "update:client_grants"))
        .with(StoredGrant.of("cgr_2", "billing", INVOICES, "read:invoices"))
        .with(
            StoredGrant.of("cgr_3", "billing", INVOICES, "read:invoices").withSubjectType("user"));
  }

  @BeforeEach
  void rights() {
    ManagementScopes.set(cli.simulator, "read:client_summary", "read:resource_servers");
  }

  @Test
  void aTableTellsTheWorstFirstAndWhatWasNotChecked() {
    var ran = cli.run("audit", "--client", "Admin*");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            SEVERITY  RULE  WHERE                                                       FINDING
            critical  CG01  Admin <b>tool</b> on https://example.eu.auth0.test/api/v2/  It can change client grants: update:client_grants.
            """);
    assertThat(ran.err())
        .contains("Not checked: CG08 CG17. The credential may not read the details of clients")
        .contains("Not checked: CG13 CG14. The log of the tenant was not read. It takes --usage")
        .contains("Found: 1 critical. Grants: 1, accepted: 0.");
    assertThat(cli.run("audit", "-q").err()).contains("Not checked: CG08 CG17.");
  }

  @ParameterizedTest
  @CsvSource({
    "--fail-on critical, 2",
    "--fail-on critical --client billing, 0",
    "--fail-on critical --skip CG01, 0",
    "--fail-on medium --client billing, 0",
    "--fail-on medium --client billing --strict, 2",
    "--skip CG99, 1",
    "-o name, 1",
  })
  void theExitStatusSaysWhetherSomethingAsBadWasFound(String options, int exit) {
    assertThat(cli.run(("audit -q " + options).split(" ")).exit()).isEqualTo(exit);
  }

  @Test
  void itReadsAHundredGrantsWithACall() {
    cli.simulator.requests().reset();

    var _ = cli.run("audit");

    assertThat(cli.calls("GET /api/v2/client-grants")).isEqualTo(1);
    assertThat(cli.calls("GET /api/v2/clients")).isEqualTo(1);
    assertThat(cli.calls("GET /api/v2/resource-servers")).isEqualTo(1);
  }

  @Test
  void organizationsAreReadOnlyIfAsked() {
    var tenant = cli.simulator.tenant();
    tenant.put(new Organization("org_retail", "retail", Optional.empty()));
    for (var number = 1; number <= 80; number++) {
      var client = "client-%02d".formatted(number);
      tenant.put(StoredClient.of(client));
      tenant.put(
          StoredGrant.of("cgr_for_" + client, client, INVOICES, "read:invoices")
              .withOrganizationUsage("allow"));
      tenant.associate("org_retail", "cgr_for_" + client);
    }
    ManagementScopes.set(cli.simulator, "read:client_summary", "read:organization_client_grants");

    assertThat(cli.run("audit").err()).contains("Not checked: CG21. Which organizations use");
    assertThat(cli.calls("GET /api/v2/client-grants/{id}/organizations")).isZero();
    assertThat(cli.run("audit", "--organizations").out())
        .containsPattern("medium +CG21 +organization org_retail +It has 80 of 100 grants.");
    assertThat(cli.calls("GET /api/v2/client-grants/{id}/organizations")).isEqualTo(80);

    ManagementScopes.set(cli.simulator, "read:client_summary");
    assertThat(cli.run("audit", "--organizations").err()).contains("Not checked: CG21.");
  }

  @Test
  void whatABaselineAcceptsFailsNothingUntilItGrows() throws IOException {
    var file = folder.resolve("accepted.yaml");
    assertThat(
            cli.run("audit", "-q", "--fail-on", "low", "--write-baseline", file.toString()).exit())
        .isZero();
    Files.writeString(
        file,
        Files.readString(file).replaceFirst("reason: \"\"", "reason: it is the owner's tool"));

    var ran = cli.run("audit", "--fail-on", "low", "--baseline", file.toString());
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("Nothing found. Grants: 4, accepted:");

    cli.simulator
        .tenant()
        .put(
            StoredGrant.of(
                "cgr_1", "admin", MANAGEMENT, "update:client_grants", "delete:client_grants"));
    assertThat(
            cli.run("audit", "-q", "--fail-on", "critical", "--baseline", file.toString()).exit())
        .isEqualTo(2);

    var _ =
        cli.run("audit", "-q", "--baseline", file.toString(), "--write-baseline", file.toString());
    assertThat(Files.readString(file))
        .contains("- rule: CG01\n  subject: \"client admin on " + MANAGEMENT + " as client\"\n")
        .contains("reason: \"\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]                                               | it has no list with the name accepted",
        "accepted: [{rule: CG01}]                          | each item has subject",
        "accepted: [{rule: CG01, subject: a, severity: x}] | severity is one of critical",
        "accepted: [{rule: CG01, subject: a, severity: low, until: soon}] | until is a day such as",
        "accepted: [                                       | it is no YAML",
      })
  void aBaselineThatIsNoneIsRefused(String text, String message) throws IOException {
    var file = Files.writeString(folder.resolve("accepted.yaml"), text);

    var ran = cli.run("audit", "--baseline", file.toString());

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains(message).doesNotContain("Exception");
  }

  @Test
  void jsonTellsFindingsPassedAndUncheckedRules() throws IOException {
    var document = JSON.readTree(cli.run("audit", "-q", "-o", "json").out());

    assertThat(document.at("/findings/0/rule").textValue()).isEqualTo("CG01");
    assertThat(document.at("/findings/0/grants/0").textValue()).isEqualTo("cgr_1");
    assertThat(texts(document.get("passed"), "")).contains("CG04", "CG06").doesNotContain("CG08");
    assertThat(texts(document.get("notChecked"), "/rule")).contains("CG08", "CG10", "CG13");
    assertThat(document.at("/notChecked/0/scopes/0").textValue()).isEqualTo("read:clients");
  }

  private static Stream<String> texts(JsonNode array, String place) {
    return array.valueStream().map(node -> node.at(place).textValue());
  }

  /** The rules of the schema that a log of this kind could break. */
  @Test
  void sarifIsWellFormed() throws IOException {
    var log = JSON.readTree(cli.run("audit", "-q", "-o", "sarif").out());
    var run = log.at("/runs/0");
    var rules = run.at("/tool/driver/rules");

    assertThat(log.at("/version").textValue()).isEqualTo("2.1.0");
    assertThat(run.at("/tool/driver/name").textValue()).isNotEmpty();
    assertThat(rules).hasSize(21);
    rules.forEach(rule -> {
      assertThat(rule.at("/name").textValue()).matches("[A-Z][A-Za-z0-9]*");
      for (var text : new String[] {"shortDescription", "fullDescription", "help"}) {
        assertThat(rule.get(text).get("text").textValue()).endsWith(".");
      }
      assertThat(rule.at("/defaultConfiguration/level").textValue()).matches("error|warning|note");
    });
    assertThat(run.at("/results")).isNotEmpty();
    run.at("/results")
        .forEach(result -> {
          assertThat(rules.get(result.get("ruleIndex").intValue()).get("id"))
              .isEqualTo(result.get("ruleId"));
          assertThat(result.at("/message/text").textValue()).isNotEmpty();
          assertThat(result.at("/level").textValue()).matches("error|warning|note");
          assertThat(result.at("/locations/0/logicalLocations/0/fullyQualifiedName").textValue())
              .isNotEmpty();
          assertThat(result.at("/partialFingerprints/subject~1v1").textValue())
              .matches("[0-9a-f]{64}");
        });
    assertThat(run.at("/invocations/0/executionSuccessful").booleanValue()).isTrue();
    assertThat(texts(run.at("/invocations/0/toolExecutionNotifications"), "/associatedRule/id"))
        .contains("CG08", "CG13");
  }

  @Test
  void whatWasAcceptedIsSuppressedInSarif() throws IOException {
    var file = folder.resolve("accepted.yaml").toString();
    var _ = cli.run("audit", "-q", "--write-baseline", file);

    var log = JSON.readTree(cli.run("audit", "-q", "-o", "sarif", "--baseline", file).out());

    assertThat(texts(log.at("/runs/0/results"), "/suppressions/0/kind")).containsOnly("external");
  }

  @Test
  void junitHasATestForEachRule() throws Exception {
    var suite = suite(cli.run("audit", "-q", "-o", "junit", "--fail-on", "high").out());

    assertThat(elements(suite.getElementsByTagName("testcase")))
        .hasSize(21)
        .allSatisfy(test -> {
          assertThat(test.getAttribute("classname")).isNotEmpty();
          assertThat(test.getAttribute("name")).startsWith("CG");
        });
    assertThat(elements(suite.getElementsByTagName("failure")))
        .singleElement()
        .satisfies(failure -> {
          assertThat(failure.getAttribute("type")).isEqualTo("critical");
          assertThat(failure.getTextContent()).contains("Admin <b>tool</b> on");
        });
    assertThat(suite.getAttribute("tests")).isEqualTo("21");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped"))
        .isEqualTo(String.valueOf(suite.getElementsByTagName("skipped").getLength()));
  }

  @ParameterizedTest
  @CsvSource({"sarif", "junit", "html", "json", "table"})
  void aNameOfTheTenantCannotBreakOut(String format) throws Exception {
    var hostile =
        "\u0000\u001b[31m]]></failure></script><script>alert(1)</script>{0}[x](y)\u202e\"'";
    cli.simulator.tenant().put(StoredClient.of("admin").withName(hostile));

    var out = cli.run("audit", "-q", "-o", format).out();

    assertThat(out.codePoints().filter(c -> c < ' ' && c != '\n' && c != '\r')).isEmpty();
    assertThat(out).doesNotContain("\u202e");
    switch (format) {
      case "sarif" ->
          assertThat(JSON.readTree(out).at("/runs/0/results/0/message/text").textValue())
              .contains("{{0}}\\[x\\](y)");
      case "junit" ->
          assertThat(suite(out).getElementsByTagName("failure").item(0).getTextContent())
              .contains("</script><script>alert(1)</script>");
      case "html" ->
          assertThat(out).doesNotContain("<script>alert").contains("\\u003cscript\\u003ealert(1)");
      default -> assertThat(out).contains("alert(1)");
    }
  }

  private static Element suite(String xml)
      throws ParserConfigurationException, SAXException, IOException {
    Document document =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("testsuites");
    return (Element) document.getElementsByTagName("testsuite").item(0);
  }

  private static Stream<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(index -> (Element) nodes.item(index));
  }
}
