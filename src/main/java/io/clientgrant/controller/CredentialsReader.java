package io.clientgrant.controller;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.controller.Verdict.Phase;
import io.clientgrant.tenant.Connection;
import io.clientgrant.tenant.Credential;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;

/**
 * Reads a tenant's credential from its Secret: by name, whenever it is needed, never by a list or a
 * watch. No value from the Secret is ever part of what is said about it.
 */
final class CredentialsReader {
  private static final List<String> REQUIRED = List.of("domain", "clientId", "clientSecret");

  private final KubernetesClient client;

  CredentialsReader(KubernetesClient client) {
    this.client = client;
  }

  /** What a Secret comes down to. */
  sealed interface Reading {
    /** Everything that is needed is there. */
    record Complete(Connection connection) implements Reading {}

    /** There is no Secret. */
    record Missing(Verdict verdict) implements Reading {}

    /** Something is not, and this says what. */
    record Incomplete(Verdict verdict) implements Reading {}
  }

  Reading read(Auth0Tenant tenant) {
    var namespace = tenant.getMetadata().getNamespace();
    var name = tenant.getSpec().credentialsSecretRef().name();
    var secret = client.secrets().inNamespace(namespace).withName(name).get();
    if (secret == null) {
      return new Reading.Missing(
          Verdict.reconciling(
              "SecretNotFound",
              "Secret %s does not exist in namespace %s. Create it.".formatted(name, namespace)));
    }
    return read(tenant.getSpec().domain(), name, values(secret));
  }

  private static Reading read(String domain, String name, Map<String, String> values) {
    var missing = REQUIRED.stream().filter(key -> !values.containsKey(key)).toList();
    if (!missing.isEmpty()) {
      return stalled(
          "InvalidSecret",
          "Secret %s lacks %s. Add it.".formatted(name, String.join(" and ", missing)));
    }
    if (!domain.equals(values.get("domain"))) {
      return stalled(
          "DomainMismatch",
          "Secret %s holds the credential of another domain. Make its domain equal to spec.domain."
              .formatted(name));
    }
    var endpoint = HttpUrl.parse(values.getOrDefault("endpoint", "https://" + domain));
    if (endpoint == null || !(endpoint.isHttps() || isLoopback(endpoint.host()))) {
      return stalled(
          "InvalidSecret",
          "The endpoint in Secret %s is no URL that a credential may be sent to. Use https, or http to loopback."
              .formatted(name));
    }
    var credential =
        new Credential(
            Objects.requireNonNull(values.get("clientId")),
            Objects.requireNonNull(values.get("clientSecret")));
    return new Reading.Complete(new Connection(domain, endpoint, credential));
  }

  /** The values as text, without the newline that {@code echo} and editors leave at the end. */
  private static Map<String, String> values(Secret secret) {
    return Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
        .entrySet()
        .stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    new String(Base64.getDecoder().decode(entry.getValue()), StandardCharsets.UTF_8)
                        .strip()));
  }

  private static boolean isLoopback(String host) {
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false; // a name, which may lead anywhere
    }
  }

  private static Reading stalled(String reason, String message) {
    return new Reading.Incomplete(new Verdict(Phase.STALLED, reason, message));
  }
}
