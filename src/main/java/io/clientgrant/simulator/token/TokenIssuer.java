package io.clientgrant.simulator.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.state.SimulatorOptions;
import io.clientgrant.simulator.state.TenantState;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Request;
import io.clientgrant.simulator.wire.Response;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Issues, checks and revokes access tokens. */
public final class TokenIssuer {
  private static final String KEY_ID = "simulator";
  private static final String EXPIRED = "Expired token received for JSON Web Token validation";
  private static final String FORGED = "Invalid signature received for JSON Web Token validation";

  private final TenantState tenant;
  private final InstantSource clock;
  private final Supplier<SimulatorOptions> options;
  private final KeyPair keys = newKeys();
  private final Map<String, String> clientByLiveToken = new ConcurrentHashMap<>();

  public TokenIssuer(TenantState tenant, InstantSource clock, Supplier<SimulatorOptions> options) {
    this.tenant = tenant;
    this.clock = clock;
    this.options = options;
  }

  /** Revokes all tokens. The API answers 401 to them. */
  public void revokeAll() {
    clientByLiveToken.clear();
  }

  /** Revokes all tokens of a client. */
  public void revoke(String clientId) {
    clientByLiveToken.values().removeIf(clientId::equals);
  }

  /** Source: Management API, the token endpoint. */
  String issue(String clientId, String audience, List<String> scope, int lifetimeSeconds) {
    var now = clock.instant().getEpochSecond();
    var claims =
        Json.object()
            .put("iss", tenant.issuer())
            .put("sub", clientId + "@clients")
            .put("aud", audience)
            .put("iat", now)
            .put("exp", now + lifetimeSeconds)
            .put("azp", clientId);
    if (!scope.isEmpty()) {
      claims.put("scope", String.join(" ", scope));
    }
    claims.put("gty", "client-credentials");
    var token = Jwt.sign(claims, KEY_ID, keys.getPrivate());
    clientByLiveToken.keySet().removeIf(this::isExpired);
    clientByLiveToken.put(token, clientId);
    return token;
  }

  int lifetimeSeconds() {
    return options.get().tokenLifetimeSeconds();
  }

  /**
   * The scopes of the token in a request. Throws the error response if the token is not valid.
   * Source: Management API, authentication.
   */
  public Set<String> scopesOf(Request request) {
    var header = request.header("authorization");
    if (header.isEmpty()) {
      throw new ErrorResponse(
          Response.error(401, "Missing authentication").with(Map.of("www-authenticate", "Bearer")));
    }
    var scheme = "Bearer ";
    var text = header.get();
    if (!text.regionMatches(true, 0, scheme, 0, scheme.length())) {
      throw malformed();
    }
    var compact = text.substring(scheme.length()).trim();
    var jwt = Jwt.parse(compact).orElseThrow(TokenIssuer::malformed);
    if (!jwt.isSignedBy(keys.getPublic())) {
      throw unauthorized(FORGED);
    }
    if (jwt.isExpiredAt(clock.instant())) {
      throw unauthorized(EXPIRED);
    }
    if (!jwt.audience().contains(tenant.managementAudience())
        || !jwt.claim("iss").equals(tenant.issuer())
        || !clientByLiveToken.containsKey(compact)) {
      throw unauthorized("Invalid token");
    }
    return Set.of(jwt.claim("scope").split(" ", -1));
  }

  /** The client of the token in a request; empty text if it is none of ours. */
  public String clientOf(Request request) {
    var header = request.header("authorization").orElse("");
    return clientByLiveToken.getOrDefault(header.substring(header.indexOf(' ') + 1).trim(), "");
  }

  /** The public key set, with which clients can verify tokens. */
  public ObjectNode keySet() {
    var key = (RSAPublicKey) keys.getPublic();
    var set = Json.object();
    set.putArray("keys")
        .addObject()
        .put("kty", "RSA")
        .put("use", "sig")
        .put("n", base64(key.getModulus()))
        .put("e", base64(key.getPublicExponent()))
        .put("kid", KEY_ID)
        .put("alg", "RS256");
    return set;
  }

  private boolean isExpired(String token) {
    return Jwt.parse(token).map(jwt -> jwt.isExpiredAt(clock.instant())).orElse(true);
  }

  /** The API answers 400, not 401, to an opaque token. */
  private static ErrorResponse malformed() {
    return ErrorResponse.of(400, "Bad HTTP authentication header format", "Bearer");
  }

  private static ErrorResponse unauthorized(String message) {
    var body = Response.envelope(401, message);
    body.putObject("attributes").put("error", message);
    return new ErrorResponse(Response.management(401, body));
  }

  private static String base64(BigInteger number) {
    var bytes = number.toByteArray();
    var start = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(java.util.Arrays.copyOfRange(bytes, start, bytes.length));
  }

  private static KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK makes RSA keys", e);
    }
  }
}
