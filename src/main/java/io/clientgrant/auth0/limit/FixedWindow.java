package io.clientgrant.auth0.limit;

import java.time.Instant;

/**
 * Whether a bucket is a fixed window, which fills at its reset only. It is taken for one if calls
 * do not move its reset, or if it is empty again and again when it should have dripped.
 *
 * @param until until when it is taken for one
 * @param refusals how many calls in a row were refused that should have had a token
 */
record FixedWindow(Instant until, int refusals) {
  static final FixedWindow NO = new FixedWindow(Instant.MIN, 0);
  static final FixedWindow YES = new FixedWindow(Instant.MAX, 0);

  /** So many windows pass before a bucket that seemed to be one is tried again. */
  private static final int WINDOWS = 30;

  boolean isOne(Instant now) {
    return now.isBefore(until);
  }

  FixedWindow afterSuccess() {
    return new FixedWindow(until, 0);
  }

  FixedWindow afterRefusal(Answer answer) {
    var now = answer.received();
    if (refusals == 0 || isOne(now)) {
      return new FixedWindow(until, refusals + 1);
    }
    var window = TokenBucket.seconds(now, answer.full());
    return new FixedWindow(now.plus(TokenBucket.duration(WINDOWS * window)), refusals + 1);
  }
}
