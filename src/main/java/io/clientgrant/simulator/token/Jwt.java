package io.clientgrant.simulator.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A signed JSON Web Token.
 *
 * @param header the algorithm and the key id
 * @param claims the claims
 * @param signed the text that the signature covers
 * @param signature the signature
 */
@SuppressWarnings("ArrayRecordComponent")
record Jwt(ObjectNode header, ObjectNode claims, String signed, byte[] signature) {

  /** Signs claims with RS256 and returns the compact form. */
  static String sign(ObjectNode claims, String keyId, PrivateKey key) {
    var header = Json.object().put("alg", "RS256").put("typ", "JWT").put("kid", keyId);
    var signed = encoded(Json.bytes(header)) + "." + encoded(Json.bytes(claims));
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + encoded(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with RSA", e);
    }
  }

  /** The token in a compact form, or empty if the text is not a token. */
  static Optional<Jwt> parse(String compact) {
    var parts = compact.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      var decoder = Base64.getUrlDecoder();
      return Json.parse(decoder.decode(parts[0])) instanceof ObjectNode header
              && Json.parse(decoder.decode(parts[1])) instanceof ObjectNode claims
          ? Optional.of(
              new Jwt(header, claims, parts[0] + "." + parts[1], decoder.decode(parts[2])))
          : Optional.empty();
    } catch (Json.InvalidJson | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  boolean isSignedBy(PublicKey key) {
    try {
      var verifier =
          switch (header.path("alg").asText()) {
            case "RS256" -> Signature.getInstance("SHA256withRSA");
            case "RS384" -> Signature.getInstance("SHA384withRSA");
            case "PS256" -> pss();
            default -> throw new GeneralSecurityException("not an algorithm of Auth0");
          };
      verifier.initVerify(key);
      verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
      return verifier.verify(signature);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  String claim(String name) {
    return claims.path(name).asText();
  }

  /** The audiences. The claim is a string or a list of strings. */
  List<String> audience() {
    var audience = claims.path("aud");
    if (!audience.isArray()) {
      return List.of(audience.asText());
    }
    var all = new ArrayList<String>();
    audience.forEach(one -> all.add(one.asText()));
    return all;
  }

  boolean isExpiredAt(Instant now) {
    return now.getEpochSecond() >= expiry();
  }

  /** The expiry in seconds since the epoch, or 0 without the claim. */
  long expiry() {
    return claims.path("exp").asLong();
  }

  private static Signature pss() throws GeneralSecurityException {
    var verifier = Signature.getInstance("RSASSA-PSS");
    verifier.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    return verifier;
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
