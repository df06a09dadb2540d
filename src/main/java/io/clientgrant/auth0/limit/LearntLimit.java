package io.clientgrant.auth0.limit;

/**
 * What is known of a limit at Auth0.
 *
 * @param size how many calls it allows at once
 * @param leastPerSecond how many a second in the long run, at least
 * @param mostPerSecond at most; infinitely many if that is not known
 */
public record LearntLimit(long size, double leastPerSecond, double mostPerSecond) {
  private static final double CLOSE = 1.25;

  /** Whether the bounds are so close that the rate is known. */
  boolean isSure() {
    return mostPerSecond <= CLOSE * leastPerSecond;
  }
}
