package io.clientgrant.grant.policy;

import io.clientgrant.grant.Origin;

/**
 * Whether the grant at the tenant goes when its resource goes; from the widest to the narrowest.
 */
public enum DeletionPolicy {
  /** It goes, adopted or not. */
  ALWAYS,
  /** It goes if it was created for the resource. */
  IF_CREATED,
  /** It stays. */
  NEVER;

  /** As a spec says it. */
  public String word() {
    return switch (this) {
      case ALWAYS -> "Always";
      case IF_CREATED -> "IfCreated";
      case NEVER -> "Never";
    };
  }

  /** This policy, or the cap where that is narrower. */
  public DeletionPolicy limitedBy(DeletionPolicy limit) {
    return compareTo(limit) < 0 ? limit : this;
  }

  /** Whether a grant of that origin goes with its resource. */
  public boolean deletes(Origin origin) {
    return switch (this) {
      case ALWAYS -> true;
      case IF_CREATED -> origin == Origin.CREATED;
      case NEVER -> false;
    };
  }
}
