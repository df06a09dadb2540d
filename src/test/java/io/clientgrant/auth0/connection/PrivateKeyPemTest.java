package io.clientgrant.auth0.connection;

import static io.clientgrant.testing.network.Keys.privatePem;
import static io.clientgrant.testing.network.Keys.publicPem;
import static io.clientgrant.testing.network.Keys.rsa;
import static io.clientgrant.testing.network.Keys.traditionalPem;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.network.Keys;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrivateKeyPemTest {
  private static final KeyPair KEYS = rsa(2048);

  static Stream<String> readable() {
    var pem = privatePem(KEYS);
    return Stream.of(
        pem,
        traditionalPem(KEYS),
        pem.replace("\n", "\r\n"),
        "Key attributes\n" + pem + "\nmore",
        "  " + pem.strip());
  }

  @ParameterizedTest
  @MethodSource("readable")
  void aKeyIsReadAsOpenSslWritesIt(String pem) {
    assertThat(PrivateKeyPem.read(pem)).get().isEqualTo(KEYS.getPrivate());
  }

  /** Numbers that no signature can be made with. */
  private static PrivateKey withoutItsPrime(KeyPair keys) {
    var key = (RSAPrivateCrtKey) keys.getPrivate();
    try {
      return KeyFactory.getInstance("RSA")
          .generatePrivate(
              new RSAPrivateCrtKeySpec(
                  key.getModulus(),
                  key.getPublicExponent(),
                  key.getPrivateExponent(),
                  key.getPrimeP().add(BigInteger.TWO),
                  key.getPrimeQ(),
                  key.getPrimeExponentP(),
                  key.getPrimeExponentQ(),
                  key.getCrtCoefficient()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<String> unreadable() {
    var pem = privatePem(KEYS);
    return Stream.of(
        "",
        "a secret",
        publicPem(KEYS),
        pem.substring(0, 200),
        pem.replace("-----END PRIVATE KEY-----", ""),
        pem.replaceFirst("\n.{64}\n", "\n"),
        pem.replaceFirst("\nM", "\n!"),
        pem.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
        traditionalPem(KEYS).replace("RSA PRIVATE KEY", "PRIVATE KEY"),
        pem.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\n"
            + "AAAA".repeat(30_000)
            + "\n-----END RSA PRIVATE KEY-----",
        privatePem(Keys.pair("EC", 256)),
        privatePem(rsa(1024)),
        privatePem(new KeyPair(KEYS.getPublic(), withoutItsPrime(KEYS))),
        "x".repeat(20_000) + pem);
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void aPemWithoutASigningKeyIsRefused(String pem) {
    assertThat(PrivateKeyPem.read(pem)).isEmpty();
  }

  @Test
  void theSameKeyMakesTheSameCredentialAndShowsNothing() {
    var credential = Credential.signing("client", privatePem(KEYS));

    assertThat(credential).isEqualTo(Credential.signing("client", traditionalPem(KEYS)));
    assertThat(credential.orElseThrow()).hasToString("Credential[…]");
  }
}
