package io.clientgrant.auth0.limit;

import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Puts the limiter's model of a limit at Auth0 to the test, with answers to calls that are made one
 * after the other and were not refused.
 */
public final class LimitTrial {
  private ServerClock clock = ServerClock.UNKNOWN;
  private @Nullable BucketEstimate estimate;
  private boolean isWindow;
  private int contradictions;
  private long others;

  /** Takes in an answer; without headers about a limit it tells nothing. */
  public void answered(Headers headers, Instant sent, Instant received) {
    LimitHeaders.read(headers, received)
        .ifPresent(seen -> {
          clock = clock.after(seen.date(), sent, received);
          learn(Answer.of(seen, clock, sent, received));
        });
  }

  private void learn(Answer answer) {
    var before = estimate;
    var after = before == null ? BucketEstimate.of(answer) : before.after(answer, 0);
    isWindow = after.window().isOne(answer.received());
    if (before != null && !isWindow && !before.window().isOne(answer.received())) {
      if (after.refill().answers().size() == 1) { // the model has begun anew
        contradictions++;
      } else {
        others += (long) Math.max(0, before.level().unforeseen(answer, 0));
      }
    }
    estimate = after;
  }

  /** The limit, as far as it is known; empty if no answer told of one. */
  public Optional<LearntLimit> learnt() {
    return Optional.ofNullable(estimate).map(BucketEstimate::learnt);
  }

  /** Whether it seems to be a fixed window, and no bucket that drips. */
  public boolean isWindow() {
    return isWindow;
  }

  /** How often an answer said what cannot be by the model. */
  public int contradictions() {
    return contradictions;
  }

  /** How many calls were counted that were not made here. */
  public long callsOfOthers() {
    return others;
  }
}
