package io.clientgrant.controller.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.plan.Ownership;
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
  void aMomentThatTheResultNamesIsNotMissed() {
    var settled = ReconcileResult.settled(ReadyState.ready(""), new Ownership.None());
    var slow = ReconcileResult.of(ReadyState.ready(""), new Ownership.None(), new Requeue.Slow());

    assertThat(backoff.delay(settled, 0)).isEmpty();
    assertThat(backoff.delay(settled.noLaterThan(NOW.plusSeconds(90)), 0))
        .contains(Duration.ofSeconds(90));
    assertThat(backoff.delay(slow.noLaterThan(NOW.plusSeconds(9)), 0))
        .contains(Duration.ofSeconds(9));
    assertThat(backoff.delay(slow.noLaterThan(NOW.plusSeconds(9_000)), 0).orElseThrow())
        .isLessThan(Duration.ofMinutes(7));
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
  void whatIsAboutToBeProvidedIsLookedForTwiceAMinuteHoweverLateItComes() {
    assertThat(backoff.delay(new Requeue.UntilProvided(), 1).orElseThrow())
        .isLessThan(Duration.ofSeconds(1));
    assertThat(backoff.delay(new Requeue.UntilProvided(), Integer.MAX_VALUE).orElseThrow())
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
