package io.clientgrant.auth0.limit;

import java.time.Instant;

/** What a {@link RateLimiter} answers. */
public sealed interface Admission {
  /** The call may be made now; whoever was let in must {@link RateLimiter#release}. */
  record Granted() implements Admission {}

  /**
   * Not yet.
   *
   * @param moment when to ask again; whoever does keeps its place in the line
   */
  record RetryAt(Instant moment) implements Admission {}
}
