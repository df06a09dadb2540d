package io.clientgrant.controller.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.controller.status.Remark;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndDateTest {
  private static final Instant END = Instant.parse("2026-12-31T18:00:00Z");

  /** What is left until the end, how long until the next moment, and what is told until then. */
  @ParameterizedTest
  @CsvSource({
    "P30D,     P29D,     '',                  false",
    "PT24H1S,  PT1S,     '',                  false",
    "PT24H,    PT23H,    ExpiresWithinADay,   false",
    "PT1H1S,   PT1S,     ExpiresWithinADay,   false",
    "PT1H,     PT1H,     ExpiresWithinAnHour, false",
    "PT0.001S, PT0.001S, ExpiresWithinAnHour, false",
    "PT0S,     '',       '',                  true",
    "-PT1H,    '',       '',                  true",
  })
  void anEndIsToldADayAndAnHourBefore(String left, String next, String told, boolean hasCome) {
    var date = new EndDate.Known(END, END.minus(Duration.parse(left)));

    assertThat(date.hasCome()).isEqualTo(hasCome);
    assertThat(date.untilNext().map(Duration::toString).orElse("").replace("PT696H", "P29D"))
        .isEqualTo(next);
    assertThat(date.remark().map(Remark::reason).orElse("")).isEqualTo(told);
  }

  @Test
  void withoutTheTimeAtAuth0NothingHasComeAndNothingIsTold() {
    for (var date : new EndDate[] {new EndDate.None(), new EndDate.Unknown(END)}) {
      assertThat(date.hasCome()).isFalse();
      assertThat(date.untilNext()).isEmpty();
      assertThat(date.remark()).isEmpty();
    }
  }

  @Test
  void whatIsToldDoesNotChangeWithEachLook() {
    assertThat(new EndDate.Known(END, END.minusSeconds(60)).remark())
        .isEqualTo(new EndDate.Known(END, END.minusSeconds(59)).remark());
  }
}
