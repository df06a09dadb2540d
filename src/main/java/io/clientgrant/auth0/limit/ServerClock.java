package io.clientgrant.auth0.limit;

import java.time.Instant;

/**
 * How far the clock of Auth0 is ahead of ours, in seconds. The node's clock may be wrong by
 * minutes, and {@code Date} has whole seconds only. Each answer narrows the bounds, because its
 * date was written between the moment when the call was sent and the moment when the answer came.
 *
 * @param least at least so far
 * @param most at most so far
 */
public record ServerClock(double least, double most) {
  /** Before the first answer. */
  public static final ServerClock UNKNOWN =
      new ServerClock(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /**
   * What is known after an answer. If it contradicts the others, a clock was set.
   *
   * @param date the {@code Date} of the answer, in seconds since 1970
   * @param sent when its call was sent
   * @param received when the answer came
   */
  public ServerClock after(long date, Instant sent, Instant received) {
    var from = date - epoch(received);
    var to = date + 1 - epoch(sent);
    var narrowed = new ServerClock(Math.max(least, from), Math.min(most, to));
    return narrowed.least < narrowed.most ? narrowed : new ServerClock(from, to);
  }

  /** When a call was counted there, in seconds since 1970. */
  Moment counted(long date, Instant sent, Instant received) {
    var onTheWay = TokenBucket.seconds(sent, received);
    return new Moment(
        Math.max(date - onTheWay, epoch(sent) + least),
        Math.min(date + 1.0, epoch(received) + most));
  }

  /** How many seconds from now it is so late there, at most. */
  double until(long moment, Instant now) {
    return moment - least - epoch(now);
  }

  private static double epoch(Instant moment) {
    return TokenBucket.seconds(Instant.EPOCH, moment);
  }

  /** Some time between two moments. */
  record Moment(double earliest, double latest) {}
}
