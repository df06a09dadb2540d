package io.clientgrant.grant;

import io.clientgrant.grant.GrantRecord.Held;
import io.clientgrant.grant.GrantRecord.None;
import io.clientgrant.grant.GrantRecord.Pending;
import io.clientgrant.grant.Observation.Absent;
import io.clientgrant.grant.Observation.Found;
import io.clientgrant.grant.Plan.Farewell;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides what is to be done: pure, total, and enumerated in its test. */
public final class Planner {
  private Planner() {}

  /**
   * What is to be done for a resource that is to stay.
   *
   * @param desired what it asks for
   * @param policy whether a grant that already exists may be taken over
   * @param observed what the tenant shows under the key that it asks for
   * @param record what its status says that it holds
   */
  public static Plan plan(
      DesiredGrant desired, AdoptionPolicy policy, Observation observed, GrantRecord record) {
    return switch (observed) {
      case Absent() when record instanceof Pending(_, var fresh) && fresh -> new Plan.Wait();
      case Absent() -> new Plan.Create(desired);
      case Found(var grant) when grant.system() -> new Plan.Refuse(Refusal.systemGrant(grant));
      case Found(var grant) ->
          held(grant, record)
              .map(held -> maintain(desired, grant, held))
              .orElseGet(() -> adopt(desired, grant, policy));
    };
  }

  /**
   * What is to be done for a resource that is to go.
   *
   * @param policy whether its grant goes with it
   * @param observed what the tenant shows under its key
   * @param record what its status says that it holds
   */
  public static Plan planDeletion(DeletionPolicy policy, Observation observed, GrantRecord record) {
    return switch (observed) {
      case Absent() when record instanceof Pending(_, var fresh) && fresh -> new Plan.Wait();
      case Absent() ->
          new Plan.LetGo(record instanceof Held ? Farewell.ALREADY_GONE : Farewell.NOTHING_HELD);
      case Found(var grant) when grant.system() -> new Plan.LetGo(Farewell.KEPT);
      case Found(var grant) ->
          held(grant, record)
              .map(held ->
                  policy.deletes(held.origin())
                      ? new Plan.Delete(grant)
                      : new Plan.LetGo(Farewell.KEPT))
              .orElseGet(() ->
                  new Plan.LetGo(
                      record instanceof Held ? Farewell.ALREADY_GONE : Farewell.NOTHING_HELD));
    };
  }

  /**
   * How the resource holds the grant, if it does. A grant that equals a pending creation is the one
   * that was created, whether or not the answer arrived.
   */
  private static Optional<Held> held(Grant grant, GrantRecord record) {
    return switch (record) {
      case None() -> Optional.empty();
      case Pending(var digest, _) ->
          digest.equals(Digest.of(grant.key(), grant.settings()))
              ? Optional.of(
                  new Held(grant.id(), grant.key(), Origin.CREATED, grant.settings().fields()))
              : Optional.empty();
      case Held held -> held.isOf(grant) ? Optional.of(held) : Optional.empty();
    };
  }

  private static Plan maintain(DesiredGrant desired, Grant grant, Held held) {
    var changes = Change.between(desired.settings(), grant.settings(), held.managed());
    var next = record(desired, grant, held.origin());
    return changes.isEmpty() ? new Plan.InSync(next) : new Plan.Update(next, changes);
  }

  private static Plan adopt(DesiredGrant desired, Grant grant, AdoptionPolicy policy) {
    return switch (policy) {
      case NEVER -> new Plan.Refuse(Refusal.neverAdopted(grant));
      case ALWAYS ->
          new Plan.Adopt(
              record(desired, grant, Origin.ADOPTED),
              Change.between(desired.settings(), grant.settings(), Set.of()));
      case IF_IDENTICAL -> {
        var every = EnumSet.allOf(Field.class);
        var changes = Change.between(desired.settings(), grant.settings(), every);
        yield changes.isEmpty()
            ? new Plan.Adopt(record(desired, grant, Origin.ADOPTED), List.of())
            : new Plan.Refuse(Refusal.notIdentical(grant, changes));
      }
    };
  }

  private static Held record(DesiredGrant desired, Grant grant, Origin origin) {
    return new Held(grant.id(), grant.key(), origin, desired.settings().fields());
  }
}
