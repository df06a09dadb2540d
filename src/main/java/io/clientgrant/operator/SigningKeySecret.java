package io.clientgrant.operator;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.util.Objects.requireNonNullElse;

import io.clientgrant.controller.index.SigningKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secret with the key that signs what ClientGrants own, in the operator's own namespace. The
 * installation makes it empty; whoever finds it so fills it, once. The key appears in no message.
 */
final class SigningKeySecret {
  private static final Logger LOG = LoggerFactory.getLogger(SigningKeySecret.class);
  private static final String KEY = "key";

  /** Of several that fill it at once, one wins, and the others read what it has written. */
  private static final int ATTEMPTS = 3;

  private final KubernetesClient client;
  private final String name;

  /**
   * @param name the name of the Secret; empty if there is none
   */
  SigningKeySecret(KubernetesClient client, String name) {
    this.client = client;
    this.name = name;
  }

  /**
   * The key; makes it if the Secret is empty. Empty if there is no key to be had: a log line says
   * why.
   *
   * @throws KubernetesClientException if the API server does not answer
   */
  Optional<SigningKey> read() {
    if (name.isEmpty()) {
      return without("no Secret is named for it with --signing-key-secret");
    }
    try {
      return readOrFill(ATTEMPTS);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HTTP_FORBIDDEN) {
        throw e;
      }
      return without("allow its service account to get and to update the Secret");
    }
  }

  private Optional<SigningKey> readOrFill(int attempts) {
    var secret = secret().get();
    if (secret == null) {
      return without("create the Secret, without data");
    }
    var value = requireNonNullElse(secret.getData(), Map.<String, String>of()).get(KEY);
    if (value != null) {
      var key = decode(value);
      return key.isPresent()
          ? key
          : without("the key in the Secret is too short; remove it, and another is made");
    }
    fill(secret);
    return attempts > 1 ? readOrFill(attempts - 1) : without("the Secret cannot be filled");
  }

  private void fill(Secret empty) {
    var bytes = new byte[SigningKey.BYTES];
    new SecureRandom().nextBytes(bytes);
    var filled =
        new SecretBuilder(empty)
            .addToData(KEY, Base64.getEncoder().encodeToString(bytes))
            .build(); // with the resourceVersion that was read
    try {
      client.resource(filled).update();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private static Optional<SigningKey> decode(String base64) {
    try {
      return SigningKey.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Resource<Secret> secret() {
    return client.secrets().inNamespace(namespace()).withName(name);
  }

  private String namespace() {
    return requireNonNullElse(client.getNamespace(), "default");
  }

  private Optional<SigningKey> without(String remedy) {
    LOG.atWarn()
        .addKeyValue("secret", namespace() + "/" + name)
        .addKeyValue("remedy", remedy)
        .log("what ClientGrants own is recorded in their status only: there is no key to sign it");
    return Optional.empty();
  }
}
