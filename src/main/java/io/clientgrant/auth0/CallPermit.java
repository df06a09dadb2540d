package io.clientgrant.auth0;

import io.clientgrant.auth0.limit.Admission;
import io.clientgrant.auth0.limit.RateLimiter;

/**
 * Lets one reconciliation call a tenant. The rate limiter is asked before the first call; further
 * calls are counted, but not held back. Closing gives the place among the calls in flight back.
 */
public final class CallPermit implements AutoCloseable {
  private final RateLimiter limiter;
  private final Object caller;
  private final boolean urgent;
  private boolean granted;

  CallPermit(RateLimiter limiter, Object caller, boolean urgent) {
    this.limiter = limiter;
    this.caller = caller;
    this.urgent = urgent;
  }

  /** Asks to make a call. A caller that is refused keeps its place in the limiter's queue. */
  public Admission acquire() {
    if (granted) {
      limiter.charge();
      return new Admission.Granted();
    }
    var admission = limiter.tryAcquire(caller, urgent);
    granted = admission instanceof Admission.Granted;
    return admission;
  }

  /** The limiter that is asked. */
  public RateLimiter limiter() {
    return limiter;
  }

  @Override
  public void close() {
    if (granted) {
      limiter.release();
    }
  }
}
