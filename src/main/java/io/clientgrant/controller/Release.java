package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.GrantRecord.Held;
import io.clientgrant.grant.GrantRecord.None;
import io.clientgrant.grant.GrantRecord.Pending;
import java.util.Map;
import java.util.Objects;

/**
 * A person's word that a resource may go though its grant stays behind. It must name the grant, so
 * that nobody gives it for the wrong resource.
 */
final class Release {
  static final String ANNOTATION = "auth0.clientgrant.io/release";

  /** What names a grant whose id nobody knows, because the answer to its creation was lost. */
  private static final String UNKNOWN = "unknown";

  private Release() {}

  /** Whether a resource may go and leave behind what its status records. */
  static boolean isGiven(ClientGrant resource, GrantRecord record) {
    var annotations =
        Objects.requireNonNullElse(
            resource.getMetadata().getAnnotations(), Map.<String, String>of());
    return name(record).equals(annotations.get(ANNOTATION));
  }

  /** The annotation that lets a resource go. */
  static String wanted(GrantRecord record) {
    return ANNOTATION + "=" + name(record);
  }

  private static String name(GrantRecord record) {
    return switch (record) {
      case Held held -> held.id().value();
      case Pending _, None() -> UNKNOWN;
    };
  }
}
