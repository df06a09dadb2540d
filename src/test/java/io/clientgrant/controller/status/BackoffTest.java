package io.clientgrant.controller.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Backoff backoff = new Backoff(InstantSource.fixed(NOW), new Random(1));

  @Test
  void pausesDoubleUpToFiveMinutes() {
    assertPause(1, Duration.ofMillis(250));
    assertPause(2, Duration.ofMillis(500));
    assertPause(8, Duration.ofSeconds(32));
    assertPause(12, Duration.ofMinutes(5));
    assertPause(Integer.MAX_VALUE, Duration.ofMinutes(5));
  }

  @Test
  void resourcesThatFailedTogetherAreNotRetriedTogether() {
    assertThat(List.of(backoff.afterFailures(8), backoff.afterFailures(8))).doesNotHaveDuplicates();
  }

  @Test
  void noRetryComesBeforeTheTimeThatTheTenantNamed() {
    assertThat(backoff.delay(new Requeue.At(NOW.plusSeconds(10)), 0).orElseThrow())
        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
    assertThat(backoff.delay(new Requeue.At(NOW.minusSeconds(10)), 0).orElseThrow())
        .isBetween(Duration.ZERO, Duration.ofSeconds(1));
  }

  @Test
  void aQueuedResourceIsRetriedAtItsTime() {
    assertThat(backoff.delay(new Requeue.WhenAdmitted(NOW.plusMillis(70)), 0))
        .contains(Duration.ofMillis(70));
    assertThat(backoff.delay(new Requeue.Immediately(), 0)).contains(Duration.ZERO);
  }

  @Test
  void aResourceThatWaitsForAChangeHasNoDelay() {
    assertThat(backoff.delay(new Requeue.OnChange(), 0)).isEmpty();
    assertThat(backoff.delay(new Requeue.RemoveFinalizer(), 0)).isEmpty();
  }

  @Test
  void whatIsAboutToBeCreatedIsLookedForTwiceAMinuteHoweverLateItAppears() {
    assertThat(backoff.delay(new Requeue.UntilItAppears(), 1).orElseThrow())
        .isLessThan(Duration.ofSeconds(1));
    assertThat(backoff.delay(new Requeue.UntilItAppears(), Integer.MAX_VALUE).orElseThrow())
        .isBetween(Duration.ofSeconds(16), Duration.ofSeconds(24));
  }

  @Test
  void aUsersMistakeIsRetriedSlowly() {
    assertThat(
            backoff
                .delay(new Requeue.AfterCredentialReload(false, new Requeue.Slow()), 0)
                .orElseThrow())
        .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6));
  }

  private void assertPause(int failures, Duration expected) {
    assertThat(backoff.afterFailures(failures))
        .isBetween(expected.multipliedBy(8).dividedBy(10), expected.multipliedBy(12).dividedBy(10));
  }
}
