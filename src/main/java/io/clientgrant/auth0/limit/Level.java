package io.clientgrant.auth0.limit;

import java.time.Instant;

/**
 * How many tokens a bucket has at least, counted in two ways. The calls without an answer are still
 * to be taken from both. The higher one holds.
 *
 * @param told what the last answer told; a call that was counted before it is taken already, though
 *     its answer may be on its way
 * @param foreseen what was there before, less each call that was answered since, so that no call is
 *     taken twice
 */
record Level(TokenBucket told, TokenBucket foreseen) {
  static Level of(Answer answer, RefillInterval refill) {
    return of(answer, refill, (double) answer.remaining());
  }

  static Level empty(Answer answer, RefillInterval refill) {
    return of(answer, refill, 0);
  }

  private static Level of(Answer answer, RefillInterval refill, double content) {
    var bucket = new TokenBucket(answer.size(), refill.longest(), content, answer.received());
    return new Level(bucket, bucket);
  }

  double tokens(Instant now) {
    return Math.max(told.tokens(now), foreseen.tokens(now));
  }

  /**
   * How many tokens less an answer shows than foreseen. One or more were taken by others.
   *
   * @param unanswered how many other calls it may have counted
   */
  double unforeseen(Answer answer, int unanswered) {
    return foreseen.tokens(answer.sent()) - 1 - unanswered - answer.remaining();
  }

  /** What is known after an answer that is later than all before. */
  Level after(Answer answer, double unforeseen, RefillInterval refill) {
    double shown = answer.remaining();
    if (unforeseen >= 1) {
      return of(answer, refill, shown + unforeseen % 1); // others take whole tokens
    }
    var now = answer.received();
    var left = foreseen.tokens(now) - 1;
    return new Level(
        told.with(refill.longest(), shown, now),
        foreseen.with(refill.longest(), Math.max(shown, left), now));
  }

  /**
   * What is known after an answer that others have overtaken. It may be the latest nevertheless if
   * it shows the same reset as they.
   */
  Level afterOvertaken(Answer answer, Answer last, RefillInterval refill) {
    var now = answer.received();
    double most = answer.reset() == last.reset() ? answer.remaining() : answer.size();
    return new Level(
        told.with(refill.longest(), Math.min(told.tokens(now), most), now),
        foreseen.with(refill.longest(), Math.min(foreseen.tokens(now) - 1, most), now));
  }

  /** The level after a call whose answer is lost; it may have been counted. */
  Level take(Instant now) {
    return new Level(told.take(now), foreseen.take(now));
  }
}
