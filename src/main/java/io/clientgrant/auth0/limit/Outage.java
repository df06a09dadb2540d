package io.clientgrant.auth0.limit;

import java.time.Duration;
import java.time.Instant;

/**
 * A tenant that does not answer. Each call would hold a worker until it times out, so after a few
 * of them the tenant is left alone for a while, and then called by one caller at a time.
 *
 * @param unanswered how many calls in a row had no answer
 * @param pause how long the next pause is
 * @param until when the last pause ends
 */
record Outage(int unanswered, Duration pause, Instant until) {
  static final Outage NONE = new Outage(0, Duration.ofSeconds(2), Instant.MIN);

  private static final int TOLERATED = 3;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  Outage unansweredAt(Instant now) {
    var more = new Outage(unanswered + 1, pause, until);
    if (!more.isDown() || now.isBefore(until)) {
      return more;
    }
    var doubled = pause.multipliedBy(2);
    return new Outage(
        more.unanswered,
        doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE,
        now.plus(pause));
  }

  boolean isDown() {
    return unanswered >= TOLERATED;
  }
}
