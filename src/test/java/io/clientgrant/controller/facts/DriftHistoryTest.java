package io.clientgrant.controller.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DriftHistoryTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void twoCorrectionsAreFollowedByAnotherAtOnce() {
    assertThat(corrected(2).nextCorrection()).isBeforeOrEqualTo(NOW);
    assertThat(DriftHistory.NONE.nextCorrection()).isBefore(NOW);
  }

  @Test
  void fromTheThirdCorrectionOnPausesDoubleUpToHalfAnHour() {
    assertThat(corrected(3).nextCorrection()).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
    assertThat(corrected(4).nextCorrection()).isEqualTo(NOW.plus(Duration.ofMinutes(2)));
    assertThat(corrected(8).nextCorrection()).isEqualTo(NOW.plus(Duration.ofMinutes(30)));
    assertThat(corrected(100).nextCorrection()).isEqualTo(NOW.plus(Duration.ofMinutes(30)));
  }

  @Test
  void anHourWithoutACorrectionEndsTheHistory() {
    var later = NOW.plus(Duration.ofMinutes(61));

    assertThat(corrected(5).corrected(later)).isEqualTo(new DriftHistory(1, later));
  }

  private static DriftHistory corrected(int times) {
    return Stream.iterate(DriftHistory.NONE, history -> history.corrected(NOW))
        .skip(times)
        .findFirst()
        .orElseThrow();
  }
}
