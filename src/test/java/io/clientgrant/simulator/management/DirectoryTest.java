package io.clientgrant.simulator.management;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.MANAGEMENT_API;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.Json;
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
}
