package io.clientgrant.simulator.management;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.EXPRESS;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.MANAGEMENT_API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The endpoints for clients, APIs and organizations. */
final class DirectoryTest extends SimulatorFixture {

  @Test
  void showsAClientSecretOnlyWithTheScopeForKeys() {
    assertThat(api.get("/api/v2/clients/" + BILLING).json().path("client_secret").textValue())
        .isEqualTo("billing-secret");

    simulator.tenant().put(StoredGrant.of("cgr_reader", BILLING, MANAGEMENT_API, "read:clients"));
    api.signIn(BILLING, "billing-secret");
    assertThat(api.get("/api/v2/clients/" + BILLING).json().has("client_secret")).isFalse();
    assertThat(api.get("/api/v2/clients").body()).doesNotContain("secret");
  }

  @Test
  void listsClientsInEveryForm() {
    assertThat(api.get("/api/v2/clients").json()).hasSize(4);
    assertThat(api.get("/api/v2/clients?include_totals=true&per_page=2").body())
        .startsWith("{\"total\":4,\"start\":0,\"limit\":2,\"clients\":[");
    assertThat(api.get("/api/v2/clients?take=2").json().has("next")).isTrue();
  }

  @Test
  void readsAnApiByItsIdAndByItsEncodedIdentifier() {
    var byIdentifier = api.get("/api/v2/resource-servers/" + Caller.encoded(INVOICES));

    assertThat(byIdentifier.json().path("identifier").textValue()).isEqualTo(INVOICES);
    assertThat(api.get("/api/v2/resource-servers/" + byIdentifier.json().path("id").textValue()))
        .returns(byIdentifier.body(), Caller.Reply::body);
  }

  @Test
  void alwaysHasTheManagementApi() {
    var own = api.get("/api/v2/resource-servers/" + Caller.encoded(MANAGEMENT_API)).json();

    assertThat(own.path("is_system").booleanValue()).isTrue();
    assertThat(own.path("scopes").findValuesAsText("value"))
        .contains("create:client_grants", "read:organization_client_grants");
    assertThat(api.delete("/api/v2/resource-servers/" + Caller.encoded(MANAGEMENT_API)).status())
        .isEqualTo(403);
  }

  @Test
  void readsOrganizationsByIdAndName() {
    var path = "/api/v2/organizations/";

    assertThat(api.get(path + SampleTenant.ORGANIZATION).body())
        .isEqualTo(api.get(path + "name/example-retail").body());
    assertThat(api.get("/api/v2/organizations?include_totals=true").body())
        .endsWith("],\"start\":0,\"limit\":50,\"total\":1}");
  }

  @Test
  void answers404ForWhatDoesNotExist() {
    assertThat(api.get("/api/v2/clients/none").status()).isEqualTo(404);
    assertThat(api.get("/api/v2/resource-servers/none").status()).isEqualTo(404);
    assertThat(api.get("/api/v2/organizations/none").status()).isEqualTo(404);
    assertThat(api.get("/api/v2/organizations/name/none").status()).isEqualTo(404);
  }

  /** Source: OpenAPI, GET /clients. */
  @Test
  void namesOfClientsAndOrganizationsNeedOnlyASummaryScope() {
    simulator
        .tenant()
        .put(
            StoredGrant.of(
                "cgr_reader",
                BILLING,
                MANAGEMENT_API,
                "read:client_summary",
                "read:organizations_summary"));
    api.signIn(BILLING, "billing-secret");

    assertThat(api.get("/api/v2/clients/" + BILLING).json().properties())
        .extracting(Map.Entry::getKey)
        .isSubsetOf("client_id", "app_type", "name", "description")
        .contains("client_id");
    assertThat(api.get("/api/v2/organizations").status()).isEqualTo(200);
    assertThat(api.get("/api/v2/resource-servers").status()).isEqualTo(403);
  }

  @Test
  void theGrantsOfADeletedApiStayIfTheOptionSaysSo() {
    simulator.options(options -> options.with(Json.object().put("grants_outlive_their_api", true)));
    api.delete("/api/v2/resource-servers/" + Caller.encoded(INVOICES));

    assertThat(api.get("/api/v2/client-grants/" + SampleTenant.GRANT).status()).isEqualTo(200);
    assertThat(api.patch("/api/v2/client-grants/" + SampleTenant.GRANT, "{\"scope\":[]}").status())
        .isEqualTo(404);
    assertThat(api.delete("/api/v2/client-grants/" + SampleTenant.GRANT).status()).isEqualTo(204);
  }

  /** Source: go-auth0, TestClient_List: the tenant is shown whatever is asked for. */
  @Test
  void showsTheFieldsThatAreAskedFor() {
    assertThat(
            api.get(
                    "/api/v2/clients?fields=client_id&include_fields=true&include_totals=true&per_page=1")
                .body())
        .isEqualTo(
            "{\"total\":4,\"start\":0,\"limit\":1,\"clients\":[{\"tenant\":\"demo\",\"client_id\":\"%s\"}]}"
                .formatted(BILLING));
    assertThat(api.get("/api/v2/clients/" + BILLING + "?fields=name,app_type").body())
        .isEqualTo(
            "{\"tenant\":\"demo\",\"name\":\"%s\",\"app_type\":\"non_interactive\"}"
                .formatted(BILLING));
    assertThat(api.get("/api/v2/clients/" + BILLING + "?fields=name&include_fields=false").body())
        .contains("\"app_type\":")
        .doesNotContain("\"name\":");
    assertThat(api.get("/api/v2/clients?include_fields=maybe").status()).isEqualTo(400);
    assertThat(api.get("/api/v2/clients?per_page=101").status()).isEqualTo(400);
  }

  /** Source: go-auth0, TestResourceServer_List. */
  @Test
  void showsTheFieldsOfApisThatAreAskedFor() {
    var id =
        api.get("/api/v2/resource-servers/" + Caller.encoded(INVOICES)).json().path("id").asText();

    assertThat(
            api.get(
                    "/api/v2/resource-servers?fields=id&include_fields=true&include_totals=true&identifiers="
                        + Caller.encoded(INVOICES))
                .body())
        .isEqualTo(
            "{\"total\":1,\"start\":0,\"limit\":100,\"resource_servers\":[{\"id\":\""
                + id
                + "\"}]}");
  }

  /** Source: Terraform provider, TestAccResourceServer: no scopes are no field. */
  @Test
  void anApiWithoutScopesShowsNone() {
    simulator.tenant().put(ResourceServer.of("bare"));

    assertThat(api.get("/api/v2/resource-servers/bare").body())
        .contains("\"token_lifetime\":86400")
        .doesNotContain("scopes");
  }

  /** Source: contract deltas, D5: the scopes for users are listed nowhere. */
  @Test
  void theScopesForUsersOfTheManagementApiAreNotListed() {
    var own = api.get("/api/v2/resource-servers/" + Caller.encoded(MANAGEMENT_API)).json();

    assertThat(own.path("scopes").findValuesAsText("value"))
        .contains("read:clients")
        .doesNotContain("read:current_user", "update:current_user_identities");
  }

  @Test
  void filtersClientsByTypeAndOwner() {
    simulator.tenant().put(StoredClient.of("tpc_partner").withAppType("spa").asThirdParty());

    assertThat(clientIds("is_first_party=false")).containsExactly("tpc_partner");
    assertThat(clientIds("is_first_party=true")).hasSize(4);
    assertThat(clientIds("app_type=spa,express_configuration"))
        .containsExactlyInAnyOrder("tpc_partner", EXPRESS);
    assertThat(api.get("/api/v2/clients/tpc_partner").json().path("is_first_party").booleanValue())
        .isFalse();
  }

  @Test
  void listsOrganizationsInEveryForm() {
    simulator.tenant().put(Organization.of("org_zz", "second"));

    assertThat(api.get("/api/v2/organizations").json()).hasSize(2);
    var part = api.get("/api/v2/organizations?take=1").json();
    assertThat(part.path("organizations").findValuesAsText("id"))
        .containsExactly(SampleTenant.ORGANIZATION);
    var rest =
        api.get(
                "/api/v2/organizations?take=1&from="
                    + Caller.encoded(part.path("next").textValue()))
            .json();
    assertThat(rest.path("organizations").findValuesAsText("id")).containsExactly("org_zz");
    assertThat(rest.has("next")).isFalse();
  }

  @Test
  void aRenamedOrganizationIsFoundByItsNewNameAlone() {
    simulator.tenant().put(Organization.of(SampleTenant.ORGANIZATION, "renamed"));

    assertThat(api.get("/api/v2/organizations/name/renamed").json().path("id").textValue())
        .isEqualTo(SampleTenant.ORGANIZATION);
    assertThat(api.get("/api/v2/organizations/name/example-retail").whole())
        .isEqualTo(OrganizationGrantsTest.NO_SUCH_ORGANIZATION);
  }

  @Test
  void twoOrganizationsNeverHaveTheSameName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulator.tenant().put(Organization.of("org_zz", "example-retail")))
        .withMessageContaining(SampleTenant.ORGANIZATION);
  }

  private List<String> clientIds(String query) {
    return api.get("/api/v2/clients?" + query).json().findValuesAsText("client_id");
  }
}
