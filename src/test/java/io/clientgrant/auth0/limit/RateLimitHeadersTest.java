package io.clientgrant.auth0.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitHeadersTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.500Z");

  /** By this clock the reset was long ago, or is far away. */
  @ParameterizedTest
  @ValueSource(longs = {-86_400, -120, -10, 10, 120, 86_400})
  void aClockThatIsWrongShortensAndLengthensNoPause(long ahead) {
    var theirs = NOW.plusSeconds(ahead);

    assertThat(RateLimitHeaders.reopensAt(reset(theirs, theirs.plusSeconds(7)), NOW))
        .isBetween(NOW.plusSeconds(7), NOW.plusSeconds(8));
  }

  /** Date tells no fractions of a second, and the answer may have been on its way for a while. */
  @ParameterizedTest
  @ValueSource(longs = {0, 499, 999, 1_499})
  void aClockThatIsRightIsBelievedToTheFraction(long millisOnItsWay) {
    var sent = NOW.minusMillis(millisOnItsWay);
    var named = NOW.plusSeconds(7).getEpochSecond();

    assertThat(RateLimitHeaders.reopensAt(reset(sent, Instant.ofEpochSecond(named)), NOW))
        .isEqualTo(Instant.ofEpochSecond(named));
  }

  @Test
  void aDateThatCannotBeReadIsNone() {
    var named = NOW.plusSeconds(7).getEpochSecond();
    var headers =
        new Headers.Builder()
            .add("date", "yesterday")
            .add("x-ratelimit-reset", Long.toString(named))
            .build();

    assertThat(RateLimitHeaders.reopensAt(headers, NOW)).isEqualTo(Instant.ofEpochSecond(named));
  }

  @Test
  void noDateMakesAPauseLongerThanAPersonWouldWaitFor() {
    assertThat(RateLimitHeaders.reopensAt(reset(Instant.EPOCH, NOW.plusSeconds(7)), NOW))
        .isEqualTo(NOW.plus(Duration.ofMinutes(5)));
  }

  private static Headers reset(Instant sent, Instant reset) {
    return new Headers.Builder()
        .add("date", Date.from(sent))
        .add("x-ratelimit-reset", Long.toString(reset.getEpochSecond()))
        .build();
  }
}
