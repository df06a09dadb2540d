package io.clientgrant.simulator.token;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.MANAGEMENT_API;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of access tokens: 400, 401 and 403. */
final class AuthenticationTest extends SimulatorFixture {
  private static final String PATH = "/api/v2/client-grants";

  private static String unauthorized(String message) {
    return "401 {\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"%1$s\",\"attributes\":{\"error\":\"%1$s\"}}"
        .formatted(message);
  }

  @Test
  void rejectsARequestWithoutAToken() {
    var reply = api.anonymously("GET", PATH, "application/json", "");

    assertThat(reply.whole())
        .isEqualTo(
            "401 {\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"Missing authentication\"}");
    assertThat(reply.header("www-authenticate")).isEqualTo("Bearer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer opaque", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "token"})
  void answers400ToAHeaderWithoutAToken(String header) {
    api.authorization(header);

    assertThat(api.get(PATH).whole())
        .isEqualTo(
            "400 {\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Bad HTTP authentication header format\",\"errorCode\":\"Bearer\"}");
  }

  @Test
  void rejectsAnExpiredToken() {
    clock.move(Duration.ofDays(1).minusSeconds(1));
    assertThat(api.get(PATH).status()).isEqualTo(200);

    clock.move(Duration.ofSeconds(1));
    assertThat(api.get(PATH).whole())
        .isEqualTo(unauthorized("Expired token received for JSON Web Token validation"));
  }

  @Test
  void issuesTokensWithTheConfiguredLifetime() {
    simulator.options(o -> o.withTokenLifetimeSeconds(60));
    api.signIn(Seed.MANAGEMENT_CLIENT, Seed.MANAGEMENT_SECRET);

    clock.move(Duration.ofSeconds(60));

    assertThat(api.get(PATH).status()).isEqualTo(401);
  }

  @Test
  void rejectsATokenWithAForeignSignature() {
    try (var other = Simulator.start(SampleTenant.seed());
        var there = Caller.signedIn(other)) {
      var token =
          there.token(Seed.MANAGEMENT_CLIENT, Seed.MANAGEMENT_SECRET, MANAGEMENT_API).json();
      api.authorization("Bearer " + token.path("access_token").textValue());
    }

    assertThat(api.get(PATH).whole())
        .isEqualTo(unauthorized("Invalid signature received for JSON Web Token validation"));
  }

  @Test
  void rejectsATokenForAnotherApi() {
    var token = api.token(BILLING, "billing-secret", SampleTenant.INVOICES).json();
    api.authorization("Bearer " + token.path("access_token").textValue());

    assertThat(api.get(PATH).whole()).isEqualTo(unauthorized("Invalid token"));
  }

  @Test
  void rejectsARevokedTokenAndAcceptsANewOne() {
    simulator.tokens().revoke(BILLING);
    assertThat(api.get(PATH).status()).isEqualTo(200);

    simulator.tokens().revoke(Seed.MANAGEMENT_CLIENT);
    assertThat(api.get(PATH).whole()).isEqualTo(unauthorized("Invalid token"));

    api.signIn(Seed.MANAGEMENT_CLIENT, Seed.MANAGEMENT_SECRET);
    assertThat(api.get(PATH).status()).isEqualTo(200);

    simulator.tokens().revokeAll();
    assertThat(api.get(PATH).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v2/client-grants, read:client_grants",
    "POST, /api/v2/client-grants, create:client_grants",
    "GET, /api/v2/client-grants/x, read:client_grants",
    "PATCH, /api/v2/client-grants/x, update:client_grants",
    "DELETE, /api/v2/client-grants/x, delete:client_grants",
    "GET, /api/v2/client-grants/x/organizations, read:organization_client_grants",
    "GET, /api/v2/organizations/x/client-grants, read:organization_client_grants",
    "POST, /api/v2/organizations/x/client-grants, create:organization_client_grants",
    "DELETE, /api/v2/organizations/x/client-grants/y, delete:organization_client_grants",
    "GET, /api/v2/clients, 'read:clients,read:client_keys,read:client_credentials,read:client_summary'",
    "DELETE, /api/v2/clients/x, delete:clients",
    "GET, /api/v2/resource-servers, read:resource_servers",
    "GET, /api/v2/organizations, 'read:organizations,read:organizations_summary'"
  })
  void namesTheMissingScope(String method, String path, String scope) {
    simulator.tenant().put(StoredGrant.of("cgr_poor", BILLING, MANAGEMENT_API, "read:users"));
    api.signIn(BILLING, "billing-secret");

    var reply =
        switch (method) {
          case "POST" -> api.post(path, "{}");
          case "PATCH" -> api.patch(path, "{}");
          case "DELETE" -> api.delete(path);
          default -> api.get(path);
        };

    assertThat(reply.whole())
        .isEqualTo(
            "403 {\"statusCode\":403,\"error\":\"Forbidden\",\"message\":\"Insufficient scope, expected any of: %s\",\"errorCode\":\"insufficient_scope\"}"
                .formatted(scope));
  }

  @Test
  void aTokenKeepsTheScopesItWasIssuedWith() {
    simulator
        .tenant()
        .grant(Seed.MANAGEMENT_CLIENT, MANAGEMENT_API, "client")
        .ifPresent(own -> simulator.tenant().put(own.withScope("read:clients")));

    assertThat(api.get(PATH).status()).isEqualTo(200);
    api.signIn(Seed.MANAGEMENT_CLIENT, Seed.MANAGEMENT_SECRET);
    assertThat(api.get(PATH).status()).isEqualTo(403);
  }
}
