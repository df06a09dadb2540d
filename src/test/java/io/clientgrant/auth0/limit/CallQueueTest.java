package io.clientgrant.auth0.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class CallQueueTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final CallQueue queue = new CallQueue();

  /** As after a pause, when thousands are due at one moment: each of them asks. */
  @Test
  void aQuestionCostsAFewStepsHoweverManyAreDue() {
    for (var caller = 0; caller < 10_000; caller++) {
      queue.keep(queue.place(caller, caller % 2 == 0, NOW), NOW);
    }
    var last = queue.place("last", false, NOW);

    assertThat(queue.sameBefore(last, NOW)).isBetween(50, 100);
    assertThat(queue.rank(last)).isEqualTo(5_000);
    assertThat(queue.sameBefore(queue.place(11, false, NOW), NOW)).isEqualTo(5);
  }

  /** Behind thousands for whom a user waits, the background is not forgotten. */
  @Test
  void theBackgroundHasItsTurnHoweverManyUrgentCallsAreDue() {
    for (var caller = 0; caller < 1_000; caller++) {
      queue.keep(queue.place(caller, true, NOW), NOW);
    }
    var background = queue.place("background", false, NOW);
    queue.keep(background, NOW);
    for (var caller = 0; caller < 3; caller++) {
      queue.admit(queue.place(caller, true, NOW));
    }

    assertThat(queue.othersBefore(background, NOW)).isZero();
    assertThat(queue.othersBefore(queue.place(3, true, NOW), NOW)).isEqualTo(1);
  }
}
