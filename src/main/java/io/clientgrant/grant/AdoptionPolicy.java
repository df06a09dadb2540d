package io.clientgrant.grant;

/** Whether a grant that already exists may be taken over; from the widest to the narrowest. */
public enum AdoptionPolicy {
  /** Taken over and changed to what the resource asks for. */
  ALWAYS,
  /** Taken over only if nothing about it would change. */
  IF_IDENTICAL,
  /** Never taken over. */
  NEVER;

  /** This policy, or the cap where that is narrower. */
  public AdoptionPolicy cappedBy(AdoptionPolicy cap) {
    return compareTo(cap) < 0 ? cap : this;
  }
}
