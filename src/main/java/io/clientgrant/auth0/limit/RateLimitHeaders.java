package io.clientgrant.auth0.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.Headers;

/** Reads the headers in which Auth0 describes its rate limit. */
public final class RateLimitHeaders {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Pattern NUMBER = Pattern.compile("\\d{1,12}");

  private static final Set<String> NAMES =
      Set.of(
          "date", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset");

  private RateLimitHeaders() {}

  /**
   * When the tenant takes calls again: Retry-After if it is given, else when the bucket is
   * refilled, if that is yet to come, else soon. Never further away than a person would wait for,
   * whatever a proxy answers.
   */
  public static Instant reopensAt(Headers headers, Instant now) {
    return number(headers, "retry-after")
        .map(seconds -> now.plus(atMost(Duration.ofSeconds(seconds))))
        .or(() -> WindowReset.read(headers, now).map(WindowReset::moment).filter(now::isBefore))
        .orElseGet(() -> now.plus(SOON));
  }

  /** Whether a header tells of the limit, or when it was told. */
  public static boolean isRead(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  /** A pause, or the longest one. */
  static Duration atMost(Duration pause) {
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** A header that is a whole number; empty if it is anything else. */
  static Optional<Long> number(Headers headers, String name) {
    return Optional.ofNullable(headers.get(name))
        .filter(NUMBER.asMatchPredicate())
        .map(Long::valueOf);
  }
}
