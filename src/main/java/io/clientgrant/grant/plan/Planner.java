package io.clientgrant.grant.plan;

import io.clientgrant.grant.Change;
import io.clientgrant.grant.Digest;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Withdrawal;
import io.clientgrant.grant.plan.ClaimPosition.HandingOver;
import io.clientgrant.grant.plan.ClaimPosition.Holder;
import io.clientgrant.grant.plan.ClaimPosition.Successor;
import io.clientgrant.grant.plan.ClaimPosition.Waiting;
import io.clientgrant.grant.plan.Goal.Ensure;
import io.clientgrant.grant.plan.Goal.Remove;
import io.clientgrant.grant.plan.Observation.Absent;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Observation.Indeterminate;
import io.clientgrant.grant.plan.Observation.Replaced;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import io.clientgrant.grant.plan.Plan.ReleaseReason;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.Refusal;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides what is to be done: pure, total, and enumerated in its test. */
public final class Planner {
  private Planner() {}

  /**
   * What is to be done for one resource.
   *
   * @param goal what it is there for
   * @param observed what the tenant shows under its key
   * @param ownership what its status says that it holds
   * @param position where it stands among those that claim the same key
   */
  public static Plan plan(
      Goal goal, Observation observed, Ownership ownership, ClaimPosition position) {
    return switch (goal) {
      case Ensure keep -> ensure(keep, observed, ownership, position);
      case Remove leave -> remove(leave, observed, ownership, position);
    };
  }

  /**
   * The steps that take away what the resource's own grant allows though the resource does not ask
   * for it. They are what to do after Auth0 has refused to change the grant as a whole, and what to
   * tell for as long as they are not done.
   *
   * @param goal what the resource is there for
   * @param observed what the tenant shows under its key
   * @param ownership what its status says that it holds
   */
  public static List<Withdrawal> excess(Goal goal, Observation observed, Ownership ownership) {
    return goal instanceof Ensure keep && observed instanceof Found(var grant) && !grant.system()
        ? owned(grant, ownership)
            .map(owned -> Withdrawal.of(changes(keep, grant, owned)))
            .orElse(List.of())
        : List.of();
  }

  private static Plan ensure(
      Ensure goal, Observation observed, Ownership ownership, ClaimPosition position) {
    return switch (position) {
      case Waiting(var holder) -> new Plan.Refuse(Refusal.heldByAnother(goal.key(), holder));
      case Successor(var owned) -> ensureAsHolder(goal, observed, owned);
      case Holder(), HandingOver(_) -> ensureAsHolder(goal, observed, ownership);
    };
  }

  private static Plan ensureAsHolder(Ensure goal, Observation observed, Ownership ownership) {
    return switch (observed) {
      case Indeterminate() -> new Plan.AwaitPendingCreate();
      case Absent() -> new Plan.Create(goal.desired());
      case Found(var grant) when grant.system() -> new Plan.Refuse(Refusal.systemGrant(grant));
      case Found(var grant) ->
          owned(grant, ownership)
              .map(owned -> maintain(goal, grant, owned))
              .orElseGet(() -> adopt(goal, grant));
      case Replaced replaced ->
          ensureAsHolder(goal, new Found(replaced.grant()), afterReplacement(ownership, replaced));
    };
  }

  private static Plan remove(
      Remove goal, Observation observed, Ownership ownership, ClaimPosition position) {
    return switch (position) {
      case Waiting(_) -> new Plan.Release(ReleaseReason.HANDED_OVER);
      case HandingOver(var successor) when isThere(observed, ownership) ->
          new Plan.HandOver(successor);
      case Holder(), Successor(_), HandingOver(_) -> removeAsHolder(goal, observed, ownership);
    };
  }

  private static Plan removeAsHolder(Remove goal, Observation observed, Ownership ownership) {
    return switch (observed) {
      case Indeterminate() -> new Plan.AwaitPendingCreate();
      case Absent() -> new Plan.Release(ReleaseReason.NOTHING_LEFT);
      case Found(var grant) when grant.system() -> new Plan.Release(ReleaseReason.KEPT);
      case Found(var grant) ->
          owned(grant, ownership)
              .map(owned ->
                  goal.deletion().deletes(owned.origin())
                      ? new Plan.Delete(grant)
                      : new Plan.Release(ReleaseReason.KEPT))
              .orElseGet(() -> new Plan.Release(ReleaseReason.NOTHING_LEFT));
      case Replaced replaced ->
          removeAsHolder(goal, new Found(replaced.grant()), afterReplacement(ownership, replaced));
    };
  }

  /** A grant that somebody made anew belongs to whoever records the one before it as created. */
  private static Ownership afterReplacement(Ownership ownership, Replaced replaced) {
    return ownership instanceof Owned owned
            && owned.id().equals(replaced.gone())
            && owned.isReplacedBy(replaced.grant())
        ? owned.replacedBy(replaced.grant())
        : ownership;
  }

  /** Whether the tenant shows what a resource holds. */
  private static boolean isThere(Observation observed, Ownership ownership) {
    return switch (observed) {
      case Found(var grant) -> !grant.system() && owned(grant, ownership).isPresent();
      case Replaced replaced ->
          isThere(new Found(replaced.grant()), afterReplacement(ownership, replaced));
      case Absent(), Indeterminate() -> false;
    };
  }

  /**
   * Whether a resource could not have the grant, were it the only one.
   *
   * @param ownership what it would own: nothing, or what it takes over
   */
  static boolean refuses(Ensure goal, Observation observed, Ownership ownership) {
    return ensureAsHolder(goal, observed, ownership) instanceof Plan.Refuse;
  }

  /**
   * How the resource holds the grant, if it does. A grant that equals a pending creation is the one
   * that was created, whether or not the answer arrived.
   */
  private static Optional<Owned> owned(Grant grant, Ownership ownership) {
    return switch (ownership) {
      case None() -> Optional.empty();
      case PendingCreate(var digest, _) ->
          Optional.of(grant)
              .filter(found -> digest.equals(Digest.of(found.key(), found.settings())))
              .map(found -> ownedWith(found, Origin.CREATED, found.settings()));
      case Owned owned -> Optional.of(owned).filter(recorded -> recorded.matches(grant));
    };
  }

  private static Plan maintain(Ensure goal, Grant grant, Owned owned) {
    var asked = goal.desired().settings();
    var changes = changes(goal, grant, owned);
    var next = ownedWith(grant, owned.origin(), asked);
    if (changes.isEmpty()) {
      return new Plan.InSync(next);
    }
    return owned.origin() == Origin.ADOPTED && goal.adoptionLimit() != AdoptionPolicy.ALWAYS
        ? new Plan.Refuse(Refusal.adoptedAsItIs(grant, changes))
        : new Plan.Update(grant, next, changes);
  }

  private static List<Change> changes(Ensure goal, Grant grant, Owned owned) {
    return Change.between(goal.desired().settings(), grant.settings(), owned.managedFields());
  }

  private static Plan adopt(Ensure goal, Grant grant) {
    var asked = goal.desired().settings();
    var owned = ownedWith(grant, Origin.ADOPTED, asked);
    return switch (goal.adoption().limitedBy(goal.adoptionLimit())) {
      case NEVER -> new Plan.Refuse(Refusal.neverAdopted(grant));
      case ALWAYS ->
          new Plan.Adopt(grant, owned, Change.between(asked, grant.settings(), Set.of()));
      case IF_IDENTICAL -> {
        var changes = Change.between(asked, grant.settings(), EnumSet.allOf(Field.class));
        yield changes.isEmpty()
            ? new Plan.Adopt(grant, owned, List.of())
            : new Plan.Refuse(Refusal.notIdentical(grant, changes));
      }
    };
  }

  private static Owned ownedWith(Grant grant, Origin origin, Settings settings) {
    return new Owned(grant.id(), grant.key(), origin, settings.fields());
  }
}
