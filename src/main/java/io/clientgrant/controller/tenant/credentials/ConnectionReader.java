package io.clientgrant.controller.tenant.credentials;

import static java.util.Objects.requireNonNull;

import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.tenant.credentials.CredentialsReader.Reading;
import java.net.InetAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Reads how a tenant is reached, from the values of a Secret. No value appears in a message. */
public final class ConnectionReader {
  /**
   * The one scope without which nothing can be done; what needs another says so when it is done.
   */
  private static final Set<String> NEEDED = Set.of("read:client_grants");

  private static final String SECRET = "clientSecret";
  private static final String KEY = "privateKey";

  /** In characters: more than Auth0 gives out, and little enough to keep for each tenant. */
  private static final Map<String, Integer> LONGEST =
      Map.of("domain", 253, "clientId", 128, "endpoint", 2048, SECRET, 4096, KEY, 16_384);

  private final boolean allowPlainHttp;

  /**
   * @param allowPlainHttp whether a credential may be sent over plain HTTP beyond loopback
   */
  public ConnectionReader(boolean allowPlainHttp) {
    this.allowPlainHttp = allowPlainHttp;
  }

  /**
   * Reads how a tenant is reached.
   *
   * @param caBundle who may vouch for the endpoint, as in the spec of an Auth0Tenant
   * @param source where the values are from, for messages: "Secret auth0-management"
   * @param values the values, by the keys of a Secret; none is empty
   */
  public Reading read(
      String domain, @Nullable String caBundle, String source, Map<String, String> values) {
    var lacking = lacking(values);
    if (!lacking.isEmpty()) {
      return invalid("%s lacks %s. Add it.".formatted(source, String.join(" and ", lacking)));
    }
    var tooLong =
        LONGEST.entrySet().stream()
            .filter(most -> values.getOrDefault(most.getKey(), "").length() > most.getValue())
            .map(most -> "%s of more than %d characters".formatted(most.getKey(), most.getValue()))
            .sorted()
            .toList();
    if (!tooLong.isEmpty()) {
      return invalid("%s has a %s. Correct it.".formatted(source, String.join(" and a ", tooLong)));
    }
    if (values.containsKey(SECRET) && values.containsKey(KEY)) {
      return invalid(
          "%s has both clientSecret and privateKey. Remove the one that is not to be used."
              .formatted(source));
    }
    if (!domain.equals(values.get("domain"))) {
      return stalled(
          "DomainMismatch",
          "%s holds the credential of another domain. Make its domain equal to spec.domain."
              .formatted(source));
    }
    var endpoint = HttpUrl.parse(values.getOrDefault("endpoint", "https://" + domain));
    if (endpoint == null || !mayBeSentTo(endpoint)) {
      return invalid(
          "The endpoint in %s is no URL that a credential may be sent to. Use https, or http to loopback."
              .formatted(source));
    }
    var trusted = caBundle(caBundle);
    if (trusted.isEmpty()) {
      return stalled(
          "InvalidCABundle",
          "spec.caBundle cannot be read. Put 1 to 256 PEM certificates there, encoded in base64.");
    }
    var credential = credential(values);
    if (credential.isEmpty()) {
      return invalid(
          "The privateKey in %s cannot be read. Use an RSA key of 2048 to 8192 bits in PEM, without a passphrase."
              .formatted(source));
    }
    return new Reading.Complete(
        new Connection(domain, endpoint, credential.get(), trusted.get(), NEEDED));
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
