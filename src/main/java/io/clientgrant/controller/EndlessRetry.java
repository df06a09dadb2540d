package io.clientgrant.controller;

import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import java.util.Optional;

/**
 * Retries what nobody foresaw, such as an API server that does not answer: without end, since the
 * framework's default gives up after five times, and with jitter, which it has not.
 */
final class EndlessRetry implements Retry {
  private final Pacing pacing;

  EndlessRetry(Pacing pacing) {
    this.pacing = pacing;
  }

  @Override
  public RetryExecution initExecution() {
    return new Attempts();
  }

  private final class Attempts implements RetryExecution {
    private int made;

    @Override
    public int getAttemptCount() {
      return made;
    }

    @Override
    public boolean isLastAttempt() {
      return false;
    }

    @Override
    public Optional<Long> nextDelay() {
      return Optional.of(pacing.backoff(++made).toMillis());
    }
  }
}
