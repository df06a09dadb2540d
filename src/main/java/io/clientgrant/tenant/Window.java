package io.clientgrant.tenant;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Headers;

/**
 * The window of Auth0's own rate limit, as its answers describe it: so many calls until it resets.
 * Source: contract of the Management API, auth and limits.
 *
 * @param limit how many calls a window allows
 * @param left how many are left of this one
 * @param reset when it is over
 */
record Window(long limit, long left, Instant reset) {
  /** Before the first answer: no limit is known. */
  static final Window UNKNOWN = new Window(Long.MAX_VALUE, Long.MAX_VALUE, Instant.MAX);

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
                                Math.max(0, remaining - Math.max(0, inFlight - 1)),
                                Instant.ofEpochSecond(reset)))));
  }

  /** How many calls may be made now. */
  long remaining(Instant now) {
    return now.isBefore(reset) ? left : limit;
  }

  /**
   * This window after one more call; the next one, whose end no answer has told yet, if this is
   * over.
   */
  Window less(Instant now) {
    if (left == Long.MAX_VALUE) {
      return this;
    }
    return now.isBefore(reset)
        ? new Window(limit, left - 1, reset)
        : new Window(limit, limit - 1, now.plusSeconds(1));
  }

  /** When the one with so many ahead of it has its turn, with a second for each window. */
  Instant turn(long ahead) {
    return reset.plusSeconds((ahead - left) / limit);
  }

  private static Optional<Long> count(Headers headers, String name) {
    return Optional.ofNullable(headers.get(name))
        .filter(COUNT.asMatchPredicate())
        .map(Long::valueOf);
  }
}
