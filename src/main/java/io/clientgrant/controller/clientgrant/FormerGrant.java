package io.clientgrant.controller.clientgrant;

import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReadyState.Phase;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.grant.plan.Holdings;
import io.clientgrant.grant.plan.Ownership.Owned;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A grant of a client that a ClientGrant referred to before, after it was seen to. It goes only
 * when the grant of the present client is there, or is gone too: access is never interrupted.
 *
 * @param owned what is recorded of it
 * @param isThere whether the tenant shows it
 * @param result how a ClientGrant would stand that held this one alone, and is being deleted
 */
record FormerGrant(Owned owned, boolean isThere, ReconcileResult result) {
  /** Whether a resource has what it asks for, or nothing, so that its former grants can go. */
  static boolean canGoAfter(ReconcileResult result) {
    return result.state().phase() == Phase.READY
        || result.state().reason().equals(ReadyState.EXPIRED);
  }

  /** What came of a resource with its former grants: what is left keeps it from being done. */
  static Outcome after(Outcome outcome, List<FormerGrant> all) {
    var left = all.stream().filter(former -> !former.isSeenTo()).toList();
    var result =
        outcome
            .result()
            .then(all.stream().flatMap(former -> former.result.actions().stream()).toList());
    var known = left.isEmpty() ? result : delayed(result, left);
    return outcome.with(
        hasRoomAgain(all, left) ? known.standing(known.state(), new Requeue.Immediately()) : known,
        left.stream().map(FormerGrant::owned).toList());
  }

  /** Then the reference is followed, which it was not while there were so many. */
  private static boolean hasRoomAgain(List<FormerGrant> all, List<FormerGrant> left) {
    return all.size() >= Holdings.MOST_FORMER && left.size() < all.size();
  }

  private static ReconcileResult delayed(ReconcileResult result, List<FormerGrant> left) {
    var first = left.getFirst().result;
    var known =
        canGoAfter(result) ? result.standing(first.state().outOfStep(), first.requeue()) : result;
    var excess =
        left.stream()
            .filter(FormerGrant::isThere)
            .map(
                former -> "all of grant %s for %s".formatted(former.owned.id(), former.owned.key()))
            .collect(Collectors.joining(", "));
    return excess.isEmpty() ? known : known.withExcess(excess);
  }

  private boolean isSeenTo() {
    return result.requeue() instanceof Requeue.RemoveFinalizer;
  }
}
