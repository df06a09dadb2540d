package io.clientgrant.auth0.connection;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads an RSA private key as OpenSSL writes it: in PKCS#8, or as older ones do in PKCS#1, which
 * the JDK does not read by itself.
 */
final class PrivateKeyPem {
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN (RSA |)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");

  private static final int SHORTEST = 2048; // in bits, for any of JWT's algorithms: RFC 7518, 3.3
  private static final int LONGEST = 8192; // in bits; a signature takes a tenth of a second then
  private static final int LONGEST_PEM = 16 * 1024; // in characters

  private PrivateKeyPem() {}

  /** The key; empty if there is none, or none that may sign. */
  static Optional<RSAPrivateKey> read(String pem) {
    var found = PEM.matcher(pem);
    if (pem.length() > LONGEST_PEM || !found.find()) {
      return Optional.empty();
    }
    try {
      var der = Base64.getMimeDecoder().decode(found.group(2));
      var pkcs8 = new PKCS8EncodedKeySpec(found.group(1).isEmpty() ? der : asPkcs8(der));
      return Optional.of(KeyFactory.getInstance("RSA").generatePrivate(pkcs8))
          .filter(RSAPrivateCrtKey.class::isInstance)
          .map(RSAPrivateCrtKey.class::cast)
          .filter(PrivateKeyPem::maySign)
          .map(RSAPrivateKey.class::cast);
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Numbers that are no key of a pair are found out here, not at the first token. */
  private static boolean maySign(RSAPrivateCrtKey key) {
    var bits = key.getModulus().bitLength();
    return bits >= SHORTEST
        && bits <= LONGEST
        && Stream.of(
                key.getPrivateExponent(),
                key.getPrimeP(),
                key.getPrimeQ(),
                key.getPrimeExponentP(),
                key.getPrimeExponentQ(),
                key.getCrtCoefficient())
            .allMatch(part -> part.signum() > 0 && part.bitLength() <= bits)
        && isPair(key);
  }

  private static boolean isPair(RSAPrivateCrtKey key) {
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      var signed = signature.sign();
      signature.initVerify(
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())));
      return signature.verify(signed);
    } catch (GeneralSecurityException | ArithmeticException _) {
      return false;
    }
  }

  /** PKCS#8 is PKCS#1 in an envelope that says "RSA". Keys of any use have lengths of two bytes. */
  private static byte[] asPkcs8(byte[] pkcs1) {
    var label = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
    return ByteBuffer.allocate(label.length + pkcs1.length + 8)
        .put(HexFormat.of().parseHex("3082"))
        .putShort((short) (label.length + pkcs1.length + 4))
        .put(label)
        .put(HexFormat.of().parseHex("0482"))
        .putShort((short) pkcs1.length)
        .put(pkcs1)
        .array();
  }
}
