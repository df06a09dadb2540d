package io.clientgrant.auth0.limit;

import io.clientgrant.auth0.limit.ServerClock.Moment;
import java.time.Instant;

/**
 * What one answer says of the bucket that its call was counted in.
 *
 * @param headers its headers
 * @param counted when the call was counted, by Auth0's clock
 * @param sent when the call was sent
 * @param received when the answer came
 * @param full when the bucket will be full at the latest
 */
record Answer(LimitHeaders headers, Moment counted, Instant sent, Instant received, Instant full) {
  static Answer of(LimitHeaders headers, ServerClock clock, Instant sent, Instant received) {
    var wait = Math.max(0, clock.until(headers.reset(), received));
    return new Answer(
        headers,
        clock.counted(headers.date(), sent, received),
        sent,
        received,
        received.plus(LimitHeaders.limited(TokenBucket.duration(wait))));
  }

  long size() {
    return headers.size();
  }

  long remaining() {
    return headers.remaining();
  }

  long reset() {
    return headers.reset();
  }

  /** How many tokens are missing. */
  long taken() {
    return size() - remaining();
  }

  /** Of answers that overtook each other, the later call has the later reset, or leaves less. */
  boolean isLaterThan(Answer other) {
    return reset() > other.reset()
        || (reset() == other.reset() && remaining() < other.remaining())
        || wasSentAfter(other);
  }

  /** Whether its call was counted after the other one, whatever happened in between. */
  boolean isSurelyLaterThan(Answer other) {
    return reset() > other.reset() || (reset() == other.reset() && wasSentAfter(other));
  }

  /** No call makes a bucket full earlier: the tenant's plan has changed, or a clock was set. */
  boolean movesBackFrom(Answer other) {
    return reset() < other.reset() && wasSentAfter(other);
  }

  boolean wasSentAfter(Answer other) {
    return !sent.isBefore(other.received);
  }
}
