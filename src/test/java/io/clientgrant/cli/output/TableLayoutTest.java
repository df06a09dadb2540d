package io.clientgrant.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableLayoutTest {
  private static final int WHOLE = Column.WHOLE;

  @Test
  void aTableThatFitsIsNotCut() {
    assertThat(TableLayout.fit(List.of(10, 20, 5), List.of(8, 8, WHOLE), 39))
        .containsExactly(10, 20, 5);
    assertThat(TableLayout.fit(List.of(100, 200), List.of(8, 8), 0)).containsExactly(100, 200);
  }

  @Test
  void theWidestColumnIsCutFirst() {
    assertThat(TableLayout.fit(List.of(10, 20, 5), List.of(8, 8, WHOLE), 34))
        .containsExactly(10, 15, 5);
    assertThat(TableLayout.fit(List.of(20, 20), List.of(8, 8), 22)).containsExactly(10, 10);
  }

  @Test
  void theLastColumnGoesIfCuttingIsNotEnough() {
    assertThat(TableLayout.fit(List.of(10, 20, 20), List.of(8, 8, WHOLE), 30))
        .containsExactly(10, 18, 0);
    assertThat(TableLayout.fit(List.of(30, 20), List.of(12, WHOLE), 20)).containsExactly(20, 0);
  }

  @Test
  void theFirstColumnIsAlwaysThere() {
    assertThat(TableLayout.fit(List.of(30, 20), List.of(12, 12), 5)).containsExactly(5, 0);
  }
}
