package io.clientgrant.controller.tenant.credentials;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.clientgrant.api.Auth0TenantSpec;
import io.clientgrant.api.SecretRef;
import io.clientgrant.controller.tenant.credentials.CredentialsReader.Reading.Unusable;
import io.clientgrant.testing.Mutations;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Base64;
import java.util.HashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Whatever bytes are in a Secret, they make a connection or a sentence. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretFuzzTest {
  private static final String DOMAIN = "example.eu.auth0.test";

  /** No call is made with it. */
  @AutoClose
  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.empty()).build();

  private final CredentialsReader reader = new CredentialsReader(client, false);

  /** The parts between ampersands are the values, each after its key; one is the caBundle. */
  @FuzzTest
  @Timeout(60)
  void secret(byte[] data) {
    var values = new HashMap<String, String>();
    for (var part : new String(data, ISO_8859_1).split("&", -1)) {
      var equals = Math.max(0, part.indexOf('='));
      var value = part.substring(Math.min(part.length(), equals + 1)).getBytes(ISO_8859_1);
      values.put(part.substring(0, equals), Base64.getEncoder().encodeToString(value));
    }
    var caBundle = values.remove("caBundle");
    var spec =
        new Auth0TenantSpec(
            DOMAIN, new SecretRef("credentials"), caBundle, null, null, null, null, null, null);
    var secret = new SecretBuilder().withData(values).build();

    if (reader.read(spec, "credentials", secret) instanceof Unusable unusable) {
      assertThat(unusable.state().message()).endsWith(".").hasSizeLessThan(1_000);
    }
  }

  @Test
  void changedSecretsMakeAConnectionOrASentence() {
    Mutations.ofSeeds(SecretFuzzTest.class, "secret").forEach(this::secret);
  }
}
