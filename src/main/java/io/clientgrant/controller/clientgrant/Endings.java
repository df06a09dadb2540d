package io.clientgrant.controller.clientgrant;

import io.clientgrant.controller.facts.Facts;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.ReconcileResult.Action;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Plan.ReleaseReason;
import java.time.Instant;

/**
 * How it ends: a resource that is being deleted goes, and one whose end date has come stays without
 * a grant, until a person extends or deletes it.
 */
final class Endings {
  private static final String NO_GRANT =
      "Nothing is granted by this resource any more. Set a later spec.expiresAt, or delete the"
          + " resource.";

  private Endings() {}

  /** The grant was deleted. */
  static ReconcileResult deleted(Grant grant, Facts facts) {
    var action = new Action("Deleted", "Deleted %s.".formatted(grant.name()));
    return facts.resource().isBeingDeleted() ? gone(action) : withoutGrant(facts, action);
  }

  /** Lets a resource go without a call. */
  static ReconcileResult release(ReleaseReason reason, Ownership ownership) {
    return switch (reason) {
      case NOTHING_LEFT -> gone();
      case KEPT ->
          gone(new Action("Kept", "%s stays at the tenant.".formatted(describe(ownership))));
      case RELEASED ->
          gone(
              new Action(
                  "Released",
                  "%s stays at the tenant, and nothing here manages it any more."
                      .formatted(describe(ownership))));
      case HANDED_OVER -> gone(handedOver());
    };
  }

  /** The end date has come, and there is no call to make. */
  static ReconcileResult expire(ReleaseReason reason, Facts facts) {
    return switch (reason) {
      case KEPT, RELEASED ->
          facts.ownership() instanceof Owned owned ? kept(owned, facts) : withoutGrant(facts);
      case NOTHING_LEFT -> withoutGrant(facts);
      case HANDED_OVER ->
          facts.ownership() instanceof Owned
              ? withoutGrant(facts, handedOver())
              : withoutGrant(facts);
    };
  }

  /** The limit of a guardrail keeps it. */
  private static ReconcileResult kept(Owned owned, Facts facts) {
    var outcome =
        ("But the tenant's owner does not let the operator delete grant %s. Ask for a guardrail with"
                + " deletion: Always, or delete the grant at Auth0.")
            .formatted(owned.id());
    return ReconcileResult.settled(ReadyState.expired(end(facts), outcome), owned);
  }

  /** What is recorded, for people. */
  static String describe(Ownership ownership) {
    return ownership instanceof Owned owned
        ? "%s for %s"
            .formatted(Grant.capitalized(owned.key().name(owned.id())), owned.key().ofClientGrant())
        : "The grant, if there is one,";
  }

  private static ReconcileResult withoutGrant(Facts facts, Action... actions) {
    var requeue =
        actions.length == 0
            ? new Requeue.OnChange()
            : new Requeue.Immediately(); // for what its spec may have to be told beyond that
    return ReconcileResult.of(
        ReadyState.expired(end(facts), NO_GRANT), new None(), requeue, actions);
  }

  private static ReconcileResult gone(Action... actions) {
    return ReconcileResult.of(
        ReadyState.ready("Nothing is left to do."),
        new None(),
        new Requeue.RemoveFinalizer(),
        actions);
  }

  private static Action handedOver() {
    return new Action("HandedOver", "Another resource holds the grant now.");
  }

  private static Instant end(Facts facts) {
    return facts.resource().endDate().at().orElse(Instant.EPOCH);
  }
}
