package io.clientgrant.auth0.limit;

import java.time.Duration;
import java.time.Instant;

/**
 * A bucket of tokens, of which each call takes one. It gains tokens steadily until it is full.
 *
 * @param size how many tokens it holds
 * @param interval after how many seconds it gains one
 * @param content how many it had at a moment; below zero if more were taken than it had
 * @param at this moment
 */
record TokenBucket(double size, double interval, double content, Instant at) {
  private static final double NANOS = 1e9;

  static TokenBucket full(RateLimit limit, Instant now) {
    return new TokenBucket(limit.burst(), 1.0 / limit.requestsPerSecond(), limit.burst(), now);
  }

  double tokens(Instant now) {
    return Math.min(size, content + Math.max(0, seconds(at, now)) / interval);
  }

  /** This bucket after one more call. */
  TokenBucket take(Instant now) {
    return new TokenBucket(size, interval, tokens(now) - 1, now);
  }

  TokenBucket with(double anotherInterval, double tokens, Instant now) {
    return new TokenBucket(size, anotherInterval, tokens, now);
  }

  /** When it has so many tokens, or is full, if no call is made in between. */
  Instant when(double tokens, Instant now) {
    var missing = Math.min(tokens, size) - tokens(now);
    return missing <= 0 ? now : now.plus(duration(missing * interval));
  }

  static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / NANOS;
  }

  /** A number of seconds, rounded up to a nanosecond. */
  static Duration duration(double seconds) {
    return Duration.ofNanos((long) Math.ceil(seconds * NANOS));
  }
}
