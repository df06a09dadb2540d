package io.clientgrant.grant.policy;

/** Whether a grant that already exists may be taken over; from the widest to the narrowest. */
public enum AdoptionPolicy {
  /** Taken over and changed to what the resource asks for. */
  ALWAYS,
  /** Taken over only if nothing about it would change. */
  IF_IDENTICAL,
  /** Never taken over. */
  NEVER;

  /** As a spec says it. */
  public String word() {
    return switch (this) {
      case ALWAYS -> "Always";
      case IF_IDENTICAL -> "IfIdentical";
      case NEVER -> "Never";
    };
  }

  /** This policy, or the cap where that is narrower. */
  public AdoptionPolicy limitedBy(AdoptionPolicy limit) {
    return compareTo(limit) < 0 ? limit : this;
  }
}
