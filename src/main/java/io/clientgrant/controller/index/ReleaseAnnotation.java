package io.clientgrant.controller.index;

import io.clientgrant.api.GrantResource;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;

/**
 * A person's consent that a resource may go while its grant stays at the tenant. It must name the
 * grant, so that nobody gives it for the wrong resource.
 */
public final class ReleaseAnnotation {
  /** Names a grant whose id is not known, because the answer to its creation was lost. */
  private static final String UNKNOWN = "unknown";

  private ReleaseAnnotation() {}

  /** Whether a resource may leave behind the grant that it owns. */
  public static boolean isSet(GrantResource resource, Ownership ownership) {
    return Annotations.read(Annotations.RELEASE, resource)
        .filter(name(ownership)::equals)
        .isPresent();
  }

  /** The annotation that would release the grant, as {@code key=value}. */
  public static String required(Ownership ownership) {
    return Annotations.RELEASE + "=" + name(ownership);
  }

  private static String name(Ownership ownership) {
    return switch (ownership) {
      case Owned owned -> owned.id().value();
      case PendingCreate _, None() -> UNKNOWN;
    };
  }
}
