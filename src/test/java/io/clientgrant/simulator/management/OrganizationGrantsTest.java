package io.clientgrant.simulator.management;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.LEDGER;
import static io.clientgrant.simulator.SampleTenant.ORGANIZATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.Json;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The endpoints for organization grants. */
final class OrganizationGrantsTest extends SimulatorFixture {
  private static final String PATH = "/api/v2/organizations/" + ORGANIZATION + "/client-grants";
  private static final String BODY = "{\"grant_id\":\"" + GRANT + "\"}";
  static final String NO_SUCH_ORGANIZATION =
      "404 {\"statusCode\":404,\"error\":\"Not Found\",\"message\":\"No organization found by that id or name\"}";

  @BeforeEach
  void allowOrganizations() {
    simulator
        .tenant()
        .put(
            StoredGrant.of(GRANT, BILLING, INVOICES, "read:invoices")
                .withOrganizationUsage("allow"));
  }

  @Test
  void answersAnAssociationWithGrantIdInPlaceOfId() {
    assertThat(api.post(PATH, BODY).whole())
        .isEqualTo(
            "201 {\"grant_id\":\"%s\",\"client_id\":\"%s\",\"audience\":\"%s\",\"scope\":[\"read:invoices\"],\"organization_usage\":\"allow\"}"
                .formatted(GRANT, BILLING, INVOICES));
  }

  @Test
  void rejectsASecondAssociation() {
    api.post(PATH, BODY);

    assertThat(api.post(PATH, BODY).status()).isEqualTo(409);
  }

  @Test
  void answers404ForWhatDoesNotExist() {
    assertThat(api.post(PATH, "{\"grant_id\":\"cgr_none\"}").whole())
        .isEqualTo(ReadClientGrantTest.NO_SUCH_GRANT);
    assertThat(api.post("/api/v2/organizations/org_none/client-grants", BODY).whole())
        .isEqualTo(NO_SUCH_ORGANIZATION);
    assertThat(api.get("/api/v2/organizations/org_none/client-grants").whole())
        .isEqualTo(NO_SUCH_ORGANIZATION);
    assertThat(api.delete("/api/v2/organizations/org_none/client-grants/x").whole())
        .isEqualTo(NO_SUCH_ORGANIZATION);
  }

  /** Source: OpenAPI, which documents no 404 for them. */
  @Test
  void whatIsNotAssociatedIsGoneAlreadyAndAnUnknownGrantHasNoOrganizations() {
    assertThat(api.delete(PATH + "/" + GRANT).whole()).isEqualTo("204 ");
    assertThat(api.get("/api/v2/client-grants/cgr_none/organizations").whole()).isEqualTo("200 []");
  }

  /** Source: OpenAPI, POST /organizations/{id}/client-grants. */
  @Test
  void anOrganizationHasAHundredGrantsAtMost() {
    for (var number = 0; number < 100; number++) {
      var client = "client-%03d".formatted(number);
      simulator.tenant().put(StoredClient.of(client));
      simulator
          .tenant()
          .put(StoredGrant.of("cgr_" + client, client, INVOICES).withOrganizationUsage("allow"));
      simulator.tenant().associate(ORGANIZATION, "cgr_" + client);
    }

    assertThat(
            api.post(PATH, "{\"grant_id\":\"cgr_client-007\"}").json().path("message").textValue())
        .isEqualTo("The client grant has already been added to this organization.");
    assertThat(api.post(PATH, BODY).whole())
        .isEqualTo(
            "409 {\"statusCode\":409,\"error\":\"Conflict\",\"message\":\"Quota exceeded; cannot add more than 100 client grants to a single organization\"}");
  }

  /** Source: go-auth0 v3. */
  @Test
  void tenGrantIdsAreTheMost() {
    var ten = IntStream.range(0, 10).mapToObj(id -> "grant_ids=cgr_" + id).toList();
    assertThat(api.get(PATH + "?" + String.join("&", ten)).status()).isEqualTo(200);
    assertThat(api.get(PATH + "?grant_ids=cgr_a&" + String.join("&", ten)).status()).isEqualTo(400);
  }

  @Test
  void rejectsAGrantThatDeniesOrganizations() {
    simulator.tenant().put(StoredGrant.of(GRANT, BILLING, INVOICES).withOrganizationUsage("deny"));
    assertThat(api.post(PATH, BODY).status()).isEqualTo(400);

    simulator.tenant().put(StoredGrant.of(GRANT, BILLING, INVOICES));
    assertThat(api.post(PATH, BODY).status()).isEqualTo(400);
  }

  @Test
  void listsGrantsAsAnArrayOrWithTotalsAfterTheItems() {
    assertThat(api.get(PATH).whole()).isEqualTo("200 []");
    api.post(PATH, BODY);

    var grant =
        "{\"id\":\"%s\",\"client_id\":\"%s\",\"audience\":\"%s\",\"scope\":[\"read:invoices\"],\"organization_usage\":\"allow\",\"subject_type\":\"client\"}"
            .formatted(GRANT, BILLING, INVOICES);
    assertThat(api.get(PATH).body()).isEqualTo("[" + grant + "]");
    assertThat(api.get(PATH + "?include_totals=true").body())
        .isEqualTo("{\"client_grants\":[" + grant + "],\"start\":0,\"limit\":50,\"total\":1}");
  }

  @Test
  void isEmptyPastTheEnd() {
    api.post(PATH, BODY);

    assertThat(api.get(PATH + "?page=1&per_page=50&include_totals=true").body())
        .isEqualTo("{\"client_grants\":[],\"start\":50,\"limit\":50,\"total\":0}");
  }

  @Test
  void hasNoCheckpointsForTheGrantsOfAnOrganization() {
    assertThat(api.get(PATH + "?take=10").body()).isEqualTo("[]");
  }

  @Test
  void filtersByApiClientAndIds() {
    simulator
        .tenant()
        .put(StoredGrant.of("cgr_ledger", BILLING, LEDGER).withOrganizationUsage("require"));
    api.post(PATH, BODY);
    api.post(PATH, "{\"grant_id\":\"cgr_ledger\"}");

    assertThat(api.get(PATH + "?audience=" + LEDGER).ids()).containsExactly("cgr_ledger");
    assertThat(api.get(PATH + "?client_id=nobody").ids()).isEmpty();
    assertThat(api.get(PATH + "?client_id=" + BILLING).ids()).hasSize(2);
    assertThat(api.get(PATH + "?grant_ids=cgr_ledger&grant_ids=cgr_other").ids())
        .containsExactly("cgr_ledger");
  }

  @Test
  void removesAnAssociation() {
    api.post(PATH, BODY);

    assertThat(api.delete(PATH + "/" + GRANT).whole()).isEqualTo("204 ");
    assertThat(api.get(PATH).body()).isEqualTo("[]");
    assertThat(api.get("/api/v2/client-grants/" + GRANT).status()).isEqualTo(200);
  }

  @Test
  void listsTheOrganizationsOfAGrant() {
    api.post(PATH, BODY);
    var path = "/api/v2/client-grants/" + GRANT + "/organizations";
    var organization =
        "{\"id\":\"%s\",\"name\":\"example-retail\",\"display_name\":\"Retail\"}"
            .formatted(ORGANIZATION);

    assertThat(api.get(path + "?take=5").body())
        .isEqualTo("{\"organizations\":[" + organization + "]}");
    assertThat(api.get(path + "?include_totals=true").body())
        .isEqualTo(
            "{\"organizations\":[" + organization + "],\"start\":0,\"limit\":50,\"total\":1}");
  }

  @Test
  void followingNextListsEveryOrganizationOfAGrant() {
    simulator.tenant().put(Organization.of("org_zz", "second"));
    api.post(PATH, BODY);
    simulator.tenant().associate("org_zz", GRANT);
    var path = "/api/v2/client-grants/" + GRANT + "/organizations?take=1";

    var next = api.get(path).json().path("next").textValue();

    var rest = api.get(path + "&from=" + Caller.encoded(next)).json();
    assertThat(rest.path("organizations").get(0).path("id").textValue()).isEqualTo("org_zz");
    assertThat(rest.has("next")).isFalse();
  }

  /** Source: go-auth0, TestClientGrantManager_Organizations, the 204. */
  @Test
  void aGrantThatOrganizationsUseIsDeletedWithItsAssociations() {
    api.post(PATH, BODY);

    assertThat(api.delete("/api/v2/client-grants/" + GRANT).whole()).isEqualTo("204 ");
    assertThat(api.get(PATH).body()).isEqualTo("[]");
    assertThat(simulator.tenant().associationCount(ORGANIZATION)).isZero();
  }

  @Test
  void theAssociationsOfADeletedGrantGoOnCountingIfTheOptionSaysSo() {
    option("associations_outlive_their_grant", true);
    api.post(PATH, BODY);
    api.delete("/api/v2/client-grants/" + GRANT);

    assertThat(api.get(PATH).body()).isEqualTo("[]");
    assertThat(simulator.tenant().associationCount(ORGANIZATION)).isEqualTo(1);
    assertThat(api.delete(PATH + "/" + GRANT).status()).isEqualTo(204);
    assertThat(simulator.tenant().associationCount(ORGANIZATION)).isZero();
  }

  /** Source: documentation: organizations come with some plans only. */
  @Test
  void aPlanWithoutOrganizationsRefusesThem() {
    option("plan_has_organizations", false);

    assertThat(
            Stream.of(
                api.get(PATH),
                api.post(PATH, BODY),
                api.delete(PATH + "/" + GRANT),
                api.get("/api/v2/client-grants/" + GRANT + "/organizations"),
                api.get("/api/v2/organizations"),
                api.get("/api/v2/organizations/" + ORGANIZATION),
                api.get("/api/v2/organizations/name/example-retail")))
        .extracting(Caller.Reply::whole)
        .containsOnly(
            "403 {\"statusCode\":403,\"error\":\"Forbidden\",\"message\":\"This feature is not enabled for this tenant.\",\"errorCode\":\"feature_not_enabled\"}");
    assertThat(api.get("/api/v2/client-grants/" + GRANT).status()).isEqualTo(200);
  }

  /** Source: OpenAPI; the recorded answers have other texts. */
  @Test
  void speaksTheWordsOfOpenapiIfTheOptionSaysSo() {
    option("texts_of_openapi", true);

    assertThat(
            api.get("/api/v2/organizations/org_none/client-grants").json().path("message").asText())
        .isEqualTo("No organization found by that id.");
    assertThat(
            api.post("/api/v2/client-grants", SampleTenant.createBody(BILLING, "no-api", ""))
                .json()
                .path("message")
                .asText())
        .isEqualTo("Resource server not found");
  }

  /** Source: recorded by go-auth0 and the Terraform provider, 108 of them. */
  @ParameterizedTest
  @CsvSource({
    "GET,    /api/v2/organizations/org_ExampleRetai1001/client-grants,                      read:organization_client_grants",
    "POST,   /api/v2/organizations/org_ExampleRetai1001/client-grants,                      create:organization_client_grants",
    "DELETE, /api/v2/organizations/org_ExampleRetai1001/client-grants/cgr_MMMMMMMMMMMMMMMM, delete:organization_client_grants",
    "GET,    /api/v2/client-grants/cgr_MMMMMMMMMMMMMMMM/organizations,                      read:organization_client_grants",
  })
  void namesTheScopeThatIsMissing(String method, String path, String scope) {
    simulator
        .tenant()
        .put(StoredGrant.of("cgr_reader", BILLING, SampleTenant.MANAGEMENT_API, "read:clients"));
    api.signIn(BILLING, "billing-secret");

    var reply =
        switch (method) {
          case "GET" -> api.get(path);
          case "POST" -> api.post(path, BODY);
          default -> api.delete(path);
        };
    assertThat(reply.whole())
        .isEqualTo(
            "403 {\"statusCode\":403,\"error\":\"Forbidden\",\"message\":\"Insufficient scope, expected any of: %s\",\"errorCode\":\"insufficient_scope\"}"
                .formatted(scope));
  }

  private void option(String name, boolean value) {
    simulator.options(options -> options.with(Json.object().put(name, value)));
  }
}
