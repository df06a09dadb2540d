package io.clientgrant.cli;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.LEDGER;
import static io.clientgrant.simulator.SampleTenant.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ManagementScopes;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The commands that read the tenant's log, with the log that the simulator writes itself. */
class SimulatedLogTest {
  private static final String GRANTS = "/api/v2/client-grants";
  private static final String LOGS = "GET /api/v2/logs";

  @AutoClose private final CliFixture cli = new CliFixture(SampleTenant.seed());
  @AutoClose private final Caller api;

  SimulatedLogTest() {
    ManagementScopes.set(cli.simulator, "read:client_summary", "read:logs");
    api = Caller.signedIn(cli.simulator);
  }

  @Test
  void usageTellsOfTheTokensThatWereGiven() {
    cli.simulator.tenant().put(StoredGrant.of("cgr_idle", REPORTS, INVOICES, "read:invoices"));
    api.token(BILLING, "billing-secret", INVOICES);
    api.token(BILLING, "billing-secret", LEDGER); // which is refused

    var ran = cli.run("usage", "--audience", INVOICES, "-o", "csv");

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(line(ran.out(), GRANT)).matches(".*,client,\\d{4}-\\d\\d-\\d\\d," + GRANT);
    assertThat(line(ran.out(), "cgr_idle")).contains(",no token since 2");
    assertThat(cli.calls(LOGS)).as("the oldest, the last thousand, and one client").isEqualTo(3);
  }

  @Test
  void aClientThatManyTokensHideIsLookedUpByItself() {
    cli.simulator.tenant().put(StoredGrant.of("cgr_seldom", REPORTS, INVOICES, "read:invoices"));
    api.token(REPORTS, "reports-secret", INVOICES);
    for (var time = 0; time < 1_000; time++) {
      api.token(BILLING, "billing-secret", INVOICES);
    }

    var ran = cli.run("usage", "--audience", INVOICES, "-o", "csv");

    assertThat(line(ran.out(), "cgr_seldom")).matches(".*,client,\\d{4}-\\d\\d-\\d\\d,cgr_seldom");
    assertThat(cli.calls(LOGS)).as("the oldest, ten pages, and one client").isEqualTo(12);
  }

  @Test
  void deniedCountsEveryRefusalOfSeveralPages() {
    for (var time = 0; time < 120; time++) {
      api.token(BILLING, "billing-secret", LEDGER);
    }
    api.token("nobody", "secret", INVOICES);

    var rows = rows(cli.run("denied", "--width", "200").out());

    assertThat(rows).hasSize(3);
    assertThat(rows.get(1))
        .startsWith(BILLING + "|" + LEDGER + "|120|")
        .contains("Client is not authorized to access");
    assertThat(rows.getLast()).startsWith("nobody|" + INVOICES + "|1|").contains("Unauthorized");
    assertThat(cli.calls(LOGS)).isEqualTo(2);
  }

  @Test
  void whoChangedTellsAClientFromAPersonAtTheDashboard() {
    var body = SampleTenant.createBody(REPORTS, INVOICES, ",\"scope\":[]");
    var id = api.post(GRANTS, body).json().path("id").textValue();
    api.post(GRANTS, SampleTenant.createBody(REPORTS, LEDGER, ",\"scope\":[]"));
    api.patch(GRANTS + "/" + id, "{\"scope\":[\"read:invoices\"]}");
    api.put(
        "/_simulator" + GRANTS.substring("/api/v2".length()) + "/" + id,
        "{\"id\":\"%s\",\"client_id\":\"%s\",\"audience\":\"%s\",\"scope\":[],\"subject_type\":\"client\"}"
            .formatted(id, REPORTS, INVOICES));

    var rows = rows(cli.run("who-changed", id).out());

    assertThat(rows.stream().skip(1).map(row -> row.substring(row.indexOf('|') + 1)))
        .satisfiesExactly(
            row -> assertThat(row).startsWith("update|auth0|simulator|dashboard|"),
            row ->
                assertThat(row)
                    .isEqualTo("update|client %s|API|scope".formatted(Seed.MANAGEMENT_CLIENT)),
            row ->
                assertThat(row)
                    .isEqualTo(
                        "create|client %s|API|client_id audience scope"
                            .formatted(Seed.MANAGEMENT_CLIENT)));

    api.delete(GRANTS + "/" + id);
    assertThat(rows(cli.run("who-changed", id).out()).get(1)).contains("|delete|client ");
  }

  private static List<String> rows(String out) {
    return out.lines().map(line -> line.strip().replaceAll(" {2,}", "|")).toList();
  }

  private static String line(String out, String id) {
    return out.lines().filter(line -> line.contains(id)).findFirst().orElseThrow();
  }
}
