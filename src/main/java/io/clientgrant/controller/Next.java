package io.clientgrant.controller;

import io.clientgrant.tenant.Failure;
import io.clientgrant.tenant.Failure.Conflict;
import io.clientgrant.tenant.Failure.Forbidden;
import io.clientgrant.tenant.Failure.Invalid;
import io.clientgrant.tenant.Failure.MissingScopes;
import io.clientgrant.tenant.Failure.NotFound;
import io.clientgrant.tenant.Failure.Throttled;
import io.clientgrant.tenant.Failure.Unauthorized;
import io.clientgrant.tenant.Failure.Unavailable;
import java.time.Instant;

/** When a resource is looked at again, if nothing changes. */
sealed interface Next {
  /** When something changes. */
  record Rest() implements Next {}

  /** After a long pause: trying sooner is unlikely to help. */
  record Later() implements Next {}

  /** At a moment that the tenant has named. */
  record At(Instant moment) implements Next {}

  /** When its turn comes at the tenant's gate. */
  record InTurn(Instant moment) implements Next {}

  /** Soon, then after ever longer pauses. */
  record Backoff() implements Next {}

  /**
   * The tenant's credential is to be read again first.
   *
   * @param then when the resource is looked at
   */
  record Reconnect(Next then) implements Next {}

  /** Never: the resource may go. */
  record Done() implements Next {}

  /** A user's mistake is not retried hot; trouble on the way is retried without end. */
  static Next after(Failure failure) {
    return switch (failure) {
      case NotFound _, Invalid _, Forbidden _ -> new Later();
      case Throttled(_, var until) -> new At(until);
      case Unauthorized _ -> new Reconnect(new Backoff());
      case MissingScopes _ -> new Reconnect(new Later());
      case Conflict _, Unavailable _ -> new Backoff();
    };
  }
}
