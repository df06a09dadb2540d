package io.clientgrant.grant;

/** How a grant came to the resource that holds it. */
public enum Origin {
  /** The operator made it for this resource. */
  CREATED,
  /** It was there before, and was taken over. */
  ADOPTED
}
