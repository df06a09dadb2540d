package io.clientgrant.auth0.failure;

/** A call to the tenant that did not succeed. */
public sealed class TenantException extends RuntimeException permits NoResponseException {
  private final transient Failure failure;

  /**
   * Carries a failure; without a stack trace, since where it came from is always the same place.
   */
  public TenantException(Failure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  /** Why. */
  public Failure failure() {
    return failure;
  }
}
