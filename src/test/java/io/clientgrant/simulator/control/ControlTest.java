package io.clientgrant.simulator.control;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.LEDGER;
import static io.clientgrant.simulator.SampleTenant.ORGANIZATION;
import static io.clientgrant.simulator.SampleTenant.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.SimulatorOptions;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The control interface, over HTTP. */
final class ControlTest extends SimulatorFixture {
  private static final String CONTROL = "/_simulator";

  private String anonymously(String path) {
    return api.anonymously("GET", CONTROL + path, "application/json", "").body();
  }

  @Test
  void listsItsPathsWithoutAToken() {
    assertThat(anonymously("")).isEqualTo(anonymously("/")).contains("/_simulator/faults");
  }

  @Test
  void isNotAffectedByLimitsOrFaults() {
    simulator.rateLimit(1, java.time.Duration.ofHours(1));
    api.get("/api/v2/clients");
    simulator.requests().reset();
    simulator.faults().add(Fault.drop());

    assertThat(anonymously("/requests")).startsWith("{\"counts\":{}");
  }

  @Test
  void showsAndResetsRequests() {
    api.get("/api/v2/client-grants?take=1");

    var shown = api.get(CONTROL + "/requests").json();
    assertThat(shown.path("counts").path("GET /api/v2/client-grants").intValue()).isEqualTo(1);
    assertThat(shown.path("recent").get(1).path("query").textValue()).isEqualTo("take=1");
    assertThat(shown.path("recent").get(1).path("status").intValue()).isEqualTo(200);

    assertThat(api.delete(CONTROL + "/requests").status()).isEqualTo(204);
    assertThat(api.get(CONTROL + "/requests").body()).isEqualTo("{\"counts\":{},\"recent\":[]}");
  }

  @Test
  void changesSingleOptions() {
    assertThat(api.get(CONTROL + "/options").body())
        .isEqualTo(
            "{\"scope_must_be_subset\":true,\"scope_required\":false,\"subject_type_with_default_for\":true,\"show_scope_with_all_scopes\":false,\"grants_outlive_their_api\":false,\"associations_outlive_their_grant\":false,\"plan_has_organizations\":true,\"texts_of_openapi\":false,\"max_client_grants\":100000,\"send_retry_after\":false,\"offset_paging_limit\":1000,\"token_lifetime_seconds\":86400,\"log_retention_days\":30,\"apis_closed_to_third_parties\":[],\"ignored_fields\":[]}");

    api.patch(CONTROL + "/options", "{\"token_lifetime_seconds\":60}");

    assertThat(simulator.options())
        .isEqualTo(SimulatorOptions.DEFAULT.withTokenLifetimeSeconds(60));
  }

  @Test
  void setsAndRemovesRateLimits() {
    api.patch(CONTROL + "/rate-limits", "{\"management\":{\"limit\":1,\"window_ms\":5000}}");
    assertThat(api.get("/api/v2/clients").status()).isEqualTo(200);
    assertThat(api.get("/api/v2/clients").status()).isEqualTo(429);
    assertThat(api.get(CONTROL + "/rate-limits").body())
        .isEqualTo("{\"management\":{\"limit\":1,\"window_ms\":5000}}");
    assertThat(api.put(CONTROL + "/rate-limits", "{\"plan\":\"free\"}").body())
        .isEqualTo("{\"management\":{\"limit\":2,\"drip_ms\":500}}");

    assertThat(api.patch(CONTROL + "/rate-limits", "{\"management\":null}").body()).isEqualTo("{}");
    assertThat(api.get("/api/v2/clients").status()).isEqualTo(200);
  }

  @Test
  void injectsListsAndRemovesFaults() {
    var added =
        api.post(
            CONTROL + "/faults",
            "{\"method\":\"GET\",\"path\":\"/api/v2/clients\",\"kind\":\"status\",\"status\":502,\"headers\":{\"content-type\":\"text/html\"},\"body\":\"<html>\",\"times\":3}");

    assertThat(added.whole())
        .isEqualTo(
            "201 {\"id\":1,\"method\":\"GET\",\"path\":\"/api/v2/clients\",\"kind\":\"status\",\"status\":502,\"headers\":{\"content-type\":\"text/html\"},\"body\":\"<html>\",\"after_effect\":false,\"times\":3}");
    assertThat(api.get("/api/v2/clients").whole()).isEqualTo("502 <html>");
    assertThat(api.get(CONTROL + "/faults").json().get(0).path("times").intValue()).isEqualTo(2);

    assertThat(api.delete(CONTROL + "/faults/1").status()).isEqualTo(204);
    assertThat(api.delete(CONTROL + "/faults/1").status()).isEqualTo(404);
    assertThat(api.get("/api/v2/clients").status()).isEqualTo(200);
  }

  @Test
  void injectsEveryKindOfFault() {
    for (var fault :
        new String[] {
          "{\"kind\":\"drop\",\"after_effect\":true}",
          "{\"kind\":\"half_body\"}",
          "{\"kind\":\"drop\",\"share\":1.0}"
        }) {
      api.post(CONTROL + "/faults", fault);
      assertThatThrownBy(() -> api.get("/api/v2/clients")).isInstanceOf(UncheckedIOException.class);
      api.delete(CONTROL + "/faults");
    }
    api.post(CONTROL + "/faults", "{\"kind\":\"delay\",\"delay_ms\":1,\"times\":1}");
    assertThat(api.get("/api/v2/clients").status()).isEqualTo(200);
    api.post(CONTROL + "/faults", "{\"kind\":\"broken_json\",\"times\":1}");
    assertThat(api.get("/api/v2/clients").body()).doesNotEndWith("]");
    api.post(
        CONTROL + "/faults", "{\"kind\":\"status\",\"status\":500,\"body\":{\"a\":1},\"times\":1}");
    assertThat(api.get("/api/v2/clients").whole()).isEqualTo("500 {\"a\":1}");
    api.post(CONTROL + "/faults", "{\"kind\":\"status\",\"status\":429,\"times\":1}");
    assertThat(api.get("/api/v2/clients").body()).contains("Global limit has been reached");
  }

  @Test
  void changesGrantsWithoutTheManagementApi() {
    var path = CONTROL + "/client-grants/" + GRANT;
    var drifted =
        "{\"id\":\"%s\",\"client_id\":\"%s\",\"audience\":\"%s\",\"scope\":[\"write:invoices\"],\"subject_type\":\"client\",\"is_system\":true}"
            .formatted(GRANT, BILLING, INVOICES);

    assertThat(api.put(path, drifted).whole()).isEqualTo("200 " + drifted);
    assertThat(api.get(path).body()).isEqualTo(drifted);
    assertThat(api.get("/api/v2/client-grants/" + GRANT).body()).isEqualTo(drifted);
    assertThat(api.delete(path).status()).isEqualTo(204);
    assertThat(api.get(path).whole()).isEqualTo("404 {\"error\":\"the grant does not exist\"}");
    assertThat(simulator.requests().count("PUT /_simulator/client-grants/{id}")).isZero();
  }

  @Test
  void addsOneOrSeveralGrants() {
    var ledger = SampleTenant.createBody(REPORTS, LEDGER, "");
    var invoices = SampleTenant.createBody(REPORTS, INVOICES, "");

    var one = api.post(CONTROL + "/client-grants", ledger);
    assertThat(one.status()).isEqualTo(201);
    assertThat(one.json().path("id").textValue()).matches("cgr_[A-Za-z0-9]{16}");
    assertThat(api.post(CONTROL + "/client-grants", "[" + invoices + "]").json()).hasSize(1);
    assertThat(api.post(CONTROL + "/client-grants", ledger).body())
        .contains("is already the one of this client, API and subject type");
  }

  @Test
  void changesAClientSecret() {
    api.put(CONTROL + "/clients/" + BILLING + "/secret", "{\"client_secret\":\"next\"}");

    assertThat(api.token(BILLING, "billing-secret", INVOICES).status()).isEqualTo(401);
    assertThat(api.token(BILLING, "next", INVOICES).status()).isEqualTo(200);
  }

  @Test
  void revokesTokens() {
    api.delete(CONTROL + "/tokens?client_id=" + BILLING);
    assertThat(api.get("/api/v2/clients").status()).isEqualTo(200);

    api.delete(CONTROL + "/tokens");
    assertThat(api.get("/api/v2/clients").status()).isEqualTo(401);
  }

  @Test
  void addsAndRemovesClientsApisAndOrganizations() {
    assertThat(api.put(CONTROL + "/clients/fresh", "{\"client_secret\":\"s\"}").status())
        .isEqualTo(200);
    assertThat(
            api.put(
                    CONTROL + "/resource-servers/fresh-api",
                    "{\"scopes\":[{\"value\":\"read:all\"}]}")
                .status())
        .isEqualTo(200);
    assertThat(api.put(CONTROL + "/organizations/org_fresh", "{\"name\":\"fresh\"}").status())
        .isEqualTo(200);
    api.put(
        CONTROL + "/client-grants/cgr_fresh",
        "{\"client_id\":\"fresh\",\"audience\":\"fresh-api\",\"scope\":[\"read:all\"]}");
    assertThat(api.put(CONTROL + "/organizations/org_fresh/client-grants/cgr_fresh", "").status())
        .isEqualTo(204);
    assertThat(simulator.tenant().organizationsOf("cgr_fresh")).hasSize(1);
    assertThat(api.delete(CONTROL + "/organizations/org_fresh/client-grants/cgr_fresh").status())
        .isEqualTo(204);

    assertThat(api.delete(CONTROL + "/organizations/org_fresh").status()).isEqualTo(204);
    assertThat(api.delete(CONTROL + "/resource-servers/fresh-api").status()).isEqualTo(204);
    assertThat(api.delete(CONTROL + "/clients/fresh").status()).isEqualTo(204);
    assertThat(api.delete(CONTROL + "/clients/fresh").status()).isEqualTo(404);
    assertThat(simulator.tenant().grant("cgr_fresh")).isEmpty();
  }

  @Test
  void exportsAndImportsTheWholeStateAsASeed() {
    simulator.tenant().associate(ORGANIZATION, GRANT);
    var seed = api.get(CONTROL + "/seed");
    api.delete("/api/v2/clients/" + BILLING);
    api.delete("/api/v2/organizations/" + ORGANIZATION);

    assertThat(api.put(CONTROL + "/seed", seed.body()).status()).isEqualTo(204);

    assertThat(api.get(CONTROL + "/seed").body()).isEqualTo(seed.body());
    assertThat(simulator.tenant().organizationsOf(GRANT)).hasSize(1);
  }

  @Test
  void anInvalidSeedChangesNothing() {
    var before = api.get(CONTROL + "/seed");
    ObjectNode broken = before.json().deepCopy();
    broken.putArray("clients");

    var reply = api.put(CONTROL + "/seed", broken.toString());

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").textValue()).contains("does not exist");
    assertThat(api.get(CONTROL + "/seed").body()).isEqualTo(before.body());
    assertThat(api.put(CONTROL + "/seed", "{\"domain\":\"other.test\"}").body())
        .isEqualTo("{\"error\":\"the domain is demo.eu.auth0.test and stays so\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST  | /faults        | {"kind":"storm"}                  | kind must be status, delay, drop, half_body or broken_json
          POST  | /faults        | {"kind":"status"}                 | kind status needs a status
          POST  | /faults        | {"kind":"delay"}                  | kind delay needs a delay_ms
          POST  | /faults        | {"kind":"drop","time":1}          | time: unknown field (known: after_effect, body, delay_ms, headers, id, kind, method, path, share, status, times)
          POST  | /faults        | {}                                | kind: this field is missing
          PATCH | /options       | {"offset_paging_limit":"many"}    | offset_paging_limit: must not be of type String
          PATCH | /options       | []                                | a JSON object is expected
          PATCH | /rate-limits   | {"moon":{}}                       | no bucket moon; there are ["tenant","management","token","clients_read","logs_read","organization_client_grants_read","organization_client_grants_write"]
          POST  | /client-grants | {"client_id":"x","audience":"y","id":"cgr_x"} | grant cgr_x: client x does not exist
          POST  | /client-grants | {"client_id":"x"}                 | audience: this field is missing
          PUT   | /organizations/org_x/client-grants/cgr_x | {}      | organization org_x or grant cgr_x does not exist
          """)
  void saysInOneSentenceWhatIsWrong(String method, String path, String body, String sentence) {
    var reply =
        switch (method) {
          case "POST" -> api.post(CONTROL + path, body);
          case "PUT" -> api.put(CONTROL + path, body);
          default -> api.patch(CONTROL + path, body);
        };

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").textValue()).isEqualTo(sentence);
  }
}
