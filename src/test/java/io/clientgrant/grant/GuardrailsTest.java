package io.clientgrant.grant;

import static io.clientgrant.grant.Sample.desired;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardrailsTest {
  private static final Guardrails CANONICAL =
      new Guardrails("example.eu.auth0.com", "auth0", "operator");
  private static final Guardrails CUSTOM = new Guardrails("login.example.com", "auth0", "operator");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.eu.auth0.com/api/v2/",
        "https://example.eu.auth0.com/api/v2",
        "https://example.eu.auth0.com/api/v2//",
        "http://example.eu.auth0.com/api/v2/",
        "HTTPS://EXAMPLE.EU.AUTH0.COM/API/V2/",
        "https://example.eu.auth0.com:443/api/v2/",
        "https://someone@example.eu.auth0.com/api/v2/",
        "https://example.eu.auth0.com/%61pi/v2/",
        "https://example.eu.auth0.com/api/v2/?audience",
        "https://example.eu.auth0.com/me/",
        "https://example.eu.auth0.com/me",
        "https://example.eu.auth0.com/my-org/",
        "https://example.eu.auth0.com/mfa/",
        "https://example.eu.auth0.com/userinfo",
        "https://another-tenant.us.auth0.com/api/v2/",
      })
  void systemApisAreClosedByTheirCanonicalNames(String audience) {
    assertThat(reason(CANONICAL, audience)).contains("SystemApi");
    assertThat(reason(CUSTOM, audience)).contains("SystemApi");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://login.example.com/api/v2/",
        "https://LOGIN.example.com/api/v2",
        "https://login.example.com:8443/api/v2/",
        "https://login.example.com/me/",
        "https://login.example.com/my-org/",
        "https://login.example.com/mfa/",
        "https://login.example.com/userinfo",
      })
  void systemApisAreClosedByTheTenantsOwnDomain(String audience) {
    assertThat(reason(CUSTOM, audience)).contains("SystemApi");
    assertThat(reason(CANONICAL, audience)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/api/v2/",
        "https://api.example.com/me/",
        "https://example.eu.auth0.com.example.com/api/v2/",
        "https://notauth0.com/api/v2/",
        "https://auth0.com.example/api/v2/",
        "https://example.eu.auth0.com/api/v3/",
        "https://example.eu.auth0.com/api/v2/invoices",
        "https://example.eu.auth0.com/",
        "https://example.com/?https://example.eu.auth0.com/api/v2/",
        "example.eu.auth0.com/api/v2/",
        "urn:invoices",
        "invoices",
        "not a URI at all",
        "https://[",
        "",
      })
  void lookAlikesAreAllowed(String audience) {
    assertThat(reason(CANONICAL, audience)).isEmpty();
    assertThat(reason(CUSTOM, audience)).isEmpty();
  }

  @Test
  void anotherNamespaceIsRefused() {
    assertThat(CANONICAL.check(desired("https://api.example.com"), "billing"))
        .map(Refusal::reason)
        .contains("NotAllowed");
  }

  @Test
  void theOperatorsOwnClientIsRefused() {
    var key =
        new GrantKey(
            "example.eu.auth0.com", new Grantee.Client("operator"), "https://api", "client");

    assertThat(CANONICAL.check(new DesiredGrant(key, false, Settings.NONE), "auth0"))
        .map(Refusal::reason)
        .contains("OwnClient");
  }

  @Test
  void aRefusalOfAnotherNamespaceSaysNothingOfTheTenant() {
    assertThat(CANONICAL.check(desired("https://example.eu.auth0.com/api/v2/"), "billing"))
        .map(Refusal::message)
        .hasValueSatisfying(message -> assertThat(message).doesNotContain("eu.auth0.com"));
  }

  private static Optional<String> reason(Guardrails guardrails, String audience) {
    return guardrails.check(desired(audience), "auth0").map(Refusal::reason);
  }
}
