package io.clientgrant.bench;

import java.time.Duration;
import java.time.Instant;

/** Waits for what takes as long as it takes; only an hour is too long. */
final class Waiting {
  private static final Duration TOO_LONG = Duration.ofHours(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private Waiting() {}

  /** Something that can be looked at. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits until a condition holds, as long as the operator lives and stays within its memory. */
  static void until(String what, Condition condition, MeasuredOperator operator)
      throws InterruptedException {
    var end = Instant.now().plus(TOO_LONG);
    try {
      while (!condition.holds()) {
        operator.check();
        if (Instant.now().isAfter(end)) {
          throw new IllegalStateException("Waited for an hour until " + what + ".");
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("While waiting until " + what + ".", e);
    }
  }
}
