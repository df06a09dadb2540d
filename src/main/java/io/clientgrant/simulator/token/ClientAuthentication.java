package io.clientgrant.simulator.token;

import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.TenantState;
import io.clientgrant.simulator.wire.ErrorResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Authenticates clients by their secret or by an assertion that they signed with a private key. */
public final class ClientAuthentication {
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final Duration MAX_LIFETIME = Duration.ofMinutes(5);
  private static final int MAX_ID_LENGTH = 64;

  private final TenantState tenant;
  private final InstantSource clock;
  private final Map<String, Long> usedAssertions = new ConcurrentHashMap<>();

  public ClientAuthentication(TenantState tenant, InstantSource clock) {
    this.tenant = tenant;
    this.clock = clock;
  }

  /** The authenticated client. An unknown client gets the same error as a wrong credential. */
  StoredClient authenticate(TokenForm form) {
    var client = form.value("client_assertion").isPresent() ? byAssertion(form) : bySecret(form);
    return client.orElseThrow(() -> ErrorResponse.token(401, "access_denied", "Unauthorized"));
  }

  private Optional<StoredClient> bySecret(TokenForm form) {
    var given = form.value("client_secret").orElse("").getBytes(StandardCharsets.UTF_8);
    return form.value("client_id")
        .flatMap(tenant::client)
        .filter(client ->
            client
                .clientSecret()
                .filter(own -> MessageDigest.isEqual(own.getBytes(StandardCharsets.UTF_8), given))
                .isPresent());
  }

  /** Source: Auth0, authenticate with private key JWT. */
  private Optional<StoredClient> byAssertion(TokenForm form) {
    if (!form.value("client_assertion_type").equals(Optional.of(JWT_BEARER))) {
      return Optional.empty();
    }
    var audiences = List.of(tenant.issuer(), tenant.issuer() + "oauth/token");
    return form.value("client_assertion")
        .flatMap(Jwt::parse)
        .filter(jwt -> jwt.claim("iss").equals(jwt.claim("sub")))
        .filter(jwt -> form.value("client_id").map(jwt.claim("sub")::equals).orElse(true))
        .filter(jwt -> jwt.audience().stream().anyMatch(audiences::contains))
        .filter(jwt -> !jwt.isExpiredAt(clock.instant()))
        .filter(jwt -> jwt.isExpiredAt(clock.instant().plus(MAX_LIFETIME)))
        .flatMap(jwt ->
            tenant
                .client(jwt.claim("sub"))
                .filter(client ->
                    client
                        .publicKey()
                        .flatMap(ClientAuthentication::key)
                        .filter(jwt::isSignedBy)
                        .filter(_ -> isFirstUse(jwt))
                        .isPresent()));
  }

  /** An assertion can be used only once. */
  private boolean isFirstUse(Jwt jwt) {
    usedAssertions.values().removeIf(expiry -> expiry <= clock.instant().getEpochSecond());
    var id = jwt.claim("jti");
    return !id.isEmpty()
        && id.length() <= MAX_ID_LENGTH
        && usedAssertions.putIfAbsent(jwt.claim("sub") + " " + id, jwt.expiry()) == null;
  }

  /** The public key in a PEM text, or empty if the text is not a public key. */
  static Optional<PublicKey> key(String pem) {
    var base64 = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "");
    try {
      var der = Base64.getMimeDecoder().decode(base64);
      return Optional.of(KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der)));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
