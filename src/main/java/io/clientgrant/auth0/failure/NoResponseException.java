package io.clientgrant.auth0.failure;

import io.clientgrant.auth0.failure.Failure.Unavailable;

/**
 * A call that nobody answered. It may be the tenant that is down, and not this call that failed.
 */
public final class NoResponseException extends TenantException {
  public NoResponseException(String message) {
    super(new Unavailable(message));
  }
}
