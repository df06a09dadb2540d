package io.clientgrant.auth0.failure;

import java.time.Instant;

/**
 * Why a call did not succeed, decided by the HTTP status: the SDK's exception classes and the API's
 * messages differ between endpoints and years. Of a 403 the error code tells two kinds apart. Of a
 * 400 the message tells scopes that the API does not define, and of a 409 a quota.
 */
public sealed interface Failure {
  /** What the API said, or what became of the call; without anything taken from a credential. */
  String message();

  /**
   * Whether the API refuses what the call asks for, so that a call that asks for less may succeed.
   */
  default boolean isRefusal() {
    return switch (this) {
      case Invalid _, UndefinedScopes _, Forbidden _, Conflict _, QuotaExceeded _ -> true;
      case NotFound _, MissingScopes _, Unauthorized _, Throttled _, Unavailable _ -> false;
    };
  }

  /** 404: what the call named does not exist. */
  record NotFound(String message) implements Failure {}

  /** 400: the API does not define one of the scopes, or does not define it yet. */
  record UndefinedScopes(String message) implements Failure {}

  /** 409: it exists already. */
  record Conflict(String message) implements Failure {}

  /** 409: it does not exist, and no more can be added. */
  record QuotaExceeded(String message) implements Failure {}

  /** Any other 4xx: the request is one that the API will never take. */
  record Invalid(String message) implements Failure {}

  /** The credential lacks a scope of the Management API; the message names it. */
  record MissingScopes(String message) implements Failure {}

  /** 403: the credential may not do it, whatever its scopes. */
  record Forbidden(String message) implements Failure {}

  /** 401, also after a new token: the credential is not valid. */
  record Unauthorized(String message) implements Failure {}

  /**
   * 429: too many calls; this one was not carried out.
   *
   * @param message what the API said
   * @param until when the tenant takes calls again
   */
  record Throttled(String message, Instant until) implements Failure {}

  /** 5xx, or no readable answer: whether the call was carried out is not known. */
  record Unavailable(String message) implements Failure {}
}
