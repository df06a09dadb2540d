package io.clientgrant.auth0.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.clientgrant.testing.Mutations;
import java.security.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is in a file of PEM, it is read or it is not. */
class PemFuzzTest {
  @FuzzTest
  @Timeout(60)
  void privateKey(byte[] data) {
    PrivateKeyPem.read(new String(data, UTF_8))
        .ifPresent(key ->
            assertThatCode(
                    () -> {
                      var signature = Signature.getInstance("SHA256withRSA");
                      signature.initSign(key);
                      signature.sign();
                    })
                .doesNotThrowAnyException());
  }

  @FuzzTest
  @Timeout(60)
  void caBundle(byte[] data) {
    CaBundle.read(data)
        .ifPresent(bundle ->
            assertThatCode(() -> bundle.certificates().getFirst().getSubjectX500Principal())
                .doesNotThrowAnyException());
  }

  @Test
  void changedKeysSignOrAreNone() {
    Mutations.ofSeeds(PemFuzzTest.class, "privateKey").forEach(this::privateKey);
  }

  @Test
  void changedBundlesHaveCertificatesOrAreNone() {
    Mutations.ofSeeds(PemFuzzTest.class, "caBundle").forEach(this::caBundle);
  }
}
