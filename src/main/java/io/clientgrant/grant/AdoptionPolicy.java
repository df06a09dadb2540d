package io.clientgrant.grant;

/** Whether a grant that already exists may be taken over. */
public enum AdoptionPolicy {
  /** Taken over and changed to what the resource asks for. */
  ALWAYS,
  /** Taken over only if nothing about it would change. */
  IF_IDENTICAL,
  /** Never taken over. */
  NEVER
}
