package io.clientgrant.auth0.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;

/**
 * The end of a window of Auth0's rate limit, which an answer names by Auth0's clock. Ours may be
 * wrong, so it is counted from the Date of the same answer, if there is one. Never further away
 * than a person would wait for, whatever a proxy answers.
 *
 * @param named what answers of the same window call it alike: seconds since the epoch
 * @param moment when that is by our clock
 */
record WindowReset(long named, Instant moment) {
  /**
   * So much after its Date an answer may come: that has no fractions of a second, and the way takes
   * a while. If ours is a moment in between, it is right, and more exact.
   */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(2);

  /** One that no answer has named. */
  static WindowReset unnamed(Instant moment) {
    return new WindowReset(-1, moment);
  }

  /**
   * Reads the headers of an answer; empty if it names none.
   *
   * @param now when the answer came
   */
  static Optional<WindowReset> read(Headers headers, Instant now) {
    return RateLimitHeaders.number(headers, "x-ratelimit-reset")
        .map(named -> {
          var wait = Duration.between(theirs(headers, now), Instant.ofEpochSecond(named));
          return new WindowReset(named, now.plus(RateLimitHeaders.atMost(wait)));
        });
  }

  /** What time it is by Auth0's clock. */
  private static Instant theirs(Headers headers, Instant now) {
    return Optional.ofNullable(headers.getInstant("date"))
        .filter(date -> now.isBefore(date) || !now.isBefore(date.plus(ON_ITS_WAY)))
        .orElse(now);
  }
}
