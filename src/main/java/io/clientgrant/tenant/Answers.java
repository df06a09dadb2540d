package io.clientgrant.tenant;

import io.clientgrant.tenant.Failure.Conflict;
import io.clientgrant.tenant.Failure.Forbidden;
import io.clientgrant.tenant.Failure.Invalid;
import io.clientgrant.tenant.Failure.NotFound;
import io.clientgrant.tenant.Failure.Throttled;
import io.clientgrant.tenant.Failure.Unauthorized;
import io.clientgrant.tenant.Failure.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Headers;

/** Reads what an answer other than 2xx means. */
final class Answers {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Pattern NUMBER = Pattern.compile("\\d{1,12}");

  private Answers() {}

  /**
   * What a status means.
   *
   * @param message what the API said
   * @param now when the answer came
   */
  static Failure failure(int status, String message, Headers headers, Instant now) {
    return switch (status) {
      case 401 -> new Unauthorized(message);
      case 403 -> new Forbidden(message);
      case 404 -> new NotFound(message);
      case 409 -> new Conflict(message);
      case 429 -> new Throttled(message, reopening(headers, now));
      case 408 -> unavailable(status);
      default -> status / 100 == 4 ? new Invalid(message) : unavailable(status);
    };
  }

  /** What to say of a status that leaves open what happened. */
  static Failure unavailable(int status) {
    return new Unavailable("Auth0 answered with HTTP status %d.".formatted(status));
  }

  /**
   * When the tenant takes calls again: Retry-After if it is given, else when the bucket is
   * refilled, if that is yet to come, else soon. Never further away than a person would wait for,
   * whatever a proxy answers.
   */
  static Instant reopening(Headers headers, Instant now) {
    return number(headers, "retry-after")
        .map(seconds -> now.plus(atMost(Duration.ofSeconds(seconds))))
        .or(() -> Reset.read(headers, now).map(Reset::moment).filter(now::isBefore))
        .orElseGet(() -> now.plus(SOON));
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
