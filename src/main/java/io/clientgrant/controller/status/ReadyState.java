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
import io.clientgrant.grant.policy.Refusal;
import java.time.Instant;

/**
 * How a resource stands, as its conditions will show it.
 *
 * @param phase which conditions are set
 * @param reason one CamelCase word, for machines
 * @param message a sentence, for people; the same at each try, so that a retry writes nothing
 */
public record ReadyState(Phase phase, String reason, String message) {
  /** A longer text of the API would leave no room in a condition for how to release the grant. */
  private static final int MAX_TROUBLE_LENGTH = 700;

  /** The pauses of {@link Requeue.WithBackoff} have added up to four minutes then. */
  private static final int WHILE_IT_MAY_APPEAR = 10;

  /** The reason of a resource whose end date has come. */
  public static final String EXPIRED = "Expired";

  /** The reason of a resource whose Auth0Tenant does not exist. */
  public static final String TENANT_NOT_FOUND = "TenantNotFound";

  /** Somebody else keeps changing the grant, and it is left alone for a while. */
  public static final String CONTESTED = "Contested";

  /** The reason of a resource whose tenant is in mode Release. */
  public static final String LET_GO = "LetGo";

  /** The reason of a resource whose grant is to be deleted, and cannot be yet. */
  public static final String DELETION_BLOCKED = "DeletionBlocked";

  private static final String OUT_OF_SYNC = "OutOfSync";

  /** The phases of kstatus, and three that are this operator's own. */
  public enum Phase {
    /** The tenant shows what the resource asks for. */
    READY,
    /** Not yet; the operator keeps trying. */
    RECONCILING,
    /** Not until a person changes something. */
    STALLED,
    /** Left alone on purpose: it is suspended, or the mode of its tenant allows no write. */
    IDLE,
    /** Not looked at yet. An earlier state of the same generation stays as it is. */
    UNCHANGED,
    /**
     * The tenant shows something else than the resource asks for, and nothing was done yet. An
     * earlier state of the same generation stays as it is unless it is {@link #READY}.
     */
    WAITING
  }

  /** The tenant shows what the resource asks for. */
  public static ReadyState ready(String message) {
    return new ReadyState(Phase.READY, "InSync", message);
  }

  /** Not yet; the operator keeps trying. */
  public static ReadyState reconciling(String reason, String message) {
    return new ReadyState(Phase.RECONCILING, reason, message);
  }

  /** Not until a person changes something. */
  public static ReadyState stalled(String reason, String message) {
    return new ReadyState(Phase.STALLED, reason, message);
  }

  /** Not looked at yet; replaces only a state of an earlier generation. */
  public static ReadyState unchanged(String reason, String message) {
    return new ReadyState(Phase.UNCHANGED, reason, message);
  }

  /** Something has to be done, and was not done yet; replaces READY, or an earlier generation. */
  public static ReadyState waiting(String reason, String message) {
    return new ReadyState(Phase.WAITING, reason, message);
  }

  /**
   * Auth0 has answered a write with a grant that is not as asked for.
   *
   * @param wanted what the answer does not show
   * @param isLasting whether that was so several times
   */
  public static ReadyState outOfSync(String wanted, boolean isLasting) {
    return isLasting
        ? stalled(OUT_OF_SYNC, "Auth0 does not take %s.".formatted(wanted))
        : reconciling(
            OUT_OF_SYNC,
            "Auth0 answered without an error, but its answer does not show %s. It is tried again."
                .formatted(wanted));
  }

  /** The API server takes too long to record that a grant is about to be created. */
  public static ReadyState notRecorded() {
    return reconciling(
        "Unavailable",
        "The API server of this cluster takes too long. No grant is created before that is"
            + " recorded.");
  }

  /** The resource is suspended. */
  public static ReadyState suspended() {
    return new ReadyState(
        Phase.IDLE, "Suspended", "The operator leaves this alone until spec.suspend is false.");
  }

  /** The resource is suspended, and its end date has come. */
  public static ReadyState suspendedBeyond(Instant end) {
    return new ReadyState(
        Phase.IDLE,
        "Suspended",
        ("Its end date %s has come, but the operator leaves the grant alone until spec.suspend is"
                + " false.")
            .formatted(end));
  }

  /**
   * The end date has come.
   *
   * @param outcome what has become of the grant, as sentences
   */
  public static ReadyState expired(Instant end, String outcome) {
    return stalled(EXPIRED, "The end date %s has come. %s".formatted(end, outcome));
  }

  /** The tenant is in mode Observe, and the plan would write. */
  public static ReadyState wouldWrite(String reason, String message) {
    return new ReadyState(Phase.IDLE, reason, message);
  }

  /** The tenant is in mode Release. */
  public static ReadyState letGo() {
    return new ReadyState(
        Phase.IDLE,
        LET_GO,
        "The tenant is in mode Release: the operator writes nothing to it. If this resource is"
            + " deleted, its grant stays at the tenant.");
  }

  /** Something is in the way of a deletion. */
  public static ReadyState deletionBlocked(String message) {
    return reconciling(DELETION_BLOCKED, message);
  }

  /** A rule refuses what the resource asks for. */
  public static ReadyState refused(Refusal refusal) {
    return stalled(refusal.reason(), refusal.message());
  }

  /**
   * A call to the tenant failed. The state is Stalled only for what a person must change. A client,
   * an API or a scope that is missing may still appear: it is Stalled after some minutes.
   *
   * @param failures how often the reconciliation has failed in a row before
   */
  public static ReadyState failed(Failure failure, int failures) {
    return switch (failure) {
      case NotFound(var message) -> missing("NotFound", message, failures);
      case UndefinedScopes(var message) -> missing("Invalid", message, failures);
      case Conflict(var message) -> reconciling("Conflict", message);
      case Invalid(var message) -> stalled("Invalid", message);
      case Forbidden(var message) -> stalled("Forbidden", message);
      case QuotaExceeded(var message) -> stalled("QuotaExceeded", message);
      case MissingScopes(var message) -> stalled("MissingScopes", message);
      case Unauthorized(var message) -> reconciling("Unauthorized", message);
      case Throttled(var message, _) -> reconciling("Throttled", message);
      case Unavailable(var message) -> reconciling("Unavailable", message);
    };
  }

  /**
   * Something that a person has to provide is not there, and may still appear.
   *
   * @param failures how often the reconciliation has failed in a row before
   */
  public static ReadyState missing(String reason, String message, int failures) {
    return failures < WHILE_IT_MAY_APPEAR ? reconciling(reason, message) : stalled(reason, message);
  }

  /** The same for an Auth0Tenant, whose readers can change the credential. */
  public static ReadyState disconnected(Failure failure) {
    return switch (failure) {
      case Unauthorized(var message) ->
          reconciling(
              "InvalidCredentials",
              sentence(message) + " Correct the Secret, or the application at Auth0.");
      case MissingScopes(var message) ->
          stalled(
              "MissingScopes",
              sentence(message)
                  + " Authorize the application for the Auth0 Management API with what is"
                  + " missing.");
      case Unavailable(var message) -> reconciling("Unreachable", message);
      default -> failed(failure, 0);
    };
  }

  /**
   * This state of a resource that is being deleted: its message also says how to release the grant,
   * so that nobody has to wait for the trouble to end.
   *
   * @param annotation the annotation that releases the grant, as {@code key=value}
   */
  public ReadyState orRelease(String annotation) {
    var trouble =
        message.length() <= MAX_TROUBLE_LENGTH
            ? sentence(message)
            : message.substring(0, MAX_TROUBLE_LENGTH) + "….";
    return new ReadyState(
        phase,
        reason,
        "%s To let go instead, and leave the grant at the tenant, annotate this with %s."
            .formatted(trouble, annotation));
  }

  /** This state of a resource that cannot be READY, whatever the earlier state was. */
  public ReadyState outOfStep() {
    return phase == Phase.UNCHANGED ? waiting(reason, message) : this;
  }

  /**
   * This state of a resource whose grant gives more access than is asked for. That comes first, and
   * is never kept back for an earlier state.
   *
   * @param excess what is granted and not asked for
   */
  public ReadyState withExcess(String excess) {
    var text = "Still granted though it should not be: %s. %s".formatted(excess, message);
    return switch (phase) {
      case RECONCILING, STALLED -> new ReadyState(phase, reason, text);
      case UNCHANGED, WAITING -> waiting(reason, text);
      case READY, IDLE -> this;
    };
  }

  /** Whether Auth0 has answered a write with a grant that is not as asked for. */
  public boolean isOutOfSync() {
    return reason.equals(OUT_OF_SYNC);
  }

  /** Whether somebody should be told by an event. */
  public boolean isTrouble() {
    return phase == Phase.RECONCILING || phase == Phase.STALLED;
  }

  private static String sentence(String message) {
    return message.endsWith(".") ? message : message + ".";
  }
}
