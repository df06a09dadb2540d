package io.clientgrant.controller.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs texts with HMAC-SHA256. No message and no text form shows the key. */
public final class SigningKey {
  /** The length of a key. */
  public static final int BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private SigningKey(SecretKeySpec key) {
    this.key = key;
  }

  /** A key of these bytes; empty if they are too few. */
  public static Optional<SigningKey> of(byte[] bytes) {
    return bytes.length < BYTES
        ? Optional.empty()
        : Optional.of(new SigningKey(new SecretKeySpec(bytes, ALGORITHM)));
  }

  @Override
  public String toString() {
    return "a signing key";
  }

  /** The signature of a list of texts, in Base64 for URLs. */
  String sign(List<String> parts) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      for (var part : parts) { // length first, so that no two lists add up to the same bytes
        var bytes = part.getBytes(UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        mac.update(bytes);
      }
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has HMAC-SHA256", e);
    }
  }

  /** Whether a text is the signature of these texts; takes equally long for every wrong one. */
  boolean hasSigned(List<String> parts, String signature) {
    return MessageDigest.isEqual(sign(parts).getBytes(UTF_8), signature.getBytes(UTF_8));
  }
}
