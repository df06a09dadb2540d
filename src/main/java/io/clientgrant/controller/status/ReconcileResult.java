package io.clientgrant.controller.status;

import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.policy.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a reconciliation ended. It is reported once, in one place.
 *
 * @param state how the resource stands
 * @param ownership what the resource owns now
 * @param requeue when it is reconciled again
 * @param actions what was done, for events
 * @param leavesExcess whether the grant still gives access that is not asked for
 * @param handledRequest the request that was carried out; null if there was none
 * @param latest when it is reconciled again at the latest, by a clock that is never set; null if
 *     there is no such moment
 */
public record ReconcileResult(
    ReadyState state,
    Ownership ownership,
    Requeue requeue,
    List<Action> actions,
    boolean leavesExcess,
    @Nullable String handledRequest,
    @Nullable Instant latest) {

  private static final String QUEUED = "Waits for its turn: the tenant takes only so many calls.";

  /**
   * Something that was done.
   *
   * @param reason one CamelCase word in the past tense
   * @param message a sentence
   */
  public record Action(String reason, String message) {
    /** A request to read the tenant was carried out. */
    public static final Action CHECKED =
        new Action("Checked", "The grant was looked up at the tenant.");
  }

  /** A result with some actions. */
  public static ReconcileResult of(
      ReadyState state, Ownership ownership, Requeue requeue, Action... actions) {
    return new ReconcileResult(state, ownership, requeue, List.of(actions), false, null, null);
  }

  /** Nothing is done until something changes. */
  public static ReconcileResult settled(ReadyState state, Ownership ownership) {
    return of(state, ownership, new Requeue.OnChange());
  }

  /** A rule refuses what the resource asks for. */
  public static ReconcileResult refused(Refusal refusal, Ownership ownership) {
    return settled(ReadyState.refused(refusal), ownership);
  }

  /**
   * A call failed.
   *
   * @param failures how often the reconciliation has failed in a row before
   */
  public static ReconcileResult failed(
      Failure failure, int failures, Ownership ownership, Action... actions) {
    return of(ReadyState.failed(failure, failures), ownership, Requeue.after(failure), actions);
  }

  /** The tenant's rate limiter does not admit a call yet. */
  public static ReconcileResult queued(Ownership ownership, Instant retryAt) {
    var state = ReadyState.unchanged("Queued", QUEUED);
    return of(state, ownership, new Requeue.WhenAdmitted(retryAt));
  }

  /** The resource has changed since it was read: it is reconciled again as it is now. */
  public static ReconcileResult stale(Ownership ownership) {
    var state = ReadyState.unchanged("Changed", "The resource changed while it was reconciled.");
    return of(state, ownership, new Requeue.WithBackoff());
  }

  /**
   * This result of a resource that asks for something else than the tenant was last seen to hold.
   */
  public ReconcileResult outOfStep() {
    return new ReconcileResult(
        state.outOfStep(), ownership, requeue, actions, leavesExcess, handledRequest, latest);
  }

  /**
   * This result of a resource whose grant gives more access than it asks for.
   *
   * @param excess what is granted and not asked for
   */
  public ReconcileResult withExcess(String excess) {
    return new ReconcileResult(
        state.withExcess(excess), ownership, requeue, actions, true, handledRequest, latest);
  }

  /** This result after a request to read the tenant again was carried out. */
  public ReconcileResult handled(String request) {
    return new ReconcileResult(
        state, ownership, requeue, after(Action.CHECKED), leavesExcess, request, latest);
  }

  /** This result, and something that came before what was done. */
  public ReconcileResult withFirst(Action first) {
    return new ReconcileResult(
        state, ownership, requeue, after(first), leavesExcess, handledRequest, latest);
  }

  /** This result, and what was done after it. */
  public ReconcileResult then(List<Action> more) {
    return new ReconcileResult(
        state,
        ownership,
        requeue,
        Stream.concat(actions.stream(), more.stream()).toList(),
        leavesExcess,
        handledRequest,
        latest);
  }

  /** This result of a resource that stands in another way, and so is reconciled again. */
  public ReconcileResult standing(ReadyState other, Requeue then) {
    return new ReconcileResult(
        other, ownership, then, actions, leavesExcess, handledRequest, latest);
  }

  /** This result of a resource that is reconciled again at that moment, if not before. */
  public ReconcileResult noLaterThan(Instant moment) {
    return new ReconcileResult(
        state, ownership, requeue, actions, leavesExcess, handledRequest, moment);
  }

  private List<Action> after(Action first) {
    return Stream.concat(Stream.of(first), actions.stream()).toList();
  }

  /** Whether the tenant has shown that the resource owns what it owns, and may own it. */
  public boolean hasSeenGrant() {
    return state.phase() == ReadyState.Phase.READY || hasChangedTenant();
  }

  /** Whether the tenant was changed, or a grant taken over. */
  public boolean hasChangedTenant() {
    return actions.stream().anyMatch(action -> !action.equals(Action.CHECKED));
  }
}
