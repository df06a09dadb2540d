package io.clientgrant.controller.index;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The annotations of the operator's kinds, and one of Secrets. */
public final class Annotations {
  /** Any new value asks for a reconciliation that reads the tenant again. */
  public static final String REQUESTED_AT = "auth0.clientgrant.io/requestedAt";

  /** Names the grant that a ClientGrant may leave behind when it is deleted. */
  public static final String RELEASE = "auth0.clientgrant.io/release";

  /** On an Auth0Tenant: the grants that are undeclared since then, or before, may be deleted. */
  public static final String REVOKE = "auth0.clientgrant.io/revoke";

  /** What a ClientGrant owns, signed by the operator; of no use to anybody else. */
  public static final String OWNERSHIP = "auth0.clientgrant.io/ownership";

  /** On a Secret: the key of it that may be read as a client id, and shown. */
  public static final String CLIENT_ID_KEY = "auth0.clientgrant.io/client-id-key";

  private Annotations() {}

  /** The value of an annotation; empty if the resource does not have it. */
  public static Optional<String> read(String annotation, HasMetadata resource) {
    return Optional.ofNullable(
        Objects.requireNonNullElse(
                resource.getMetadata().getAnnotations(), Map.<String, String>of())
            .get(annotation));
  }

  /**
   * The request that was not handled yet; empty if there is none.
   *
   * @param lastHandled {@code status.lastHandledReconcileAt}
   */
  public static Optional<String> openRequest(HasMetadata resource, @Nullable String lastHandled) {
    return read(REQUESTED_AT, resource).filter(request -> !request.equals(lastHandled));
  }

  /** Whether an annotation was set or given another value. */
  public static boolean hasChanged(String annotation, HasMetadata now, HasMetadata before) {
    var value = read(annotation, now);
    return value.isPresent() && !value.equals(read(annotation, before));
  }
}
