package io.clientgrant.controller.facts;

import java.time.Duration;
import java.time.Instant;

/**
 * How often a grant was put back because somebody else had changed it. Two programs that undo each
 * other's writes at every resync are worse than a grant that is wrong for a while, so corrections
 * slow down.
 *
 * @param corrections how often, each within an hour of the one before
 * @param last when the last correction was made
 */
public record DriftHistory(int corrections, Instant last) {
  /** No correction was made. */
  public static final DriftHistory NONE = new DriftHistory(0, Instant.MIN);

  /** So many corrections are made at once: people make mistakes, and repeat them. */
  private static final int TOLERATED = 3;

  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
  private static final int MOST_DOUBLINGS = 10;

  /** The history after one more correction. */
  public DriftHistory corrected(Instant now) {
    return corrections == 0 || last.plus(FORGOTTEN_AFTER).isBefore(now)
        ? new DriftHistory(1, now)
        : new DriftHistory(corrections + 1, now);
  }

  /** From when on the next correction may be made. */
  public Instant nextCorrection() {
    if (corrections < TOLERATED) {
      return last;
    }
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(corrections - TOLERATED, MOST_DOUBLINGS));
    return last.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
  }
}
