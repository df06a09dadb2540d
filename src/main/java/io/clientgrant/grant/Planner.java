package io.clientgrant.grant;

import io.clientgrant.grant.Goal.Keep;
import io.clientgrant.grant.Goal.Leave;
import io.clientgrant.grant.GrantRecord.Held;
import io.clientgrant.grant.GrantRecord.None;
import io.clientgrant.grant.GrantRecord.Pending;
import io.clientgrant.grant.Observation.Absent;
import io.clientgrant.grant.Observation.Found;
import io.clientgrant.grant.Observation.Unsettled;
import io.clientgrant.grant.Plan.Farewell;
import io.clientgrant.grant.Standing.Behind;
import io.clientgrant.grant.Standing.Bequeathing;
import io.clientgrant.grant.Standing.First;
import io.clientgrant.grant.Standing.Heir;
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
   * @param record what its status says that it holds
   * @param standing where it stands among those that claim the same key
   */
  public static Plan plan(Goal goal, Observation observed, GrantRecord record, Standing standing) {
    return switch (goal) {
      case Keep keep -> keep(keep, observed, record, standing);
      case Leave leave -> leave(leave, observed, record, standing);
    };
  }

  private static Plan keep(Keep goal, Observation observed, GrantRecord record, Standing standing) {
    return switch (standing) {
      case Behind(var holder) -> new Plan.Refuse(Refusal.heldByAnother(goal.key(), holder));
      case Heir(var held) -> hold(goal, observed, held);
      case First(), Bequeathing(_) -> hold(goal, observed, record);
    };
  }

  private static Plan hold(Keep goal, Observation observed, GrantRecord record) {
    return switch (observed) {
      case Unsettled() -> new Plan.Wait();
      case Absent() -> new Plan.Create(goal.desired());
      case Found(var grant) when grant.system() -> new Plan.Refuse(Refusal.systemGrant(grant));
      case Found(var grant) ->
          held(grant, record)
              .map(held -> maintain(goal, grant, held))
              .orElseGet(() -> adopt(goal, grant));
    };
  }

  private static Plan leave(
      Leave goal, Observation observed, GrantRecord record, Standing standing) {
    return switch (standing) {
      case Behind(_) -> new Plan.LetGo(Farewell.HANDED_OVER);
      case Bequeathing(var heir) when isThere(observed, record) -> new Plan.HandOver(heir);
      case First(), Heir(_), Bequeathing(_) -> letGo(goal, observed, record);
    };
  }

  private static Plan letGo(Leave goal, Observation observed, GrantRecord record) {
    return switch (observed) {
      case Unsettled() -> new Plan.Wait();
      case Absent() -> new Plan.LetGo(Farewell.NOTHING_LEFT);
      case Found(var grant) when grant.system() -> new Plan.LetGo(Farewell.KEPT);
      case Found(var grant) ->
          held(grant, record)
              .map(held ->
                  goal.deletion().deletes(held.origin())
                      ? new Plan.Delete(grant)
                      : new Plan.LetGo(Farewell.KEPT))
              .orElseGet(() -> new Plan.LetGo(Farewell.NOTHING_LEFT));
    };
  }

  /** Whether the tenant shows what a resource holds. */
  private static boolean isThere(Observation observed, GrantRecord record) {
    return observed instanceof Found(var grant)
        && !grant.system()
        && held(grant, record).isPresent();
  }

  /**
   * Whether a resource could not have the grant, were it the only one.
   *
   * @param record what it would hold: nothing, or what it inherits
   */
  static boolean refuses(Keep goal, Observation observed, GrantRecord record) {
    return hold(goal, observed, record) instanceof Plan.Refuse;
  }

  /**
   * How the resource holds the grant, if it does. A grant that equals a pending creation is the one
   * that was created, whether or not the answer arrived.
   */
  private static Optional<Held> held(Grant grant, GrantRecord record) {
    return switch (record) {
      case None() -> Optional.empty();
      case Pending(var digest, _) ->
          Optional.of(grant)
              .filter(found -> digest.equals(Digest.of(found.key(), found.settings())))
              .map(found -> record(found, Origin.CREATED, found.settings()));
      case Held held -> Optional.of(held).filter(recorded -> recorded.isOf(grant));
    };
  }

  private static Plan maintain(Keep goal, Grant grant, Held held) {
    var asked = goal.desired().settings();
    var changes = Change.between(asked, grant.settings(), held.managed());
    var next = record(grant, held.origin(), asked);
    if (changes.isEmpty()) {
      return new Plan.InSync(next);
    }
    return held.origin() == Origin.ADOPTED && goal.cap() != AdoptionPolicy.ALWAYS
        ? new Plan.Refuse(Refusal.adoptedAsItIs(grant, changes))
        : new Plan.Update(grant, next, changes);
  }

  private static Plan adopt(Keep goal, Grant grant) {
    var asked = goal.desired().settings();
    var held = record(grant, Origin.ADOPTED, asked);
    return switch (goal.adoption().cappedBy(goal.cap())) {
      case NEVER -> new Plan.Refuse(Refusal.neverAdopted(grant));
      case ALWAYS -> new Plan.Adopt(grant, held, Change.between(asked, grant.settings(), Set.of()));
      case IF_IDENTICAL -> {
        var changes = Change.between(asked, grant.settings(), EnumSet.allOf(Field.class));
        yield changes.isEmpty()
            ? new Plan.Adopt(grant, held, List.of())
            : new Plan.Refuse(Refusal.notIdentical(grant, changes));
      }
    };
  }

  private static Held record(Grant grant, Origin origin, Settings settings) {
    return new Held(grant.id(), grant.key(), origin, settings.fields());
  }
}
