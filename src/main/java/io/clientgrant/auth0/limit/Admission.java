package io.clientgrant.auth0.limit;

import java.time.Instant;

/** What a {@link RateLimiter} answers. */
public sealed interface Admission {
  /** The call may be made now, and then {@link RateLimiter#release} must be called. */
  record Granted() implements Admission {}

  /**
   * Not yet.
   *
   * @param moment when to ask again; until then the caller keeps its place in the queue
   */
  record RetryAt(Instant moment) implements Admission {}
}
