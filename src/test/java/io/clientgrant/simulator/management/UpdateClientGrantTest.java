package io.clientgrant.simulator.management;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.MANAGEMENT_API;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code PATCH /api/v2/client-grants/{id}}. */
final class UpdateClientGrantTest extends SimulatorFixture {
  private static final String PATH = "/api/v2/client-grants/" + GRANT;

  private static String grant(String rest) {
    return "200 {\"id\":\"%s\",\"client_id\":\"%s\",\"audience\":\"%s\"%s}"
        .formatted(GRANT, BILLING, INVOICES, rest);
  }

  @Test
  void replacesTheWholeScopeAndKeepsOtherFields() {
    api.patch(PATH, "{\"organization_usage\":\"require\"}");

    assertThat(api.patch(PATH, "{\"scope\":[\"write:invoices\"]}").whole())
        .isEqualTo(
            grant(
                ",\"scope\":[\"write:invoices\"],\"organization_usage\":\"require\",\"subject_type\":\"client\""));
  }

  @Test
  void showsAFieldAfterItWasSet() {
    assertThat(
            api.patch(
                    PATH,
                    "{\"organization_usage\":\"deny\",\"allow_any_organization\":false,\"authorization_details_types\":[]}")
                .whole())
        .isEqualTo(
            grant(
                ",\"scope\":[\"read:invoices\"],\"organization_usage\":\"deny\",\"allow_any_organization\":false,\"subject_type\":\"client\",\"authorization_details_types\":[]"));
  }

  @Test
  void omitsTheScopeWhileAllScopesAreAllowedAndShowsFalseAfterwards() {
    assertThat(api.patch(PATH, "{\"allow_all_scopes\":true}").whole())
        .isEqualTo(grant(",\"subject_type\":\"client\",\"allow_all_scopes\":true"));
    assertThat(api.patch(PATH, "{\"allow_all_scopes\":false,\"scope\":[]}").whole())
        .isEqualTo(grant(",\"scope\":[],\"subject_type\":\"client\",\"allow_all_scopes\":false"));
    assertThat(api.patch(PATH, "{\"scope\":[\"read:invoices\"]}").whole())
        .isEqualTo(
            grant(
                ",\"scope\":[\"read:invoices\"],\"subject_type\":\"client\",\"allow_all_scopes\":false"));
  }

  @Test
  void anIgnoredFieldStaysAsItIsThoughTheAnswerIsASuccess() {
    simulator.options(options -> options.withIgnoredFields("scope"));

    assertThat(
            api.patch(PATH, "{\"scope\":[\"write:invoices\"],\"organization_usage\":\"allow\"}")
                .whole())
        .isEqualTo(
            grant(
                ",\"scope\":[\"read:invoices\"],\"organization_usage\":\"allow\",\"subject_type\":\"client\""));
  }

  @Test
  void nullUnsetsAField() {
    api.patch(
        PATH,
        "{\"organization_usage\":\"allow\",\"allow_any_organization\":true,\"allow_all_scopes\":false}");

    assertThat(
            api.patch(
                    PATH,
                    "{\"scope\":null,\"organization_usage\":null,\"allow_any_organization\":null,\"allow_all_scopes\":null}")
                .whole())
        .isEqualTo(grant(",\"scope\":[],\"subject_type\":\"client\""));
  }

  @Test
  void rejectsNullForTheTypesOfAuthorizationDetails() {
    assertThat(api.patch(PATH, "{\"authorization_details_types\":null}").whole())
        .isEqualTo(
            "400 {\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Payload validation error: 'Expected type array but found type null' on property authorization_details_types (Types of authorization_details allowed for this client grant.).\",\"errorCode\":\"invalid_body\"}");
  }

  @Test
  void rejectsAnEmptyChange() {
    assertThat(api.patch(PATH, "{}").whole())
        .isEqualTo(
            "400 {\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Payload validation error: 'Too few properties defined (0), minimum 1'.\",\"errorCode\":\"invalid_body\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"client_id", "audience", "subject_type", "default_for", "is_system", "id"})
  void rejectsFieldsThatCannotChange(String field) {
    assertThat(api.patch(PATH, "{\"" + field + "\":\"x\",\"scope\":[]}").whole())
        .isEqualTo(
            "400 {\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Payload validation error: 'Additional properties not allowed: %s'.\",\"errorCode\":\"invalid_body\"}"
                .formatted(field));
    assertThat(simulator.tenant().grant(GRANT).orElseThrow().scope().orElseThrow()).isNotEmpty();
  }

  @Test
  void rejectsAScopeThatTheApiDoesNotDefine() {
    assertThat(api.patch(PATH, "{\"scope\":[\"no:such\"]}").body())
        .isEqualTo(
            "{\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Payload validation error: scope must be a subset of resource server scopes\",\"errorCode\":\"invalid_body\"}");
  }

  @Test
  void rejectsScopesWhileAllScopesAreAllowed() {
    api.patch(PATH, "{\"allow_all_scopes\":true}");

    assertThat(api.patch(PATH, "{\"scope\":[\"read:invoices\"]}").status()).isEqualTo(400);
    assertThat(api.patch(PATH, "{\"scope\":[]}").status()).isEqualTo(200);
  }

  @Test
  void rejectsAllowAllScopesForASystemApi() {
    var own = simulator.tenant().grant(Seed.MANAGEMENT_CLIENT, MANAGEMENT_API, "client");

    assertThat(
            api.patch(
                    "/api/v2/client-grants/" + own.orElseThrow().id(),
                    "{\"allow_all_scopes\":false}")
                .body())
        .contains("`allow_all_scopes` cannot be provided when `audience` is a system API");
  }

  @Test
  void answers404ForAnUnknownGrant() {
    assertThat(api.patch("/api/v2/client-grants/cgr_0000000000000000", "{\"scope\":[]}").whole())
        .isEqualTo(ReadClientGrantTest.NO_SUCH_GRANT);
  }

  @Test
  void rejectsASystemGrant() {
    simulator.tenant().put(StoredGrant.of(GRANT, BILLING, INVOICES).asSystem());

    assertThat(api.patch(PATH, "{\"scope\":[]}").status()).isEqualTo(403);
    assertThat(api.patch(PATH, "{\"scope\":[]}").json().path("errorCode").textValue())
        .isEqualTo("operation_not_supported");
  }
}
