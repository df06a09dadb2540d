package io.clientgrant.auth0.limit;

import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;

/**
 * The window of Auth0's own rate limit, as its answers describe it: so many calls until it resets.
 * Answers may overtake each other, so what they leave is not more than what we have not used.
 * Source: contract of the Management API, auth and limits.
 *
 * @param limit how many calls a window allows
 * @param unused how many of these we have not made
 * @param left how many the last answer leaves us, others' calls and those on their way counted
 * @param reset when it is over
 * @param told whether an answer has told its end; else it is assumed to last for a second
 */
record RateLimitWindow(long limit, long unused, long left, WindowReset reset, boolean told) {
  /** Before the first answer: no limit is known. */
  static final RateLimitWindow UNKNOWN =
      new RateLimitWindow(
          Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, WindowReset.unnamed(Instant.MIN), true);

  /**
   * Reads the headers of an answer.
   *
   * @param inFlight the calls that were let through and whose answers this one may not count
   * @param now when the answer came
   */
  static Optional<RateLimitWindow> read(Headers headers, int inFlight, Instant now) {
    return RateLimitHeaders.number(headers, "x-ratelimit-limit")
        .flatMap(limit ->
            RateLimitHeaders.number(headers, "x-ratelimit-remaining")
                .flatMap(remaining ->
                    WindowReset.read(headers, now)
                        .map(reset ->
                            new RateLimitWindow(
                                Math.max(1, limit),
                                remaining,
                                Math.max(0, remaining - Math.max(0, inFlight - 1)),
                                reset,
                                true))));
  }

  /** What is known after an answer that says this; one of a window that is over says nothing. */
  RateLimitWindow after(RateLimitWindow read, Instant now) {
    if (isKnown() && (read.isOver(now) || (told && read.reset.named() < reset.named()))) {
      return this;
    }
    var isNew = told && read.reset.named() != reset.named();
    return isNew ? read : new RateLimitWindow(read.limit, unused, read.left, read.reset, true);
  }

  /** How many calls may be made now. */
  long remaining(Instant now) {
    return isOver(now) ? limit : Math.min(unused, left);
  }

  /** This window after one more call; the next one, if this is over. */
  RateLimitWindow less(Instant now) {
    if (!isKnown()) {
      return this;
    }
    return isOver(now)
        ? new RateLimitWindow(
            limit, limit - 1, limit - 1, WindowReset.unnamed(now.plusSeconds(1)), false)
        : new RateLimitWindow(limit, unused - 1, left - 1, reset, told);
  }

  /** When a caller with so many ahead of it can call, with a second for each window. */
  Instant turn(long ahead) {
    return reset.moment().plusSeconds((ahead - Math.min(unused, left)) / limit);
  }

  private boolean isOver(Instant now) {
    return !now.isBefore(reset.moment());
  }

  private boolean isKnown() {
    return limit < Long.MAX_VALUE;
  }
}
