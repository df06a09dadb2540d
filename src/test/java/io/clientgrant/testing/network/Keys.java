package io.clientgrant.testing.network;

import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** Key pairs, and the files that OpenSSL would write of them. */
public final class Keys {
  private static final int ENVELOPE = 26; // of an RSA key of 2048 bits in PKCS#8

  private Keys() {}

  public static KeyPair rsa(int bits) {
    return pair("RSA", bits);
  }

  public static KeyPair pair(String algorithm, int bits) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** {@code openssl pkey -pubout}. */
  public static String publicPem(KeyPair keys) {
    return pem("PUBLIC KEY", keys.getPublic().getEncoded());
  }

  /** {@code openssl genpkey}. */
  public static String privatePem(KeyPair keys) {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  /** {@code openssl genrsa -traditional 2048}. */
  public static String traditionalPem(KeyPair keys) {
    Key key = keys.getPrivate();
    var pkcs8 = key.getEncoded();
    return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, ENVELOPE, pkcs8.length));
  }

  private static String pem(String label, byte[] der) {
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, base64);
  }
}
