package io.clientgrant.auth0.limit;

import java.time.Duration;
import java.time.Instant;

/**
 * What the answers so far tell of a bucket at Auth0. It never has less than this estimate says,
 * unless somebody else takes from it.
 *
 * @param last the last answer
 * @param refill after how long it gains a token, if it drips
 * @param level what it has at least, if it drips
 * @param others who else takes from it
 * @param window whether it is a fixed window instead
 */
record BucketEstimate(
    Answer last, RefillInterval refill, Level level, OtherClients others, FixedWindow window) {

  /** More than a token takes of the slowest bucket that was seen: 864 s. Source: contract. */
  static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  static BucketEstimate of(Answer answer) {
    return of(answer, RefillInterval.of(answer), OtherClients.UNKNOWN, FixedWindow.NO);
  }

  private static BucketEstimate of(
      Answer answer, RefillInterval refill, OtherClients others, FixedWindow window) {
    return new BucketEstimate(answer, refill, Level.of(answer, refill), others, window);
  }

  /**
   * What is known after the answer to a call that was not refused.
   *
   * @param unanswered how many other calls are in flight, which may have been counted before
   */
  BucketEstimate after(Answer answer, int unanswered) {
    var isLater = answer.isLaterThan(last);
    if (answer.size() != last.size() || answer.movesBackFrom(last)) {
      return of(answer);
    }
    if (window.isOne(answer.received())) {
      return isLater ? afterWindow(answer) : this;
    }
    var unforeseen = level.unforeseen(answer, unanswered);
    var narrowed = refill.after(answer, isLater ? (long) Math.max(0, unforeseen) : 0);
    if (narrowed.isEmpty()) {
      var isStill = answer.reset() == last.reset() && answer.remaining() != last.remaining();
      return isStill
          ? of(answer, perWindow(answer), others, FixedWindow.YES)
          : of(answer); // the tenant's plan has changed, or a clock was set
    }
    if (!isLater) {
      return new BucketEstimate(
          last, narrowed, level.afterOvertaken(answer, last, narrowed), others, window);
    }
    return new BucketEstimate(
        answer,
        narrowed,
        level.after(answer, unforeseen, narrowed),
        others.after(unforeseen),
        window.afterSuccess());
  }

  /** It is no window if the reset moves before it is reached, or if a token is gained before. */
  private BucketEstimate afterWindow(Answer answer) {
    var drips =
        answer.reset() == last.reset()
            ? answer.wasSentAfter(last) && answer.remaining() >= last.remaining()
            : answer.counted().latest() < last.reset() - 1;
    var longest = Math.max(refill.longest(), perWindow(answer).longest());
    return of(
        answer,
        RefillInterval.atMost(longest, answer),
        others,
        drips ? FixedWindow.NO : window.afterSuccess());
  }

  private static RefillInterval perWindow(Answer answer) {
    var window = answer.reset() - answer.counted().earliest();
    return RefillInterval.atMost(window / answer.size(), answer);
  }

  /** What is known after a call was refused, though there should have been a token. */
  BucketEstimate refused(Answer answer) {
    var known = !answer.wasSentAfter(last) && window.refusals() > 0; // both were on their way
    return new BucketEstimate(
        answer,
        refill,
        Level.empty(answer, refill),
        known ? others : others.afterRefusal(answer.size()),
        known ? window : window.afterRefusal(answer));
  }

  /** This estimate after a call whose answer is lost. */
  BucketEstimate take(Instant now) {
    return new BucketEstimate(last, refill, level.take(now), others, window);
  }

  /** How many tokens it has, at least. */
  double tokens(Instant now) {
    if (!window.isOne(now)) {
      return level.tokens(now);
    }
    return now.isBefore(last.full()) ? last.remaining() : last.size();
  }

  /**
   * When so many calls can be made, or the bucket is full. What an answer says may be wrong, so one
   * call is tried a while after the last answer whatever that was.
   *
   * @param urgent whether a user waits for them; background calls leave the reserve
   * @param unanswered the calls in flight, which take one each
   */
  Instant when(int calls, boolean urgent, int unanswered, Instant now) {
    var wanted = Math.min((double) last.size(), calls + (urgent ? 0 : reserve()));
    var missing = wanted + unanswered - tokens(now);
    if (missing <= 0) {
      return now;
    }
    var each = urgent ? refill.longest() : refill.varied(last);
    var moment =
        window.isOne(now) && last.full().isAfter(now)
            ? last.full()
            : now.plus(TokenBucket.duration(missing * each));
    var anyway = last.received().plus(LONGEST_WAIT);
    return unanswered == 0 && anyway.isBefore(moment) ? anyway : moment;
  }

  /**
   * When a caller is to come back whose call is the last of so many: rather too early, because
   * nobody can call with a token whose caller is not there.
   */
  Instant comesBack(int calls, boolean urgent, int unanswered, Instant now) {
    var missing = Math.max(0, calls + (urgent ? 0 : reserve()) + unanswered - tokens(now));
    return now.plus(
        window.isOne(now)
            ? TokenBucket.duration(missing * refill.longest() / 2)
            : refill.awayFor(missing, 2 * last.remaining() <= last.size()));
  }

  /** How many tokens background calls leave to people and to other clients. */
  private double reserve() {
    return others.reserve(last.size());
  }

  /** The limit that this is an estimate of. */
  LearntLimit learnt() {
    return new LearntLimit(last.size(), 1 / refill.longest(), 1 / refill.shortest());
  }
}
