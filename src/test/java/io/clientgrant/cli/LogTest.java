package io.clientgrant.cli;

import static io.clientgrant.cli.CliFixture.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ManagementScopes;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LogTest {
  private static final String API = "https://api.example.com/invoices";

  private final FakeLog log = new FakeLog();

  @AutoClose
  private final CliFixture cli =
      new CliFixture(
              Seed.of(DOMAIN)
                  .with(StoredClient.of("billing").withName("Billing"))
                  .with(StoredClient.of("idle").withName("Idle"))
                  .with(ResourceServer.of(API, "read"))
                  .with(StoredGrant.of("cgr_1", "billing", API, "read"))
                  .with(StoredGrant.of("cgr_2", "idle", API, "read"))
                  .with(StoredGrant.of("cgr_3", "billing", API, "read").withSubjectType("user")))
          .through(log);

  LogTest() {
    ManagementScopes.set(cli.simulator, "read:client_summary", "read:logs");
  }

  @Test
  void usageSaysWhenTheLastTokenWasGivenAndNeverUnused() throws IOException {
    log.add("s", "2026-11-01T00:00:00.000Z", "{}");
    log.add("seccft", "2026-11-18T00:00:00.000Z", token("billing"));
    log.add("seccft", "2026-11-20T10:00:00.000Z", token("billing"));

    var ran = cli.run("usage", "--audience", API);

    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            CLIENT   API                               SUBJECT  LAST TOKEN                 ID
            Billing  https://api.example.com/invoices  client   2026-11-20                 cgr_1
            Idle     https://api.example.com/invoices  client   no token since 2026-11-01  cgr_2
            Billing  https://api.example.com/invoices  user     the log does not tell      cgr_3
            """);
    assertThat(log.queries)
        .as("a search for all, and one for each client that it does not tell of")
        .containsExactly("", "type:seccft", "type:seccft AND client_id:\"idle\"");
    assertThat(cli.run("usage", "--idle", "1", "--audience", API, "-o", "name").out())
        .contains("cgr_2")
        .doesNotContain("cgr_3");
  }

  @Test
  void anAuditReadsTheLogOnlyIfAsked() throws IOException {
    ManagementScopes.set(
        cli.simulator, "read:client_summary", "read:logs", "read:resource_servers");
    log.add("s", "2020-01-01T00:00:00.000Z", "{}");
    log.add("seccft", "2020-02-01T00:00:00.000Z", token("billing"));
    log.add(
        "feccft",
        "2020-03-01T00:00:00.000Z",
        """
        {"client_id": "shop", "audience": "https://a",
         "description": "Client is not authorized to access \\"https://a\\"."}
        """);

    assertThat(cli.run("audit").err()).contains("Not checked: CG13 CG14.");
    assertThat(log.queries).isEmpty();

    var ran = cli.run("audit", "--usage");
    assertThat(ran.err()).doesNotContain("CG13");
    assertThat(ran.out())
        .containsPattern("medium +CG13 +Billing on .* The last token was issued on 2020-02-01")
        .containsPattern("medium +CG13 +Idle on .* No token was issued since 2020-01-01, when")
        .containsPattern("info +CG14 +client shop on https://a +It was refused .* on 2020-03-01");

    ManagementScopes.set(cli.simulator, "read:client_summary", "read:resource_servers");
    assertThat(cli.run("audit", "--usage").err())
        .contains("Not checked: CG13 CG14. The log of the tenant was not read.");
  }

  private static String token(String client) {
    return "{\"client_id\": \"%s\", \"audience\": \"%s\", \"scope\": [\"read\"]}"
        .formatted(client, API);
  }

  @Test
  void withoutTheRightToTheLogItSaysWhichScopeIsMissing() {
    ManagementScopes.set(cli.simulator);

    var ran = cli.run("usage", "-q");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("The access token lacks read:logs.");
    assertThat(log.queries).isEmpty();
  }

  @Test
  void deniedCountsWhoAsksInVain() throws IOException {
    var why = "Client is not authorized to access \\\"%s\\\".".formatted(API);
    for (var hour = 0; hour < 3; hour++) {
      log.add(
          "feccft",
          "2026-11-20T0%d:00:00.000Z".formatted(hour),
          "{\"client_id\": \"idle\", \"client_name\": \"Idle\", \"audience\": \"%s\", \"description\": \"%s\"}"
              .formatted(API, why));
    }
    log.add("feccft", "2026-11-20T00:00:00.000Z", "{\"client_id\": \"\\u001b[2Jx\"}");

    var ran = cli.run("denied");

    assertThat(ran.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
        .containsExactly(
            "CLIENT|API|TIMES|LAST|WHY|CLIENT ID",
            "Idle|%s|3|2026-11-20T02:00:00Z|Client is not authorized to access \"%s\".|idle"
                .formatted(API, API),
            "\\u{1B}[2Jx|1|2026-11-20T00:00:00Z|\\u{1B}[2Jx");
  }

  @Test
  void whoChangedFindsChangesByTheIdAndACreationByWhatWasCreated() throws IOException {
    log.add("sapi", "2026-11-01T00:00:00.000Z", change("Create", "", "manage", created("billing")));
    log.add("sapi", "2026-11-02T00:00:00.000Z", change("Create", "", "manage", created("idle")));
    log.add(
        "sapi", "2026-11-03T00:00:00.000Z", change("Update", "/cgr_1", "api", "{\"scope\": []}"));
    log.add(
        "sapi", "2026-11-04T00:00:00.000Z", change("Update", "/cgr_2", "api", "{\"scope\": []}"));

    var ran = cli.run("who-changed", "cgr_1");

    assertThat(ran.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
        .containsExactly(
            "DATE|WHAT|BY|THROUGH|FIELDS",
            "2026-11-03T00:00:00Z|update|client Terraform|API|scope",
            "2026-11-01T00:00:00Z|create|auth0|jane|dashboard|client_id audience");
    assertThat(cli.run("who-changed", "cgr_9").err())
        .contains("The log knows of no change of grant cgr_9.");
    assertThat(cli.run("who-changed", "../x").err()).contains("../x is not the id of a grant.");
  }

  private static String created(String client) {
    return "{\"client_id\": \"%s\", \"audience\": \"%s\"}".formatted(client, API);
  }

  private static String change(String what, String id, String channel, String body) {
    return """
    {"description": "%s client grant", "client_name": "Terraform", "client_id": "tf",
     "details": {"request": {"path": "/api/v2/client-grants%s", "channel": "%s", "body": %s,
                             "auth": {"user": {%s}}}}}
    """
        .formatted(
            what, id, channel, body, channel.equals("api") ? "" : "\"user_id\": \"auth0|jane\"");
  }
}
