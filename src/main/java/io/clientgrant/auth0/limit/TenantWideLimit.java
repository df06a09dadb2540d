package io.clientgrant.auth0.limit;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The limit of a whole tenant, which no header shows: a call is refused though its bucket has
 * tokens. The pause doubles with each refusal and shrinks with each call that is not refused. From
 * the calls between two refusals follows the rate, since the tenant's bucket was empty at both.
 *
 * @param pause how long the next pause is
 * @param until when the last pause ends
 * @param refused when a call was last refused; null if none ever was
 * @param admitted how many calls were not refused since then
 * @param pace the rate to keep; null if it is not known
 */
record TenantWideLimit(
    Duration pause,
    Instant until,
    @Nullable Instant refused,
    int admitted,
    @Nullable TokenBucket pace) {

  static final TenantWideLimit UNKNOWN =
      new TenantWideLimit(Duration.ofSeconds(1), Instant.MIN, null, 0, null);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final double SHRINKS = 0.9;

  /** A little slower than what was measured. */
  private static final double SLOWER = 1.05;

  /** The tenant's owner may have got a higher limit, so a minute without a refusal tries it. */
  private static final double FASTER_EACH_MINUTE = 0.9;

  /** What is known after a call was refused that was sent after the last pause. */
  TenantWideLimit refusedAt(Instant sent, Instant now) {
    if (sent.isBefore(until)) {
      return this; // it was on its way already
    }
    return new TenantWideLimit(
        shorter(pause.multipliedBy(2), LONGEST_PAUSE), now.plus(pause), now, 0, measured(now));
  }

  private @Nullable TokenBucket measured(Instant now) {
    if (refused == null || admitted == 0) {
      return pace;
    }
    var interval = SLOWER * TokenBucket.seconds(refused, now) / admitted;
    return new TokenBucket(
        1, Math.min(interval, TokenBucket.seconds(now, now.plus(LONGEST_PAUSE))), 0, now);
  }

  /** What is known after a call that was not refused. */
  TenantWideLimit admittedAt(Instant now) {
    var shrunk = TokenBucket.duration(TokenBucket.seconds(now, now.plus(pause)) * SHRINKS);
    return new TenantWideLimit(
        shrunk.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : shrunk,
        until,
        refused,
        admitted + 1,
        pace);
  }

  /** After one more call was let through. */
  TenantWideLimit take(Instant now) {
    return new TenantWideLimit(
        pause, until, refused, admitted, pace == null ? null : faster(pace.take(now), pace, now));
  }

  /** When so many calls may be made. */
  Instant when(double calls, Instant now) {
    var open = now.isBefore(until) ? until : now;
    return pace == null
        ? open
        : pace.when(1, open).plus(TokenBucket.duration((calls - 1) * pace.interval()));
  }

  private static TokenBucket faster(TokenBucket taken, TokenBucket before, Instant now) {
    var minutes = TokenBucket.seconds(before.at(), now) / 60;
    return new TokenBucket(
        taken.size(),
        taken.interval() * Math.pow(FASTER_EACH_MINUTE, minutes),
        taken.content(),
        taken.at());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
