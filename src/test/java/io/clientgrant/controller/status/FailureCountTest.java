package io.clientgrant.controller.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureCountTest {
  private static final Requeue FAILED = new Requeue.WithBackoff();

  @Test
  void failuresInARowAreCounted() {
    assertThat(FailureCount.NONE.after(1L, FAILED).after(1L, FAILED).count()).isEqualTo(2);
  }

  @Test
  void aReconciliationThatDoesNotFailEndsTheRow() {
    assertThat(FailureCount.NONE.after(1L, FAILED).after(1L, new Requeue.OnChange()))
        .isEqualTo(FailureCount.NONE);
  }

  @Test
  void waitingForTheRateLimiterDoesNotEndTheRow() {
    var queued = new Requeue.WhenAdmitted(Instant.EPOCH);

    assertThat(FailureCount.NONE.after(1L, FAILED).after(1L, queued).after(1L, FAILED).count())
        .isEqualTo(2);
  }

  @Test
  void aNewGenerationStartsAgain() {
    assertThat(FailureCount.NONE.after(1L, FAILED).after(1L, FAILED).after(2L, FAILED).count())
        .isEqualTo(1);
  }

  @Test
  void aFailureWithARefusedCredentialIsCountedToo() {
    assertThat(FailureCount.NONE.after(1L, new Requeue.AfterCredentialReload(true, FAILED)).count())
        .isEqualTo(1);
    assertThat(
            FailureCount.NONE.after(
                1L, new Requeue.AfterCredentialReload(false, new Requeue.Slow())))
        .isEqualTo(FailureCount.NONE);
  }
}
