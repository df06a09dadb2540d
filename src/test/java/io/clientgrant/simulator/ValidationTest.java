package io.clientgrant.simulator;

import static io.clientgrant.simulator.Sample.INVOICES;
import static io.clientgrant.simulator.Sample.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract section 9. */
final class ValidationTest extends SimulatedTenant {
  private static final String PATH = "/api/v2/client-grants";

  private static String refusal(String message) {
    return "400 {\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"%s\",\"errorCode\":\"invalid_body\"}"
        .formatted(message.replace("\"", "\\\""));
  }

  @Test
  void namesEveryPropertyThatIsNotAllowed() {
    assertThat(api.post(PATH, "{\"foo\":1,\"audience\":\"a\",\"bar\":2}").whole())
        .isEqualTo(
            refusal("Payload validation error: 'Additional properties not allowed: foo,bar'."));
  }

  @Test
  void namesThePropertyThatIsMissing() {
    assertThat(api.post(PATH, "{\"client_id\":\"" + REPORTS + "\"}").whole())
        .isEqualTo(refusal("Payload validation error: 'Missing required property: audience'."));
    assertThat(api.post(PATH, "{\"audience\":\"" + INVOICES + "\"}").whole())
        .isEqualTo(refusal("Payload validation error: 'Missing required property: client_id'."));
  }

  @Test
  void takesAClientOrADefaultAndNotBoth() {
    var body = Sample.createBody(REPORTS, INVOICES, ",\"default_for\":\"third_party_clients\"");

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
        .isEqualTo(refusal("Payload validation error: '" + what + "."));
  }

  private static String clientUnless(String property) {
    return property.contains("client_id") ? "" : "\"client_id\":\"" + REPORTS + "\",";
  }

  @Test
  void takesScopesOf280CharactersAndNotOfOneMore() {
    simulator.options(o -> o.withScopeMustBeSubset(false));
    var body = "{\"scope\":[\"%s\"]}";

    assertThat(api.patch(PATH + "/" + Sample.GRANT, body.formatted("s".repeat(280))).status())
        .isEqualTo(200);
    assertThat(api.patch(PATH + "/" + Sample.GRANT, body.formatted("s".repeat(281))).body())
        .contains("String is too long (281 chars), maximum 280");
  }

  @Test
  void refusesWhatIsNoObject() {
    assertThat(api.post(PATH, "[]").whole())
        .isEqualTo(
            refusal("Payload validation error: 'Expected type object but found type array'."));
    assertThat(api.post(PATH, "").whole())
        .isEqualTo(
            refusal("Payload validation error: 'Expected type object but found type null'."));
  }

  @Test
  void refusesBrokenJson() {
    assertThat(api.post(PATH, "{\"client_id\":").whole())
        .isEqualTo(
            "400 {\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Invalid request payload JSON format\"}");
  }

  @Test
  void refusesMoreThanAMegabyte() {
    assertThat(api.post(PATH, "{\"a\":\"" + "x".repeat(1 << 20) + "\"}").status()).isEqualTo(413);
  }
}
