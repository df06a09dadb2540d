package io.clientgrant.simulator.management;

import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.MANAGEMENT_API;
import static io.clientgrant.simulator.SampleTenant.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.wire.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a grant may contain; contract deltas D1 to D7 and D13. */
final class GrantRulesTest extends SimulatorFixture {
  private static final String PATH = "/api/v2/client-grants";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          D1 | INVOICES   | "subject_type":"anonymous_user","scope":[]                                 | 201
          D3 | INVOICES   | "allow_any_organization":true                                              | 400
          D3 | INVOICES   | "allow_any_organization":true,"organization_usage":"deny"                  | 400
          D3 | INVOICES   | "allow_any_organization":true,"organization_usage":"allow"                 | 201
          D3 | INVOICES   | "allow_any_organization":true,"organization_usage":"require"               | 201
          D3 | INVOICES   | "allow_any_organization":false                                             | 201
          D4 | INVOICES   | "subject_type":"user","allow_any_organization":false                       | 400
          D4 | INVOICES   | "subject_type":"user","organization_usage":"deny"                          | 400
          D4 | INVOICES   | "subject_type":"anonymous_user","organization_usage":"allow"               | 400
          D4 | MANAGEMENT | "organization_usage":"allow"                                               | 400
          D4 | MANAGEMENT | "scope":["read:clients"]                                                   | 201
          D5 | MANAGEMENT | "subject_type":"user","scope":["read:current_user","update:current_user_identities"] | 201
          D5 | MANAGEMENT | "subject_type":"user","scope":["read:clients"]                             | 400
          D5 | MANAGEMENT | "scope":["read:current_user"]                                              | 400
          D6 | INVOICES   | "scope":null                                                               | 400
          D7 | DEFAULT    | "subject_type":"user"                                                      | 201
          D7 | DEFAULT    | "organization_usage":"deny"                                                | 400
          """)
  void aNewGrantIsAcceptedOrRefused(String delta, String target, String fields, int status) {
    assertThat(api.post(PATH, body(target, fields)).status()).as(delta).isEqualTo(status);
  }

  @Test
  void aChangeIsHeldAgainstTheGrantThatResults() {
    var path = PATH + "/" + GRANT;

    assertThat(api.patch(path, "{\"allow_any_organization\":true}").status()).isEqualTo(400);
    assertThat(api.patch(path, "{\"organization_usage\":\"allow\"}").status()).isEqualTo(200);
    assertThat(api.patch(path, "{\"allow_any_organization\":true}").status()).isEqualTo(200);
    assertThat(api.patch(path, "{\"organization_usage\":\"deny\"}").status()).isEqualTo(400);
  }

  /** Source: auth0-cli; the recorded answers say otherwise. */
  @Test
  void aScopeIsRequiredIfTheOptionSaysSo() {
    option("scope_required", true);

    assertThat(api.post(PATH, body("INVOICES", "\"subject_type\":\"user\"")).status())
        .isEqualTo(400);
    assertThat(api.post(PATH, body("INVOICES", "\"allow_all_scopes\":true")).status())
        .isEqualTo(201);
  }

  /** Source: auth0-cli; Auth0's documentation and a recorded answer say otherwise. */
  @Test
  void aDefaultGrantHasNoSubjectTypeIfTheOptionSaysSo() {
    option("subject_type_with_default_for", false);

    assertThat(api.post(PATH, body("DEFAULT", "\"subject_type\":\"user\"")).status())
        .isEqualTo(400);
    assertThat(api.post(PATH, body("DEFAULT", "\"scope\":[]")).status()).isEqualTo(201);
  }

  @Test
  void aPlanAllowsSoManyGrants() {
    simulator.options(options ->
        options.with(Json.object().put("max_client_grants", simulator.tenant().grantCount() + 1)));

    assertThat(api.post(PATH, body("INVOICES", "\"scope\":[]")).status()).isEqualTo(201);
    assertThat(api.post(PATH, body("INVOICES", "\"subject_type\":\"user\"")).status())
        .isEqualTo(403);
  }

  private void option(String name, boolean value) {
    simulator.options(options -> options.with(Json.object().put(name, value)));
  }

  private static String body(String target, String fields) {
    var who =
        target.equals("DEFAULT")
            ? "\"default_for\":\"third_party_clients\""
            : "\"client_id\":\"" + REPORTS + "\"";
    var audience = target.equals("MANAGEMENT") ? MANAGEMENT_API : INVOICES;
    return "{%s,\"audience\":\"%s\",%s}".formatted(who, audience, fields);
  }
}
