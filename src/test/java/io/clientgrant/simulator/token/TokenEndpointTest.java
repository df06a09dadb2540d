package io.clientgrant.simulator.token;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.LEDGER;
import static io.clientgrant.simulator.SampleTenant.MANAGEMENT_API;
import static io.clientgrant.simulator.SampleTenant.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwk.Jwk;
import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.Json;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** {@code POST /oauth/token}. */
final class TokenEndpointTest extends SimulatorFixture {

  @Test
  void issuesATokenWithTheScopesOfTheGrant() {
    var reply = api.token(BILLING, "billing-secret", INVOICES);

    var token = reply.json().path("access_token").textValue();
    assertThat(reply.whole())
        .isEqualTo(
            "200 {\"access_token\":\"%s\",\"scope\":\"read:invoices\",\"expires_in\":86400,\"token_type\":\"Bearer\"}"
                .formatted(token));
    assertThat(reply.header("content-type")).isEqualTo("application/json");
    assertThat(reply.header("x-ratelimit-limit")).isEqualTo("100");
  }

  @Test
  void signsItsTokensWithAPublishedKey() throws Exception {
    var token = api.token(BILLING, "billing-secret", INVOICES).json().path("access_token");
    var keys = api.get("/.well-known/jwks.json").json().path("keys").get(0);
    var values = new com.fasterxml.jackson.databind.ObjectMapper().convertValue(keys, Map.class);
    @SuppressWarnings("unchecked")
    var key = Jwk.fromValues((Map<String, Object>) values);

    var jwt =
        JWT.require(Algorithm.RSA256((RSAPublicKey) key.getPublicKey()))
            .withIssuer("https://demo.eu.auth0.test/")
            .withAudience(INVOICES)
            .withSubject(BILLING + "@clients")
            .withClaim("azp", BILLING)
            .withClaim("gty", "client-credentials")
            .withClaim("scope", "read:invoices")
            .acceptExpiresAt(Long.MAX_VALUE / 4_000)
            .acceptIssuedAt(Long.MAX_VALUE / 4_000)
            .build()
            .verify(token.textValue());

    assertThat(Duration.between(jwt.getIssuedAtAsInstant(), jwt.getExpiresAtAsInstant()))
        .isEqualTo(Duration.ofDays(1));
    assertThat(jwt.getIssuedAtAsInstant()).isEqualTo(clock.instant());
  }

  @Test
  void omitsTheScopeIfTheGrantHasNone() {
    simulator.tenant().put(StoredGrant.of("cgr_none", REPORTS, LEDGER));

    assertThat(api.token(REPORTS, "reports-secret", LEDGER).json().has("scope")).isFalse();
  }

  @Test
  void givesEveryScopeOfTheApiIfTheGrantAllowsAll() {
    api.post(
        "/api/v2/client-grants",
        SampleTenant.createBody(REPORTS, INVOICES, ",\"allow_all_scopes\":true"));

    assertThat(api.token(REPORTS, "reports-secret", INVOICES).json().path("scope").textValue())
        .isEqualTo("read:invoices write:invoices");
  }

  @Test
  void rejectsAWrongSecretAndAnUnknownClientWithTheSameError() {
    var error = "401 {\"error\":\"access_denied\",\"error_description\":\"Unauthorized\"}";

    assertThat(api.token(BILLING, "wrong", INVOICES).whole()).isEqualTo(error);
    assertThat(api.token(BILLING, "", INVOICES).whole()).isEqualTo(error);
    assertThat(api.token("nobody", "billing-secret", INVOICES).whole()).isEqualTo(error);
  }

  @Test
  void rejectsTheOldSecretAfterAChange() {
    var client = simulator.tenant().client(BILLING).orElseThrow();
    simulator.tenant().put(client.withSecret("new-secret"));

    assertThat(api.token(BILLING, "billing-secret", INVOICES).status()).isEqualTo(401);
    assertThat(api.token(BILLING, "new-secret", INVOICES).status()).isEqualTo(200);
  }

  @Test
  void rejectsAClientWithoutAGrant() {
    var reply = api.token(BILLING, "billing-secret", MANAGEMENT_API);

    assertThat(reply.whole())
        .isEqualTo(
            "403 {\"error\":\"access_denied\",\"error_description\":\"Client is not authorized to access \\\"%s\\\". You need to create a \\\"client-grant\\\" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants\"}"
                .formatted(MANAGEMENT_API));
    assertThat(reply.header("x-ratelimit-remaining")).isEqualTo("99");
  }

  @Test
  void rejectsAnAudienceThatDoesNotMatchExactly() {
    assertThat(api.token(BILLING, "billing-secret", INVOICES + "/").whole())
        .isEqualTo(
            "403 {\"error\":\"access_denied\",\"error_description\":\"Service not found: %s/\"}"
                .formatted(INVOICES));
  }

  @Test
  void rejectsAClientWithoutTheClientCredentialsGrantType() {
    var client = simulator.tenant().client(BILLING).orElseThrow();
    simulator.tenant().put(client.withGrantTypes("authorization_code"));

    assertThat(api.token(BILLING, "billing-secret", INVOICES).whole())
        .isEqualTo(
            "403 {\"error\":\"unauthorized_client\",\"error_description\":\"Grant type 'client_credentials' not allowed for the client.\",\"error_uri\":\"https://auth0.com/docs/clients/client-grant-types\"}");
  }

  @Test
  void ignoresAGrantForUsers() {
    simulator.tenant().removeGrant(SampleTenant.GRANT);
    simulator.tenant().put(StoredGrant.of("cgr_user", BILLING, INVOICES).withSubjectType("user"));

    assertThat(api.token(BILLING, "billing-secret", INVOICES).status()).isEqualTo(403);
  }

  @Test
  void acceptsAFormAndCredentialsInTheHeader() {
    var form = "grant_type=client_credentials&audience=" + Caller.encoded(INVOICES);
    var inForm = form + "&client_id=" + BILLING + "&client_secret=billing-secret";

    assertThat(
            api.anonymously("POST", "/oauth/token", "application/x-www-form-urlencoded", inForm)
                .status())
        .isEqualTo(200);
    api.authorization(
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (BILLING + ":billing-secret")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(api.form("/oauth/token", form).status()).isEqualTo(200);
  }

  @Test
  void namesTheMissingParameter() {
    assertThat(api.post("/oauth/token", "{}").status()).isEqualTo(400);
    assertThat(api.post("/oauth/token", "nonsense").status()).isEqualTo(400);
    assertThat(
            api.post(
                    "/oauth/token",
                    "{\"grant_type\":\"password\",\"client_id\":\"%s\",\"client_secret\":\"billing-secret\"}"
                        .formatted(BILLING))
                .json()
                .path("error")
                .textValue())
        .isEqualTo("unsupported_grant_type");
  }

  @Test
  void acceptsAnAssertionSignedWithTheClientsKey() throws Exception {
    var keys = newKeys();
    var client = simulator.tenant().client(BILLING).orElseThrow();
    simulator.tenant().put(client.withPublicKey(pem(keys)));

    assertThat(byAssertion(keys, "https://demo.eu.auth0.test/").status()).isEqualTo(200);
    assertThat(byAssertion(newKeys(), "https://demo.eu.auth0.test/").status()).isEqualTo(401);
    assertThat(byAssertion(keys, "https://elsewhere.test/").status()).isEqualTo(401);
    clock.move(Duration.ofDays(-1));
    var early = assertion(keys, "https://demo.eu.auth0.test/");
    clock.move(Duration.ofDays(1));
    assertThat(send(early).status()).isEqualTo(401);
  }

  @Test
  void acceptsAnAssertionOnlyOnce() throws Exception {
    var keys = newKeys();
    var client = simulator.tenant().client(BILLING).orElseThrow();
    simulator.tenant().put(client.withPublicKey(pem(keys)));
    var assertion = assertion(keys, "https://demo.eu.auth0.test/");

    assertThat(send(assertion).status()).isEqualTo(200);
    assertThat(send(assertion).status()).isEqualTo(401);
    assertThat(send(signed(keys, claims().withJWTId(""))).status()).isEqualTo(401);
    assertThat(send(signed(keys, claims().withJWTId("x".repeat(65)))).status()).isEqualTo(401);
  }

  @Test
  void rejectsAnAssertionThatIsValidForMoreThanFiveMinutes() throws Exception {
    var keys = newKeys();
    var client = simulator.tenant().client(BILLING).orElseThrow();
    simulator.tenant().put(client.withPublicKey(pem(keys)));

    assertThat(
            send(signed(keys, claims().withExpiresAt(clock.instant().plusSeconds(301)))).status())
        .isEqualTo(401);
    assertThat(
            send(signed(keys, claims().withExpiresAt(clock.instant().plusSeconds(300)))).status())
        .isEqualTo(200);
  }

  private Caller.Reply byAssertion(KeyPair keys, String audience) {
    return send(assertion(keys, audience));
  }

  private String assertion(KeyPair keys, String audience) {
    return signed(keys, claims().withAudience(audience));
  }

  private JWTCreator.Builder claims() {
    return JWT.create()
        .withIssuer(BILLING)
        .withSubject(BILLING)
        .withAudience("https://demo.eu.auth0.test/")
        .withJWTId(UUID.randomUUID().toString())
        .withExpiresAt(clock.instant().plusSeconds(60));
  }

  private static String signed(KeyPair keys, JWTCreator.Builder claims) {
    return claims.sign(
        Algorithm.RSA256((RSAPublicKey) keys.getPublic(), (RSAPrivateKey) keys.getPrivate()));
  }

  private Caller.Reply send(String assertion) {
    return api.post(
        "/oauth/token",
        Json.object()
            .put("grant_type", "client_credentials")
            .put("client_id", BILLING)
            .put("audience", INVOICES)
            .put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            .put("client_assertion", assertion)
            .toString());
  }

  private static KeyPair newKeys() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static String pem(KeyPair keys) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }
}
