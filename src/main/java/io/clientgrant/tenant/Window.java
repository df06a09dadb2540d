package io.clientgrant.tenant;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
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
record Window(long limit, long unused, long left, Instant reset, boolean told) {
  /** Before the first answer: no limit is known. */
  static final Window UNKNOWN =
      new Window(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Instant.MIN, true);

  private static final Pattern COUNT = Pattern.compile("\\d{1,12}");

  /**
   * Reads the headers of an answer.
   *
   * @param inFlight the calls that were let through and whose answers this one may not count
   */
  static Optional<Window> read(Headers headers, int inFlight) {
    return count(headers, "x-ratelimit-limit")
        .flatMap(limit ->
            count(headers, "x-ratelimit-remaining")
                .flatMap(remaining ->
                    count(headers, "x-ratelimit-reset")
                        .map(reset ->
                            new Window(
                                Math.max(1, limit),
                                remaining,
                                Math.max(0, remaining - Math.max(0, inFlight - 1)),
                                Instant.ofEpochSecond(reset),
                                true))));
  }

  /** What is known after an answer that says this; one of a window that is over says nothing. */
  Window after(Window read, Instant now) {
    if (isKnown() && (!now.isBefore(read.reset) || (told && read.reset.isBefore(reset)))) {
      return this;
    }
    var isNew = told && !read.reset.equals(reset);
    return isNew ? read : new Window(read.limit, unused, read.left, read.reset, true);
  }

  /** How many calls may be made now. */
  long remaining(Instant now) {
    return now.isBefore(reset) ? Math.min(unused, left) : limit;
  }

  /** This window after one more call; the next one, if this is over. */
  Window less(Instant now) {
    if (!isKnown()) {
      return this;
    }
    return now.isBefore(reset)
        ? new Window(limit, unused - 1, left - 1, reset, told)
        : new Window(limit, limit - 1, limit - 1, now.plusSeconds(1), false);
  }

  /** When the one with so many ahead of it has its turn, with a second for each window. */
  Instant turn(long ahead) {
    return reset.plusSeconds((ahead - Math.min(unused, left)) / limit);
  }

  private boolean isKnown() {
    return limit < Long.MAX_VALUE;
  }

  private static Optional<Long> count(Headers headers, String name) {
    return Optional.ofNullable(headers.get(name))
        .filter(COUNT.asMatchPredicate())
        .map(Long::valueOf);
  }
}
