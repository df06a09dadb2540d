package io.clientgrant.simulator.management;

import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The validation errors of request bodies. */
final class ValidationTest extends SimulatorFixture {
  private static final String PATH = "/api/v2/client-grants";

  private static String error(String message) {
    return "400 {\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"%s\",\"errorCode\":\"invalid_body\"}"
        .formatted(message.replace("\"", "\\\""));
  }

  @Test
  void namesEveryUnknownProperty() {
    assertThat(api.post(PATH, "{\"foo\":1,\"audience\":\"a\",\"bar\":2}").whole())
        .isEqualTo(
            error("Payload validation error: 'Additional properties not allowed: foo,bar'."));
  }

  @Test
  void namesTheMissingProperty() {
    assertThat(api.post(PATH, "{\"client_id\":\"" + REPORTS + "\"}").whole())
        .isEqualTo(error("Payload validation error: 'Missing required property: audience'."));
    assertThat(api.post(PATH, "{\"audience\":\"" + INVOICES + "\"}").whole())
        .isEqualTo(error("Payload validation error: 'Missing required property: client_id'."));
  }

  @Test
  void requiresEitherAClientOrADefault() {
    var body =
        SampleTenant.createBody(REPORTS, INVOICES, ",\"default_for\":\"third_party_clients\"");

    assertThat(api.post(PATH, body).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "client_id":"no good"          | Object didn't pass validation for format client-id: no good' on property client_id (ID of the client.)
          "client_id":7                  | Expected type string but found type integer' on property client_id (ID of the client.)
          "client_id":null               | Expected type string but found type null' on property client_id (ID of the client.)
          "scope":"read:invoices"        | Expected type array but found type string' on property scope (Scopes allowed for this client grant.)
          "scope":[""]                   | String is too short (0 chars), minimum 1' on property scope (Scopes allowed for this client grant.)
          "scope":[true]                 | Expected type string but found type boolean' on property scope (Scopes allowed for this client grant.)
          "organization_usage":"maybe"   | Invalid value "maybe"' on property organization_usage (Defines whether organizations can be used with client credentials exchanges for this grant.)
          "subject_type":"robot"         | Invalid value "robot"' on property subject_type (The type of application access the client grant allows.)
          "allow_all_scopes":"yes"       | Expected type boolean but found type string' on property allow_all_scopes (If enabled, all scopes configured on the resource server are allowed for this grant.)
          """)
  void saysWhatIsWrongWithAProperty(String property, String what) {
    var body = "{\"audience\":\"" + INVOICES + "\"," + clientUnless(property) + property + "}";

    assertThat(api.post(PATH, body).whole())
        .isEqualTo(error("Payload validation error: '" + what + "."));
  }

  private static String clientUnless(String property) {
    return property.contains("client_id") ? "" : "\"client_id\":\"" + REPORTS + "\",";
  }

  @Test
  void acceptsScopesOfUpTo280Characters() {
    simulator.options(o -> o.withScopeMustBeSubset(false));
    var body = "{\"scope\":[\"%s\"]}";

    assertThat(api.patch(PATH + "/" + SampleTenant.GRANT, body.formatted("s".repeat(280))).status())
        .isEqualTo(200);
    assertThat(api.patch(PATH + "/" + SampleTenant.GRANT, body.formatted("s".repeat(281))).body())
        .contains("String is too long (281 chars), maximum 280");
  }

  @Test
  void rejectsABodyThatIsNotAnObject() {
    assertThat(api.post(PATH, "[]").whole())
        .isEqualTo(error("Payload validation error: 'Expected type object but found type array'."));
    assertThat(api.post(PATH, "").whole())
        .isEqualTo(error("Payload validation error: 'Expected type object but found type null'."));
  }

  @Test
  void rejectsBrokenJson() {
    assertThat(api.post(PATH, "{\"client_id\":").whole())
        .isEqualTo(
            "400 {\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Invalid request payload JSON format\"}");
  }

  @Test
  void rejectsABodyOfMoreThanOneMegabyte() {
    assertThat(api.post(PATH, "{\"a\":\"" + "x".repeat(1 << 20) + "\"}").status()).isEqualTo(413);
  }
}
