package io.clientgrant.controller.tenant;

import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.toMap;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.Auth0TenantSpec;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential;
import io.clientgrant.controller.status.ReadyState;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.InetAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Reads how a tenant is reached, from its spec and its Secret. The Secret is read by name each
 * time, never listed or watched. No value of the Secret appears in a message.
 */
public final class CredentialsReader {
  /**
   * The one scope without which nothing can be done; what needs another says so when it is done.
   */
  private static final Set<String> NEEDED = Set.of("read:client_grants");

  private static final String SECRET = "clientSecret";
  private static final String KEY = "privateKey";

  /** In characters: more than Auth0 gives out, and little enough to keep for each tenant. */
  private static final Map<String, Integer> LONGEST =
      Map.of("domain", 253, "clientId", 128, "endpoint", 2048, SECRET, 4096, KEY, 16_384);

  private final KubernetesClient client;
  private final boolean allowPlainHttp;

  /**
   * @param allowPlainHttp whether a credential may be sent over plain HTTP beyond loopback
   */
  public CredentialsReader(KubernetesClient client, boolean allowPlainHttp) {
    this.client = client;
    this.allowPlainHttp = allowPlainHttp;
  }

  /** What was found. */
  sealed interface Reading {
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

  Reading read(Auth0Tenant tenant) {
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
    var values = values(secret);
    var lacking = lacking(values);
    if (!lacking.isEmpty()) {
      return invalid("Secret %s lacks %s. Add it.".formatted(name, String.join(" and ", lacking)));
    }
    var tooLong =
        LONGEST.entrySet().stream()
            .filter(most -> values.getOrDefault(most.getKey(), "").length() > most.getValue())
            .map(most -> "%s of more than %d characters".formatted(most.getKey(), most.getValue()))
            .sorted()
            .toList();
    if (!tooLong.isEmpty()) {
      return invalid(
          "Secret %s has a %s. Correct it.".formatted(name, String.join(" and a ", tooLong)));
    }
    if (values.containsKey(SECRET) && values.containsKey(KEY)) {
      return invalid(
          "Secret %s has both clientSecret and privateKey. Remove the one that is not to be used."
              .formatted(name));
    }
    if (!spec.domain().equals(values.get("domain"))) {
      return stalled(
          "DomainMismatch",
          "Secret %s holds the credential of another domain. Make its domain equal to spec.domain."
              .formatted(name));
    }
    var endpoint = HttpUrl.parse(values.getOrDefault("endpoint", "https://" + spec.domain()));
    if (endpoint == null || !mayBeSentTo(endpoint)) {
      return invalid(
          "The endpoint in Secret %s is no URL that a credential may be sent to. Use https, or http to loopback."
              .formatted(name));
    }
    var caBundle = caBundle(spec.caBundle());
    if (caBundle.isEmpty()) {
      return stalled(
          "InvalidCABundle",
          "spec.caBundle cannot be read. Put 1 to 256 PEM certificates there, encoded in base64.");
    }
    var credential = credential(values);
    if (credential.isEmpty()) {
      return invalid(
          "The privateKey in Secret %s cannot be read. Use an RSA key of 2048 to 8192 bits in PEM, without a passphrase."
              .formatted(name));
    }
    return new Reading.Complete(
        new Connection(spec.domain(), endpoint, credential.get(), caBundle.get(), NEEDED));
  }

  private static List<String> lacking(Map<String, String> values) {
    var lacking = Stream.of("domain", "clientId").filter(key -> !values.containsKey(key));
    var proof = values.containsKey(SECRET) || values.containsKey(KEY);
    return Stream.concat(lacking, proof ? Stream.of() : Stream.of("clientSecret (or privateKey)"))
        .toList();
  }

  /** The credential; empty if its private key cannot be read. */
  private static Optional<Credential> credential(Map<String, String> values) {
    var clientId = requireNonNull(values.get("clientId"));
    var key = values.get(KEY);
    return key == null
        ? Optional.of(new Credential.SharedSecret(clientId, requireNonNull(values.get(SECRET))))
        : Credential.signing(clientId, key);
  }

  private static Optional<CaBundle> caBundle(@Nullable String base64) {
    if (base64 == null) {
      return Optional.of(CaBundle.OF_THE_SYSTEM);
    }
    try {
      return CaBundle.read(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
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

  private boolean mayBeSentTo(HttpUrl endpoint) {
    return endpoint.isHttps() || allowPlainHttp || isLoopback(endpoint.host());
  }

  private static boolean isLoopback(String host) {
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false; // a name can resolve to any address
    }
  }

  private static Reading invalid(String message) {
    return stalled("InvalidSecret", message);
  }

  private static Reading stalled(String reason, String message) {
    return new Reading.Incomplete(ReadyState.stalled(reason, message));
  }
}
