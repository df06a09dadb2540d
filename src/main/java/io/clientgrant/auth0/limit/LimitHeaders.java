package io.clientgrant.auth0.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Headers;

/**
 * What the headers of an answer say of the bucket that its call was counted in. Source: contract of
 * the Management API, auth and limits.
 *
 * @param size how many tokens it holds
 * @param remaining its content after the call, rounded down
 * @param reset when it will be full by Auth0's clock, in seconds since 1970, rounded up
 * @param date when the answer was sent by the same clock, rounded down
 */
public record LimitHeaders(long size, long remaining, long reset, long date) {
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Pattern NUMBER = Pattern.compile("\\d{1,12}");
  private static final long LONGEST = Duration.ofDays(1).toSeconds();

  /** Empty if there are none, or if a proxy has made them into something that cannot be. */
  static Optional<LimitHeaders> read(Headers headers, Instant now) {
    var date = Optional.ofNullable(headers.getInstant("date")).orElse(now).getEpochSecond();
    return number(headers, "x-ratelimit-limit")
        .flatMap(size ->
            number(headers, "x-ratelimit-remaining")
                .flatMap(remaining ->
                    number(headers, "x-ratelimit-reset")
                        .map(reset -> new LimitHeaders(size, remaining, reset, date))))
        .filter(LimitHeaders::isPossible);
  }

  private boolean isPossible() {
    return size > 0 && remaining <= size && reset >= date - 1 && reset <= date + LONGEST;
  }

  /** The pause that {@code Retry-After} asks for, but none that is longer than five minutes. */
  static Optional<Duration> retryAfter(Headers headers) {
    return number(headers, "retry-after").map(Duration::ofSeconds).map(LimitHeaders::limited);
  }

  /**
   * How long to wait after a 429 if nothing else is known of the limit: {@code Retry-After} if it
   * is given, else until the bucket is full, else a few seconds. Never longer than five minutes.
   */
  public static Duration pause(Headers headers, Instant now) {
    return retryAfter(headers)
        .or(() ->
            read(headers, now).map(seen -> limited(Duration.ofSeconds(seen.reset - seen.date))))
        .filter(Duration::isPositive)
        .orElse(SOON);
  }

  static Duration limited(Duration pause) {
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** A header that is a whole number; empty if it is anything else. */
  private static Optional<Long> number(Headers headers, String name) {
    return Optional.ofNullable(headers.get(name))
        .filter(NUMBER.asMatchPredicate())
        .map(Long::valueOf);
  }
}
