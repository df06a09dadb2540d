package io.clientgrant.controller;

import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.Refusal;
import io.clientgrant.tenant.Failure;
import io.clientgrant.tenant.Failure.Conflict;
import io.clientgrant.tenant.Failure.Forbidden;
import io.clientgrant.tenant.Failure.Invalid;
import io.clientgrant.tenant.Failure.MissingScopes;
import io.clientgrant.tenant.Failure.NotFound;
import io.clientgrant.tenant.Failure.Throttled;
import io.clientgrant.tenant.Failure.Unauthorized;
import io.clientgrant.tenant.Failure.Unavailable;

/**
 * How a resource stands, as its conditions will say it.
 *
 * @param phase what kind of condition it is
 * @param reason one CamelCase word, for machines
 * @param message a sentence, for people; the same at each try, so that a retry writes nothing
 */
record Verdict(Phase phase, String reason, String message) {
  /** So long may the API's own words be, or how to let go would not fit into a condition. */
  private static final int LONGEST_TROUBLE = 700;

  /** The phases of kstatus, and one more. */
  enum Phase {
    /** All is as the resource asks. */
    READY,
    /** Not yet, and the operator goes on trying. */
    RECONCILING,
    /** Not, until a person changes something. */
    STALLED,
    /** Looked at, and left alone, as the tenant's owner wants. */
    OBSERVED,
    /** Left alone, as the resource asks. */
    SUSPENDED,
    /** Not looked at yet. What an earlier look at the same spec found still stands. */
    WAITING
  }

  static Verdict ready(String message) {
    return new Verdict(Phase.READY, "InSync", message);
  }

  static Verdict reconciling(String reason, String message) {
    return new Verdict(Phase.RECONCILING, reason, message);
  }

  static Verdict waiting(String reason, String message) {
    return new Verdict(Phase.WAITING, reason, message);
  }

  static Verdict deletionBlocked(String message) {
    return reconciling("DeletionBlocked", message);
  }

  /**
   * This of a resource that is to go, with how to let go; in trouble nobody need wait for its end.
   */
  Verdict orLetGo(GrantRecord record) {
    var trouble =
        message.length() <= LONGEST_TROUBLE
            ? sentence(message)
            : message.substring(0, LONGEST_TROUBLE) + "….";
    return new Verdict(
        phase,
        reason,
        "%s To let go instead, and leave the grant at the tenant, annotate this with %s."
            .formatted(trouble, Release.wanted(record)));
  }

  static Verdict suspended() {
    return new Verdict(
        Phase.SUSPENDED,
        "Suspended",
        "The operator leaves this alone until spec.suspend is false.");
  }

  static Verdict refused(Refusal refusal) {
    return new Verdict(Phase.STALLED, refusal.reason(), refusal.message());
  }

  /** Whether somebody may want to be told. */
  boolean isTrouble() {
    return phase == Phase.RECONCILING || phase == Phase.STALLED;
  }

  /** Stalled only for what a person must change; a client or API that is missing may yet come. */
  static Verdict failed(Failure failure) {
    return switch (failure) {
      case NotFound(var message) -> reconciling("NotFound", message);
      case Conflict(var message) -> reconciling("Conflict", message);
      case Invalid(var message) -> new Verdict(Phase.STALLED, "Invalid", message);
      case Forbidden(var message) -> new Verdict(Phase.STALLED, "Forbidden", message);
      case MissingScopes(var message) -> new Verdict(Phase.STALLED, "MissingScopes", message);
      case Unauthorized(var message) -> reconciling("Unauthorized", message);
      case Throttled(var message, _) -> reconciling("Throttled", message);
      case Unavailable(var message) -> reconciling("Unavailable", message);
    };
  }

  /** How a tenant stands that could not be read, for those who can change its credential. */
  static Verdict disconnected(Failure failure) {
    return switch (failure) {
      case Unauthorized(var message) ->
          reconciling(
              "InvalidCredentials",
              sentence(message) + " Correct the Secret, or the application at Auth0.");
      case MissingScopes(var message) ->
          new Verdict(
              Phase.STALLED,
              "MissingScopes",
              sentence(message)
                  + " Authorize the application for the Auth0 Management API with what is missing.");
      case Unavailable(var message) -> reconciling("Unreachable", message);
      default -> failed(failure);
    };
  }

  private static String sentence(String message) {
    return message.endsWith(".") ? message : message + ".";
  }
}
