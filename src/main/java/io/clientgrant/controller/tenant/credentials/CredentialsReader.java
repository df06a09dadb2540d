package io.clientgrant.controller.tenant.credentials;

import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.toMap;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.Auth0TenantSpec;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.controller.status.ReadyState;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Base64;
import java.util.Map;

/**
 * Reads how a tenant is reached, from its spec and its Secret. The Secret is read by name each
 * time, never listed or watched. No value of the Secret appears in a message.
 */
public final class CredentialsReader {
  private final KubernetesClient client;
  private final ConnectionReader connections;

  /**
   * @param allowPlainHttp whether a credential may be sent over plain HTTP beyond loopback
   */
  public CredentialsReader(KubernetesClient client, boolean allowPlainHttp) {
    this.client = client;
    this.connections = new ConnectionReader(allowPlainHttp);
  }

  /** What was found. */
  public sealed interface Reading {
    /** Everything is there. */
    record Complete(Connection connection) implements Reading {}

    /** Something is missing or wrong; the state says what. */
    sealed interface Unusable extends Reading {
      ReadyState state();
    }

    /** There is no Secret. */
    record Missing(ReadyState state) implements Unusable {}

    /** A value, or the right to read the Secret, is missing or wrong. */
    record Incomplete(ReadyState state) implements Unusable {}
  }

  /** Reads the Secret of a tenant. */
  public Reading read(Auth0Tenant tenant) {
    var namespace = tenant.getMetadata().getNamespace();
    var name = tenant.getSpec().credentialsSecretRef().name();
    try {
      var secret = client.secrets().inNamespace(namespace).withName(name).get();
      return secret == null
          ? new Reading.Missing(
              ReadyState.reconciling(
                  "SecretNotFound",
                  "Secret %s does not exist in namespace %s. Create it."
                      .formatted(name, namespace)))
          : read(tenant.getSpec(), name, secret);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HTTP_FORBIDDEN) {
        throw e;
      }
      return new Reading.Incomplete(
          ReadyState.reconciling(
              "SecretForbidden",
              "The operator may not read Secret %s in namespace %s. Allow its service account to get it."
                  .formatted(name, namespace)));
    }
  }

  /** Reads what is in a spec and its Secret. */
  Reading read(Auth0TenantSpec spec, String name, Secret secret) {
    return connections.read(spec.domain(), spec.caBundle(), "Secret " + name, values(secret));
  }

  /** The values as text, without the newline that {@code echo} and editors append. */
  private static Map<String, String> values(Secret secret) {
    return requireNonNullElse(secret.getData(), Map.<String, String>of()).entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), text(entry.getValue())))
        .filter(entry -> !entry.getValue().isEmpty())
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), UTF_8).strip();
  }
}
