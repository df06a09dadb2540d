package io.clientgrant.controller.status;

import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import java.util.Optional;

/**
 * Retries a reconciliation that threw an exception, such as when the API server does not answer.
 * JOSDK's own retry gives up after five attempts and has no jitter.
 */
public final class UnlimitedRetry implements Retry {
  private final Backoff backoff;

  /** Uses the same pauses as every other retry. */
  public UnlimitedRetry(Backoff backoff) {
    this.backoff = backoff;
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
      return Optional.of(backoff.afterFailures(++made).toMillis());
    }
  }
}
