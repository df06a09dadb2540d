package io.clientgrant.controller.status;

import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.Conflict;
import io.clientgrant.auth0.failure.Failure.Forbidden;
import io.clientgrant.auth0.failure.Failure.Invalid;
import io.clientgrant.auth0.failure.Failure.MissingScopes;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.QuotaExceeded;
import io.clientgrant.auth0.failure.Failure.Throttled;
import io.clientgrant.auth0.failure.Failure.Unauthorized;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.Failure.UndefinedScopes;
import java.time.Instant;

/** When a resource is reconciled again if nothing changes. */
public sealed interface Requeue {
  /** Only when something changes. */
  record OnChange() implements Requeue {}

  /** After a long pause, because an earlier try is unlikely to help. */
  record Slow() implements Requeue {}

  /** At a moment that the tenant has named. */
  record At(Instant moment) implements Requeue {}

  /** When the tenant's rate limiter may admit it. */
  record WhenAdmitted(Instant moment) implements Requeue {}

  /** Soon, and after growing pauses. */
  record WithBackoff() implements Requeue {}

  /** Soon, and after pauses that grow only to 20 seconds: somebody is about to provide it. */
  record UntilProvided() implements Requeue {}

  /**
   * After the tenant's credential has been read again.
   *
   * @param isRejected whether the credential is not valid any more, and not only of no use here
   * @param then when the resource is reconciled
   */
  record AfterCredentialReload(boolean isRejected, Requeue then) implements Requeue {}

  /** At once. */
  record Immediately() implements Requeue {}

  /** Never: the finalizer is removed. */
  record RemoveFinalizer() implements Requeue {}

  /**
   * After a failed call: slow where a user must act, with backoff where the trouble may pass. A
   * client, an API or a scope that is missing may be created in the same minute.
   */
  static Requeue after(Failure failure) {
    return switch (failure) {
      case Invalid _, Forbidden _, QuotaExceeded _ -> new Slow();
      case Throttled(_, var until) -> new At(until);
      case Unauthorized _ -> new AfterCredentialReload(true, new WithBackoff());
      case MissingScopes _ -> new AfterCredentialReload(false, new Slow());
      case NotFound _, UndefinedScopes _, Conflict _, Unavailable _ -> new WithBackoff();
    };
  }
}
