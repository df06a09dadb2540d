package io.clientgrant.auth0.limit;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * After how many seconds a bucket gains a token, as far as the answers tell. Each answer narrows
 * the bounds. Source: contract of the Management API, auth and limits.
 *
 * <p>With size L, remaining R and reset S at Auth0's time t, {@code L - R} tokens are missing at
 * most, and the bucket is full after {@code S - 1}. So the interval is more than {@code (S - 1 - t)
 * / (L - R)}. The upper bound follows from several answers ({@link Counted}).
 *
 * @param shortest it is more
 * @param longest it is at most this
 * @param answers the last answers
 */
record RefillInterval(double shortest, double longest, List<Counted> answers) {
  private static final int KEPT = 32;

  /** So many answers are evidence, even if the bounds are still wide. */
  private static final int ENOUGH = 16;

  /** For how long a caller is sent away at most while there is little evidence. */
  private static final Duration LONGEST_GUESS = Duration.ofSeconds(5);

  /** The same while the bucket is not low, so that a token may be there any moment. */
  private static final Duration LONGEST_GUESS_WITH_TOKENS = Duration.ofSeconds(2);

  /** The multiples of the golden ratio have fractions that are spread evenly. */
  private static final double GOLDEN_RATIO = 0.618034;

  /** One answer cannot tell a slow bucket from a fixed window. */
  static RefillInterval of(Answer answer) {
    return atMost(new Counted(answer, 0).longest(answer.reset()), answer);
  }

  static RefillInterval atMost(double seconds, Answer answer) {
    return new RefillInterval(0, seconds, List.of(new Counted(answer, 0)));
  }

  /**
   * The bounds after one more answer; empty if it contradicts those before.
   *
   * @param others how many calls of other clients were counted between the last answer and this
   */
  RefillInterval after(Answer answer, long others) {
    var later = answers.stream().filter(one -> one.answer.reset() > answer.reset()).count();
    var all =
        Stream.concat(
                answers.stream()
                    .skip(Math.max(0, answers.size() - KEPT + 1))
                    .map(one -> one.followedBy(answer, 1 + others)),
                Stream.of(new Counted(answer, later)))
            .toList();
    var reset = all.stream().mapToLong(one -> one.answer.reset()).max().orElseThrow();
    var atMost = all.stream().mapToDouble(one -> one.longest(reset)).min().orElseThrow();
    return new RefillInterval(Math.max(shortest, shortest(answer)), Math.min(longest, atMost), all);
  }

  boolean isEmpty() {
    return shortest >= longest;
  }

  private boolean isClose() {
    return longest <= 2 * shortest;
  }

  /**
   * For how long a caller stays away that needs so many more tokens: rather too short. A bucket
   * that is not low tells little of a slow rate, and neither do a few answers.
   */
  Duration awayFor(double tokens, boolean isLow) {
    var isEvident = isLow && (isClose() || answers.size() >= ENOUGH);
    var wait = TokenBucket.duration(tokens * Math.max(shortest, longest / (isEvident ? 2 : 10)));
    var most = isLow ? LONGEST_GUESS : LONGEST_GUESS_WITH_TOKENS;
    return isEvident || wait.compareTo(most) < 0 ? wait : most;
  }

  /**
   * For how long the background waits for a token. While little is known, not for the same time
   * again and again: calls that keep step with the whole seconds of the resets learn nothing.
   */
  double varied(Answer last) {
    return isClose() ? longest : longest * (1 + last.reset() * GOLDEN_RATIO % 1 / 8);
  }

  private static double shortest(Answer answer) {
    return answer.taken() == 0
        ? 0
        : (answer.reset() - 1 - answer.counted().latest()) / answer.taken();
  }

  /**
   * An answer, and how many calls were surely counted after it. Each call moves the moment when the
   * bucket is full on by the interval. Calls that nobody knows of move it even further.
   */
  record Counted(Answer answer, long calls) {
    Counted followedBy(Answer next, long nextCalls) {
      return next.isSurelyLaterThan(answer) ? new Counted(answer, calls + nextCalls) : this;
    }

    /**
     * The longest interval with which the bucket can be full at the last reset. With this answer,
     * it was to be full a second before its reset at the earliest. More than {@code L - R - 1}
     * tokens were missing, and at least one.
     */
    double longest(long reset) {
      if (answer.taken() == 0) {
        return LimitHeaders.LONGEST_PAUSE.toSeconds();
      }
      var missing = Math.max(1, answer.taken() - 1) + calls;
      var sinceCall = Math.max(0, reset - answer.counted().earliest()) / missing;
      return calls == 0 ? sinceCall : Math.min(sinceCall, (reset - answer.reset() + 1.0) / calls);
    }
  }
}
