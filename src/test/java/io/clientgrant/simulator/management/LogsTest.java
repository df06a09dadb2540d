package io.clientgrant.simulator.management;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.LEDGER;
import static io.clientgrant.simulator.SampleTenant.MANAGEMENT_API;
import static io.clientgrant.simulator.SampleTenant.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.limit.LimitBucket;
import io.clientgrant.simulator.limit.Plan;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tenant's log: what is written, and how it is read. */
final class LogsTest extends SimulatorFixture {
  private static final String LOGS = "/api/v2/logs";
  private static final String GRANTS = "/api/v2/client-grants";

  @Test
  void aTokenIsLoggedWithItsAudienceAndItsScope() {
    api.token(BILLING, "billing-secret", INVOICES);

    var event = search("type:seccft AND client_id:" + BILLING).path(0);
    assertThat(event.path("audience").textValue()).isEqualTo(INVOICES);
    assertThat(event.path("scope").textValue()).isEqualTo("read:invoices");
    assertThat(event.path("date").textValue()).isEqualTo("2026-01-01T00:00:00.000Z");
    assertThat(event.path("log_id").textValue()).matches("90020260101000000000[0-9]{36}");
    assertThat(event.path("ip").textValue()).isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({
    BILLING + ", billing-secret, " + LEDGER + ", Client is not authorized to access",
    BILLING + ", wrong, " + INVOICES + ", Unauthorized",
    "unknown, secret, " + INVOICES + ", Unauthorized",
    BILLING + ", billing-secret, nothing, Service not found: nothing",
  })
  void aRefusedTokenIsLoggedWithItsReason(
      String client, String secret, String audience, String reason) {
    api.token(client, secret, audience);

    var event = search("type:feccft").path(0);
    assertThat(event.path("client_id").textValue()).isEqualTo(client);
    assertThat(event.path("audience").textValue()).isEqualTo(audience);
    assertThat(event.path("description").textValue()).startsWith(reason);
    assertThat(event.path("scope").isNull()).isTrue();
  }

  @Test
  void eachChangeOfAGrantIsLoggedWithWhoMadeIt() {
    var body = SampleTenant.createBody(REPORTS, INVOICES, ",\"scope\":[]");
    var headers = Map.of("user-agent", "my-agent/1.0", "x-correlation-id", "my-uid");
    var id = api.post(GRANTS, body, headers).json().path("id").textValue();
    api.patch(GRANTS + "/" + id, "{\"scope\":[\"read:invoices\"]}");
    api.delete(GRANTS + "/" + id);
    api.get(GRANTS);
    api.post(GRANTS, body.replace(REPORTS, "nobody"));

    var events = get("?q=type:sapi&sort=log_id:1").json();
    assertThat(events.findValuesAsText("description"))
        .containsExactly("Create client grant", "Update client grant", "Delete client grant");
    var created = events.path(0);
    assertThat(created.path("client_id").textValue()).isEqualTo(Seed.MANAGEMENT_CLIENT);
    assertThat(created.at("/references/correlation_id").textValue()).isEqualTo("my-uid");
    assertThat(created.at("/details/request/userAgent").textValue()).isEqualTo("my-agent/1.0");
    assertThat(created.at("/details/request/method").textValue()).isEqualTo("post");
    assertThat(created.at("/details/request/path").textValue()).isEqualTo(GRANTS);
    assertThat(created.at("/details/request/channel").textValue()).isEqualTo("api");
    assertThat(created.at("/details/request/body/audience").textValue()).isEqualTo(INVOICES);
    assertThat(created.at("/details/request/auth/credentials/scopes").size()).isPositive();
    assertThat(created.at("/details/response/statusCode").intValue()).isEqualTo(201);
    assertThat(events.path(1).at("/details/request/path").textValue()).isEqualTo(GRANTS + "/" + id);
  }

  /** The control interface stands for people there. */
  @Test
  void aChangeInTheDashboardIsLoggedWithItsUser() {
    var path = "/_simulator/client-grants/" + GRANT;
    var grant = "{\"client_id\":\"%s\",\"audience\":\"%s\",\"scope\":[]}";
    api.put(path, grant.formatted(BILLING, INVOICES));
    api.delete(path);
    api.put(path, grant.formatted(BILLING, INVOICES));

    var events = get("?q=type:sapi&sort=log_id:1").json();
    assertThat(events.findValuesAsText("description"))
        .containsExactly("Update client grant", "Delete client grant", "Create client grant");
    assertThat(events.findValuesAsText("channel")).containsOnly("https://manage.auth0.com/");
    assertThat(events.path(0).at("/details/request/path").textValue())
        .isEqualTo(GRANTS + "/" + GRANT);
    assertThat(events.path(0).at("/details/request/auth/user/user_id").textValue())
        .isEqualTo("auth0|simulator");
  }

  @Test
  void byCheckpointAllEventsAreReadInTheirOrderWithoutAFilter() {
    tokens(5);
    var all = ids(get("?take=100").json());
    assertThat(all).isSorted().hasSizeGreaterThan(5);

    var first = get("?take=2&q=type:sapi");
    assertThat(ids(first.json())).isEqualTo(all.subList(0, 2));
    var next = "https://%s/api/v2/logs?from=%s&take=2".formatted(SampleTenant.DOMAIN, all.get(1));
    assertThat(first.header("link")).isEqualTo("<" + next + ">; rel=\"next\"");

    assertThat(ids(get("?from=" + all.get(1)).json())).isEqualTo(all.subList(2, all.size()));
    var end = get("?take=2&from=" + all.getLast());
    assertThat(end.body()).isEqualTo("[]");
    assertThat(end.header("link")).contains("from=" + all.getLast());
  }

  @Test
  void aCheckpointCanBeMadeFromATime() {
    tokens(1);
    clock.move(Duration.ofMinutes(1));
    tokens(2);

    assertThat(get("?from=90020260101000030" + "0".repeat(39)).json()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          type:seccft AND client_id:"Bi11ingServiceC1ientDemo00000001"  | 2
          type:seccft AND date:[2026-01-01T00:01:00.000Z TO *]          | 1
          type:seccft AND date:{* TO 2026-01-01T00:01:00.000Z}          | 2
          log_id:{900202601010001 TO *]                                 | 1
          type:SECCFT                                                   | 0
          """)
  void aSearchFindsWhatMeetsAllTerms(String q, int found) {
    api.token(BILLING, "billing-secret", INVOICES); // beside that of the one who reads the log
    clock.move(Duration.ofMinutes(1));
    api.token(BILLING, "billing-secret", INVOICES);

    assertThat(search(q)).hasSize(found);
  }

  @Test
  void aSearchShowsTheNewestFirstAndTheFieldsThatAreAskedFor() {
    tokens(3);
    assertThat(ids(get("").json()).reversed()).isSorted();
    assertThat(
            get("?per_page=1&fields=log_id,date&include_fields=true").json().path(0).properties())
        .hasSize(2);
    var page = get("?per_page=2&page=1&include_totals=true").json();
    assertThat(page.path("total").intValue()).isEqualTo(4);
    assertThat(page.path("logs")).hasSize(2);
  }

  @Test
  void noMoreThanAThousandAreFound() {
    tokens(1_010);
    assertThat(get("?per_page=100&page=9").json()).hasSize(100);
    assertThat(get("?per_page=100&page=10").status()).isEqualTo(400);
    assertThat(get("?per_page=1&include_totals=true").json().path("total").intValue())
        .isEqualTo(1_000);
  }

  @Test
  void aSearchCanNameAlternatives() {
    tokens(1);
    api.token(BILLING, "wrong", INVOICES);

    assertThat(search("client_id:" + BILLING + " AND (type:seccft OR type:feccft)")).hasSize(2);
    assertThat(search("client_id:" + BILLING + " AND (type:sapi OR type:feccft)")).hasSize(1);
    assertThat(get("?q=" + Caller.encoded("(type:sapi OR audience:x)")).status()).isEqualTo(400);
  }

  /** Neither the audience nor the scope can be searched for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "?q=audience:x",
        "?q=scope:x",
        "?q=nonsense",
        "?sort=date",
        "?sort=audience:1",
        "?per_page=101",
        "?take=101",
      })
  void anInvalidSearchIsRefused(String query) {
    assertThat(get(query).status()).isEqualTo(400);
  }

  @Test
  void aQueryThatIsTooLongIsRefused() {
    assertThat(get("?q=type:" + "x".repeat(5_000)).status()).isEqualTo(414);
  }

  @Test
  void oneEventIsReadByItsId() {
    var event = get("?per_page=1").json().path(0);
    assertThat(get("/" + event.path("log_id").textValue()).json()).isEqualTo(event);
    assertThat(get("/900").status()).isEqualTo(404);
  }

  @Test
  void theLogNeedsAScopeOfItsOwn() {
    simulator.tenant().put(StoredGrant.of("cgr_reader", BILLING, MANAGEMENT_API, "read:clients"));
    api.signIn(BILLING, "billing-secret");

    assertThat(get("").status()).isEqualTo(403);
    assertThat(get("").body()).contains("expected any of: read:logs,read:logs_users");
  }

  @Test
  void anEventIsKeptForTheRetentionOfThePlan() {
    tokens(2);
    simulator.options(options -> options.with(Json.object().put("log_retention_days", 1)));
    clock.move(Duration.ofHours(23));
    assertThat(get("?take=10").json()).hasSize(3);
    clock.move(Duration.ofHours(2));
    api.signIn(Seed.MANAGEMENT_CLIENT, Seed.MANAGEMENT_SECRET);
    assertThat(get("?take=10").json()).hasSize(1);
  }

  @Test
  void readingTheLogHasALimitOfItsOwnInSomePlans() {
    simulator.rateLimits().set(Plan.ESSENTIALS);
    assertThat(simulator.rateLimits().all()).containsKey(LimitBucket.LOGS_READ);
    for (var call = 0; call < 10; call++) {
      assertThat(get("?take=1").status()).isEqualTo(200);
    }
    assertThat(get("?take=1").body()).contains("Endpoint limit has been reached");
    assertThat(api.get(GRANTS + "/" + GRANT).status()).isEqualTo(200);
  }

  private void tokens(int count) {
    for (var time = 0; time < count; time++) {
      api.token(BILLING, "billing-secret", INVOICES);
    }
  }

  private Caller.Reply get(String rest) {
    return api.get(LOGS + rest);
  }

  private JsonNode search(String q) {
    return get("?q=" + Caller.encoded(q)).json();
  }

  private static List<String> ids(JsonNode events) {
    return StreamSupport.stream(events.spliterator(), false)
        .map(event -> event.path("log_id").textValue())
        .toList();
  }
}
