package io.clientgrant.auth0;

import java.time.Duration;

/** How a program waits that has nothing else to do meanwhile. */
@FunctionalInterface
public interface Waiting {
  /**
   * Waits.
   *
   * @param reason why, as a clause: "Auth0's rate limit is reached"
   */
  void pause(Duration duration, String reason);
}
