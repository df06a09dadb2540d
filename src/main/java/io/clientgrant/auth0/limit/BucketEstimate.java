package io.clientgrant.auth0.limit;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the answers so far tell of a bucket at Auth0. It never has less than this estimate says,
 * unless somebody else takes from it.
 *
 * <p>With size L, remaining R and reset S at Auth0's time t, the seconds per token are more than
 * {@code (S - 1 - t) / (L - R)} and at most {@code (S - t) / (L - R - 1)}. Each call moves the
 * reset on by that time, so k calls whose resets lie s seconds apart tell that it is less than
 * {@code (s + 1) / (k - 1)}, whatever the clocks say. Source: contract of the Management API, auth
 * and limits.
 *
 * @param bucket what it has at least, if it drips; its interval is the longest that is possible
 * @param fastest the seconds per token are more than this
 * @param last what the last answer said
 * @param seen when that answer came
 * @param resets the resets of the last answers, in order
 * @param caution how many tokens to leave for others, because they have taken some unforeseen
 * @param refusals how many calls in a row were refused that should have had a token
 * @param windowEnd when the reset of the last answer is reached
 * @param windowUntil until when this is taken for a fixed window, which fills at its end only
 */
record BucketEstimate(
    TokenBucket bucket,
    double fastest,
    LimitHeaders last,
    Instant seen,
    List<Long> resets,
    double caution,
    int refusals,
    Instant windowEnd,
    Instant windowUntil) {

  private static final int KEPT = 32;
  private static final double CALMS_DOWN = 0.02;

  /** So many windows pass before a bucket that seemed to be one is tried again. */
  private static final int WINDOWS = 30;

  static BucketEstimate of(LimitHeaders answer, ServerClock clock, Instant sent, Instant now) {
    return of(answer, Interval.of(answer, clock.counted(answer.date(), sent, now)), clock, now);
  }

  private static BucketEstimate of(
      LimitHeaders answer, Interval interval, ServerClock clock, Instant now) {
    return new BucketEstimate(
        new TokenBucket(answer.size(), interval.longest, answer.remaining(), now),
        0, // one answer cannot tell a slow bucket from a fixed window
        answer,
        now,
        List.of(answer.reset()),
        0,
        0,
        end(answer, clock, now),
        Instant.MIN);
  }

  /**
   * What is known after the answer to a call that was not refused.
   *
   * @param unanswered how many other calls are in flight, which may have been counted before
   * @param sent when the call was sent
   * @param now when its answer came
   */
  BucketEstimate after(
      LimitHeaders answer, int unanswered, ServerClock clock, Instant sent, Instant now) {
    if (answer.size() != last.size()) {
      return of(answer, clock, sent, now);
    }
    var counted = clock.counted(answer.date(), sent, now);
    var told = answer.size() - answer.remaining() > 1 ? Interval.of(answer, counted) : Interval.ANY;
    var more = resets(answer.reset());
    var known = new Interval(fastest, bucket.interval()).and(told.atMost(perCall(more)));
    var same = answer.reset() == last.reset() && answer.remaining() != last.remaining();
    if (isWindow(now) && !isNewer(answer, sent)) {
      return this;
    }
    if (isWindow(now) || (known.isEmpty() && same)) {
      return window(answer, counted, clock, sent, now);
    }
    if (known.isEmpty()) { // the tenant's plan has changed, or a clock was set
      return of(answer, told, clock, now);
    }
    if (!isNewer(answer, sent)) {
      return with(known, more, answer, now);
    }
    var expected = bucket.tokens(sent) - 1 - unanswered;
    var beyond = Math.max(0, expected - answer.remaining());
    var calm = beyond < 1 ? Math.max(0, caution - CALMS_DOWN) : Math.max(1, caution);
    var content = answer.remaining() + beyond % 1; // the rest was taken by others
    return with(known, answer, content, calm, clock, now, more, windowUntil);
  }

  /** Of answers that overtook each other, the later call has the later reset, or leaves less. */
  private boolean isNewer(LimitHeaders answer, Instant sent) {
    return answer.reset() > last.reset()
        || (answer.reset() == last.reset() && answer.remaining() < last.remaining())
        || !sent.isBefore(seen);
  }

  /**
   * A bucket that drips moves its reset on with each call. One that does not is a fixed window,
   * until the reset moves before it is reached, or the bucket gains a token before.
   */
  private BucketEstimate window(
      LimitHeaders answer,
      ServerClock.Moment counted,
      ServerClock clock,
      Instant sent,
      Instant now) {
    var perToken = (answer.reset() - counted.earliest()) / bucket.size();
    var drips =
        isWindow(now)
            && (answer.reset() == last.reset()
                ? !sent.isBefore(seen) && answer.remaining() >= last.remaining()
                : counted.latest() < last.reset() - 1);
    var longest = isWindow(now) ? Math.max(bucket.interval(), perToken) : perToken;
    return with(
        new Interval(0, longest),
        answer,
        (double) answer.remaining(),
        caution,
        clock,
        now,
        List.of(answer.reset()),
        drips ? Instant.MIN : isWindow(now) ? windowUntil : Instant.MAX);
  }

  /** What is known after a call was refused, though there should have been a token. */
  BucketEstimate refused(LimitHeaders answer, ServerClock clock, Instant sent, Instant now) {
    var known = new Interval(fastest, bucket.interval());
    var again = sent.isBefore(seen) && refusals > 0; // it was on its way with the one before
    var times = again ? refusals : refusals + 1;
    var end = end(answer, clock, now);
    return new BucketEstimate(
        new TokenBucket(answer.size(), known.longest, 0, now),
        known.shortest,
        answer,
        now,
        resets,
        again ? caution : Math.min(answer.size() / 2.0, caution + 1),
        times,
        end,
        times > 1 && windowUntil.isBefore(now)
            ? now.plus(TokenBucket.duration(WINDOWS * TokenBucket.seconds(now, end)))
            : windowUntil);
  }

  /** This estimate after a call whose answer is lost; it may have been counted. */
  BucketEstimate take(Instant now) {
    return new BucketEstimate(
        bucket.take(now), fastest, last, seen, resets, caution, refusals, windowEnd, windowUntil);
  }

  /** How many tokens it has, at least. */
  double tokens(Instant now) {
    if (!isWindow(now)) {
      return bucket.tokens(now);
    }
    return now.isBefore(windowEnd) ? bucket.content() : bucket.size();
  }

  /**
   * When it has so many tokens, or is full, if no call is made in between.
   *
   * @param unanswered the calls in flight, which take one each
   */
  Instant when(double tokens, int unanswered, Instant now) {
    var missing = Math.min(tokens, bucket.size()) + unanswered - tokens(now);
    if (missing <= 0) {
      return now;
    }
    return isWindow(now) && windowEnd.isAfter(now)
        ? windowEnd
        : now.plus(TokenBucket.duration(missing * bucket.interval()));
  }

  /** The limit that this is an estimate of. */
  LearntLimit learnt() {
    return new LearntLimit(last.size(), 1 / bucket.interval(), 1 / fastest);
  }

  /** How many tokens background calls leave to people and to other programs. */
  double reserve() {
    return Math.min(bucket.size() - 1, Math.floor(bucket.size() / 10) + Math.ceil(caution));
  }

  /** After so many seconds those who wait come one after the other: rather too early. */
  double spacing(Instant now) {
    return isWindow(now) ? bucket.interval() / 2 : Math.max(fastest, bucket.interval() / 20);
  }

  private boolean isWindow(Instant now) {
    return now.isBefore(windowUntil);
  }

  private BucketEstimate with(
      Interval known,
      LimitHeaders answer,
      double content,
      double calm,
      ServerClock clock,
      Instant now,
      List<Long> more,
      Instant window) {
    return new BucketEstimate(
        new TokenBucket(answer.size(), known.longest, content, now),
        known.shortest,
        answer,
        now,
        more,
        calm,
        0,
        end(answer, clock, now),
        window);
  }

  /** An earlier answer says nothing of the content, but one with the same reset may be a later. */
  private BucketEstimate with(Interval known, List<Long> more, LimitHeaders answer, Instant now) {
    var content = bucket.tokens(now);
    return new BucketEstimate(
        new TokenBucket(
            bucket.size(),
            known.longest,
            answer.reset() == last.reset()
                ? Math.min(content, (double) answer.remaining())
                : content,
            now),
        known.shortest,
        last,
        seen,
        more,
        caution,
        refusals,
        windowEnd,
        windowUntil);
  }

  private static Instant end(LimitHeaders answer, ServerClock clock, Instant now) {
    var wait = Math.max(0, clock.until(answer.reset(), now));
    return now.plus(LimitHeaders.limited(TokenBucket.duration(wait)));
  }

  private List<Long> resets(long another) {
    return Stream.concat(
            resets.stream().skip(Math.max(0, resets.size() - KEPT + 1)), Stream.of(another))
        .sorted()
        .toList();
  }

  private static double perCall(List<Long> resets) {
    return IntStream.range(0, resets.size() - 1)
        .mapToDouble(
            from -> (resets.getLast() - resets.get(from) + 1.0) / (resets.size() - 1 - from))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** Between how many seconds it gains a token. */
  private record Interval(double shortest, double longest) {
    static final Interval ANY = new Interval(0, LimitHeaders.LONGEST_PAUSE.toSeconds());

    static Interval of(LimitHeaders answer, ServerClock.Moment counted) {
      var taken = answer.size() - answer.remaining();
      return taken == 0
          ? ANY
          : new Interval(
              Math.max(0, (answer.reset() - 1 - counted.latest()) / taken),
              Math.max(0, answer.reset() - counted.earliest()) / Math.max(1, taken - 1));
    }

    Interval and(Interval other) {
      return new Interval(Math.max(shortest, other.shortest), Math.min(longest, other.longest));
    }

    Interval atMost(double seconds) {
      return new Interval(shortest, Math.min(longest, seconds));
    }

    boolean isEmpty() {
      return shortest >= longest;
    }
  }
}
