package io.clientgrant.simulator.management;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.EXPRESS;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.LEDGER;
import static io.clientgrant.simulator.SampleTenant.MANAGEMENT_API;
import static io.clientgrant.simulator.SampleTenant.REPORTS;
import static io.clientgrant.simulator.SampleTenant.createBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.Json;
import org.junit.jupiter.api.Test;

/** {@code POST /api/v2/client-grants}. */
final class CreateClientGrantTest extends SimulatorFixture {
  private static final String PATH = "/api/v2/client-grants";

  private Caller.Reply create(String clientId, String audience, String more) {
    return api.post(PATH, createBody(clientId, audience, more));
  }

  @Test
  void answers201WithTheGrantAndItsKeysInOrder() {
    var reply =
        create(
            REPORTS,
            INVOICES,
            """
            ,"allow_all_scopes":false,"authorization_details_types":["payment"],
            "subject_type":"client","allow_any_organization":true,"organization_usage":"allow",
            "scope":["write:invoices","read:invoices"]\
            """);

    var id = reply.json().path("id").textValue();
    assertThat(id).matches("cgr_[A-Za-z0-9]{16}");
    assertThat(reply.whole())
        .isEqualTo(
            "201 {\"id\":\"%s\",\"client_id\":\"%s\",\"audience\":\"%s\",\"scope\":[\"write:invoices\",\"read:invoices\"],\"organization_usage\":\"allow\",\"allow_any_organization\":true,\"subject_type\":\"client\",\"authorization_details_types\":[\"payment\"],\"allow_all_scopes\":false}"
                .formatted(id, REPORTS, INVOICES));
    assertThat(reply.header("content-type")).isEqualTo("application/json; charset=utf-8");
  }

  @Test
  void omitsFieldsThatWereNeverSet() {
    var reply = create(REPORTS, INVOICES, ",\"scope\":[]");

    assertThat(reply.body())
        .isEqualTo(
            "{\"id\":\"%s\",\"client_id\":\"%s\",\"audience\":\"%s\",\"scope\":[],\"subject_type\":\"client\"}"
                .formatted(reply.json().path("id").textValue(), REPORTS, INVOICES));
  }

  @Test
  void aMissingScopeMeansNoScopes() {
    assertThat(create(REPORTS, INVOICES, "").json().path("scope")).isEmpty();
    assertThat(create(REPORTS, SampleTenant.LEDGER, "").json().has("scope")).isTrue();
  }

  @Test
  void omitsTheScopeOfAGrantThatAllowsAllScopes() {
    var reply = create(REPORTS, INVOICES, ",\"allow_all_scopes\":true");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().has("scope")).isFalse();
    assertThat(reply.json().path("allow_all_scopes").booleanValue()).isTrue();
  }

  @Test
  void showsAnEmptyScopeBesideAllScopesIfConfigured() {
    simulator.options(o -> o.withShowScopeWithAllScopes(true));

    assertThat(create(REPORTS, INVOICES, ",\"allow_all_scopes\":true").body())
        .contains("\"audience\":\"" + INVOICES + "\",\"scope\":[],\"subject_type\"");
  }

  @Test
  void aNewGrantCanBeReadAtOnce() {
    var created = create(REPORTS, INVOICES, "");
    var id = created.json().path("id").textValue();

    assertThat(api.get(PATH + "/" + id).body()).isEqualTo(created.body());
    assertThat(api.get(PATH + "?take=50&client_id=" + REPORTS).ids()).containsExactly(id);
  }

  @Test
  void rejectsASecondGrantForTheSameClientApiAndSubjectType() {
    assertThat(create(BILLING, INVOICES, "").whole())
        .isEqualTo(
            "409 {\"statusCode\":409,\"error\":\"Conflict\",\"message\":\"A client grant already exists between %s and %s\"}"
                .formatted(BILLING, INVOICES));
  }

  @Test
  void acceptsOneGrantForEachSubjectType() {
    assertThat(create(BILLING, INVOICES, ",\"subject_type\":\"user\"").status()).isEqualTo(201);
    assertThat(create(BILLING, INVOICES, ",\"subject_type\":\"user\"").status()).isEqualTo(409);
    assertThat(simulator.tenant().grants()).hasSize(3);
  }

  @Test
  void acceptsADefaultGrantWithoutAClientButNotTwice() {
    var body = "{\"default_for\":\"third_party_clients\",\"audience\":\"" + INVOICES + "\"}";

    var reply = api.post(PATH, body);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().has("client_id")).isFalse();
    assertThat(reply.json().path("default_for").textValue()).isEqualTo("third_party_clients");
    assertThat(api.post(PATH, body).status()).isEqualTo(409);
  }

  @Test
  void rejectsADefaultGrantForASystemApi() {
    var body = "{\"default_for\":\"third_party_clients\",\"audience\":\"" + MANAGEMENT_API + "\"}";

    assertThat(api.post(PATH, body).status()).isEqualTo(400);
  }

  @Test
  void rejectsAnUnknownClient() {
    assertThat(create("NoSuchC1ientNoSuchC1ient00000001", INVOICES, "").whole())
        .isEqualTo(
            "404 {\"statusCode\":404,\"error\":\"Not Found\",\"message\":\"Client not found\"}");
  }

  @Test
  void rejectsAnApiWhoseIdentifierDoesNotMatchExactly() {
    assertThat(create(REPORTS, INVOICES + "/", "").whole())
        .isEqualTo(
            "404 {\"statusCode\":404,\"error\":\"Not Found\",\"message\":\"No resource with identifier %s/\"}"
                .formatted(INVOICES));
  }

  @Test
  void rejectsTheIdOfAnApiInPlaceOfItsIdentifier() {
    var id = simulator.tenant().resourceServer(INVOICES).orElseThrow().id();

    assertThat(create(REPORTS, id, "").status()).isEqualTo(404);
  }

  @Test
  void rejectsAnExpressConfigurationClient() {
    assertThat(create(EXPRESS, INVOICES, "").whole())
        .isEqualTo(
            "400 {\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Client of type express_configuration cannot be used\",\"errorCode\":\"validation_error\"}");
  }

  @Test
  void rejectsAThirdPartyClientForAnApiThatIsClosedToThem() {
    simulator.tenant().put(StoredClient.of("tpc_theirs").asThirdParty());
    assertThat(create("tpc_theirs", LEDGER, "").status()).isEqualTo(201);

    var closed = Json.object();
    closed.putArray("apis_closed_to_third_parties").add(INVOICES);
    simulator.options(options -> options.with(closed));
    assertThat(create("tpc_theirs", INVOICES, "").whole())
        .startsWith("400 ")
        .contains("Client grants for this API cannot be created for third-party clients.");
    assertThat(create(REPORTS, INVOICES, "").status()).isEqualTo(201);
  }

  @Test
  void rejectsAllowAllScopesForASystemApiEvenIfFalse() {
    assertThat(create(REPORTS, MANAGEMENT_API, ",\"allow_all_scopes\":false").whole())
        .isEqualTo(
            "400 {\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"`allow_all_scopes` cannot be provided when `audience` is a system API\",\"errorCode\":\"invalid_body\"}");
  }

  @Test
  void rejectsScopesBesideAllowAllScopes() {
    assertThat(
            create(REPORTS, INVOICES, ",\"allow_all_scopes\":true,\"scope\":[\"read:invoices\"]")
                .status())
        .isEqualTo(400);
  }

  @Test
  void rejectsAScopeThatTheApiDoesNotDefine() {
    assertThat(create(REPORTS, INVOICES, ",\"scope\":[\"read:invoices\",\"test:scope\"]").whole())
        .isEqualTo(
            "400 {\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Payload validation error: scope must be a subset of resource server scopes\",\"errorCode\":\"invalid_body\"}");
    assertThat(simulator.tenant().grant(REPORTS, INVOICES, "client")).isEmpty();
  }

  @Test
  void acceptsAScopeThatTheApiDoesNotDefineIfConfigured() {
    simulator.options(o -> o.withScopeMustBeSubset(false));

    assertThat(create(REPORTS, INVOICES, ",\"scope\":[\"test:scope\"]").status()).isEqualTo(201);
  }

  @Test
  void acceptsAForm() {
    var reply =
        api.form(
            PATH,
            "client_id=%s&audience=%s&scope=read%%3Ainvoices&scope=write%%3Ainvoices&organization_usage=allow&allow_any_organization=true"
                .formatted(REPORTS, Caller.encoded(INVOICES)));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(simulator.tenant().grant(REPORTS, INVOICES, "client").orElseThrow())
        .returns(
            java.util.Optional.of(java.util.List.of("read:invoices", "write:invoices")),
            StoredGrant::scope)
        .returns(java.util.Optional.of(true), StoredGrant::allowAnyOrganization);
  }
}
