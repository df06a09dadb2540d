package io.clientgrant.controller.reference;

import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.clientgrant.api.ClientGrantSpec.ClientIdSource;
import io.clientgrant.api.ClientGrantSpec.KeyRef;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.controller.status.ReadyState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads client ids from ConfigMaps and Secrets. They are read by name each time, never listed or
 * watched.
 *
 * <p>A client id gets into the status, where more people may read it than a Secret. So a Secret
 * must itself name the key that may be read, and a value that cannot be a client id is not shown.
 */
public final class ClientIdReader {
  /** As the schema of {@code clientId}. */
  private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final KubernetesClient client;

  /** Reads with this client. */
  public ClientIdReader(KubernetesClient client) {
    this.client = client;
  }

  /** What was found. */
  sealed interface Reading {
    /** A client id. */
    record Found(String clientId) implements Reading {}

    /** No client id; the state says why. */
    record Missing(ReadyState state) implements Reading {}
  }

  /**
   * Reads a client id.
   *
   * @param failures how often the reconciliation has failed in a row before
   */
  Reading read(String namespace, ClientIdSource source, int failures) {
    var inConfigMap = source.configMapKeyRef();
    var place =
        inConfigMap != null
            ? new Place("ConfigMap", namespace, inConfigMap, failures)
            : new Place("Secret", namespace, requireNonNull(source.secretKeyRef()), failures);
    var name = place.ref.name();
    try {
      return inConfigMap != null
          ? place.read(client.configMaps().inNamespace(namespace).withName(name).get())
          : place.read(client.secrets().inNamespace(namespace).withName(name).get());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HTTP_FORBIDDEN) {
        throw e;
      }
      return place.forbidden();
    }
  }

  /**
   * Where a client id should stand.
   *
   * @param kind the kind of the object
   * @param failures how often the reconciliation has failed in a row before
   */
  record Place(String kind, String namespace, KeyRef ref, int failures) {
    Reading read(@Nullable ConfigMap found) {
      return found == null
          ? notFound()
          : clientId(requireNonNullElse(found.getData(), Map.<String, String>of()).get(ref.key()));
    }

    /** Whether the key exists is not told either before the Secret names it. */
    Reading read(@Nullable Secret found) {
      if (found == null) {
        return notFound();
      }
      if (Annotations.read(Annotations.CLIENT_ID_KEY, found).filter(ref.key()::equals).isEmpty()) {
        return withoutConsent();
      }
      var value = requireNonNullElse(found.getData(), Map.<String, String>of()).get(ref.key());
      return clientId(value == null ? null : new String(Base64.getDecoder().decode(value), UTF_8));
    }

    /** A newline at the end is what {@code echo} and editors append. */
    private Reading clientId(@Nullable String value) {
      if (value == null) {
        return missing("ClientNotFound", "%s has no key %s. Add it.".formatted(this, ref.key()));
      }
      var text = value.strip();
      return CLIENT_ID.matcher(text).matches()
          ? new Reading.Found(text)
          : missing(
              "InvalidClientId",
              ("The value of %s in %s is no client id: letters, digits, '_' and '-' only. Correct"
                      + " it.")
                  .formatted(ref.key(), this));
    }

    private Reading notFound() {
      return missing("ClientNotFound", this + " does not exist. Create it.");
    }

    private Reading withoutConsent() {
      return missing(
          "ConsentMissing",
          ("%s does not say that its key %s is a client id, which everybody may read who may read"
                  + " this resource. If it is one, annotate the Secret with %s=%s.")
              .formatted(this, ref.key(), Annotations.CLIENT_ID_KEY, ref.key()));
    }

    Reading forbidden() {
      return new Reading.Missing(
          ReadyState.reconciling(
              "ReferenceForbidden",
              "The operator may not read %s. Allow its service account to get it."
                  .formatted(this)));
    }

    private Reading missing(String reason, String message) {
      return new Reading.Missing(ReadyState.missing(reason, message, failures));
    }

    @Override
    public String toString() {
      return "%s %s in namespace %s".formatted(kind, ref.name(), namespace);
    }
  }
}
