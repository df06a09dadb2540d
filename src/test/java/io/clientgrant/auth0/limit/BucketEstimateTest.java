package io.clientgrant.auth0.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single answers tell. */
class BucketEstimateTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.500Z");

  /** Source: recorded headers, Management API, limits; remaining and seconds from Date to reset. */
  @ParameterizedTest
  @CsvSource({
    "10,  0.5, 8:2 6:3 5:4",
    "100, 864, 97:2593 96:3456 95:4321 94:5185",
  })
  void theRecordedHeadersTellTheRate(long size, double interval, String answers) {
    var clock = ServerClock.UNKNOWN.after(NOW.getEpochSecond(), NOW, NOW);
    var read =
        Arrays.stream(answers.split(" "))
            .map(answer -> answer.split(":"))
            .map(answer ->
                new LimitHeaders(
                    size,
                    Long.parseLong(answer[0]),
                    NOW.getEpochSecond() + Long.parseLong(answer[1]),
                    NOW.getEpochSecond()))
            .toList();
    var estimate = BucketEstimate.of(Answer.of(read.getFirst(), clock, NOW, NOW));
    for (var answer : read.subList(1, read.size())) {
      estimate = estimate.after(Answer.of(answer, clock, NOW, NOW), 0);
    }

    assertThat(interval).isGreaterThan(estimate.refill().shortest());
    assertThat(interval).isLessThanOrEqualTo(estimate.refill().longest());
    assertThat(estimate.refill().longest()).isLessThanOrEqualTo(2 * interval);
    assertThat(estimate.refill().shortest()).isGreaterThanOrEqualTo(interval / 2);
  }

  @Test
  void theNextTokenDoesNotTakeUntilTheBucketIsFull() {
    var clock = ServerClock.UNKNOWN.after(NOW.getEpochSecond(), NOW, NOW);
    var empty = new LimitHeaders(10, 0, NOW.getEpochSecond() + 6, NOW.getEpochSecond());
    var estimate = BucketEstimate.of(Answer.of(empty, clock, NOW, NOW));

    assertThat(estimate.when(1, true, 0, NOW)).isBefore(NOW.plusMillis(700));
    assertThat(estimate.when(1, true, 1, NOW)).isBefore(NOW.plusMillis(1_400));
  }

  /** It was sent before the other answer came, and nothing tells which call was counted first. */
  @Test
  void anAnswerThatMayBeTheLaterOneBringsNoTokenBack() {
    var clock = ServerClock.UNKNOWN.after(NOW.getEpochSecond(), NOW, NOW);
    var answer = new LimitHeaders(10, 5, NOW.getEpochSecond() + 1, NOW.getEpochSecond());
    var later = NOW.plusMillis(300);
    var estimate =
        BucketEstimate.of(Answer.of(answer, clock, NOW, NOW))
            .after(Answer.of(answer, clock, NOW.minusMillis(10), later), 0);

    assertThat(estimate.tokens(later)).isLessThanOrEqualTo(5);
  }

  /** The second call was counted before the first was answered, and its answer tells so. */
  @Test
  void aCallWhoseAnswerIsOvertakenIsCountedOnce() {
    var clock = ServerClock.UNKNOWN.after(NOW.getEpochSecond(), NOW, NOW);
    var later = NOW.plusMillis(10);
    var estimate =
        BucketEstimate.of(Answer.of(told(5, 3), clock, NOW, NOW))
            .after(Answer.of(told(3, 4), clock, NOW, later), 1); // the other one left 4
    assertThat(estimate.tokens(later) - 1).isBetween(3.0, 3.1);

    estimate = estimate.after(Answer.of(told(4, 4), clock, NOW, later), 0);
    assertThat(estimate.tokens(later)).isBetween(3.0, 3.1);
  }

  private static LimitHeaders told(long remaining, long seconds) {
    var now = NOW.getEpochSecond();
    return new LimitHeaders(10, remaining, now + seconds, now);
  }

  /** Each date narrows the bounds, whatever our clock says. */
  @ParameterizedTest
  @CsvSource({"0", "120", "-120", "86400"})
  void theDistanceBetweenTheClocksIsLearntFromTheDates(long ahead) {
    var clock = ServerClock.UNKNOWN;
    for (var time = 0; time < 10; time++) {
      var sent = NOW.plusMillis(370L * time);
      var received = sent.plusMillis(20);
      clock = clock.after(received.plusSeconds(ahead).getEpochSecond(), sent, received);
    }

    assertThat((double) ahead).isBetween(clock.least() - 0.02, clock.most() + 0.02);
    assertThat(clock.most() - clock.least()).isLessThan(0.2);
  }

  @Test
  void aClockThatWasSetIsLearntAnew() {
    var clock = ServerClock.UNKNOWN.after(NOW.getEpochSecond(), NOW, NOW);
    clock = clock.after(NOW.getEpochSecond() - 60, NOW, NOW);

    assertThat(clock.most()).isLessThan(-59);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          retry-after: 7                                     | 7
          retry-after: 0                                     | 5
          retry-after: -1                                    | 5
          retry-after: soon                                  | 5
          retry-after: 86400                                 | 300
          retry-after: 999999999999                          | 300
          x-ratelimit-reset: 9                               | 9
          x-ratelimit-reset: 5000                            | 300
          x-note: nothing                                    | 5
          """)
  void withoutAnEstimateAPauseIsWhatTheHeadersSay(String header, long seconds) {
    var named = header.split(": ", 2);
    var headers =
        new Headers.Builder()
            .add("date", Date.from(NOW.plusSeconds(120)))
            .add("x-ratelimit-limit", "10")
            .add("x-ratelimit-remaining", "0");
    if (named[0].equals("x-ratelimit-reset")) {
      headers.add(named[0], Long.toString(NOW.getEpochSecond() + 120 + Long.parseLong(named[1])));
    } else {
      headers.addAll(Headers.of(Map.of(named[0], named[1])));
    }

    assertThat(LimitHeaders.pause(headers.build(), NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }
}
