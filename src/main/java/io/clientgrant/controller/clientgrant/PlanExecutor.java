package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.Conflict;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.controller.clientgrant.CrashPoint.Place;
import io.clientgrant.controller.facts.Facts;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.ReconcileResult.Action;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.status.ResourcePatcher;
import io.clientgrant.grant.Change;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Digest;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Observation.Replaced;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import io.clientgrant.grant.plan.Plan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Executes a plan at the tenant. What could not be found out again after a crash is written to the
 * resource before the call.
 */
public final class PlanExecutor {
  private static final String ASSOCIATIONS =
      "Associations with organizations are lost with a grant: add them again.";

  private static final Duration SLOW_WRITE = Duration.ofSeconds(2);

  /** How often a write is tried before the condition says that Auth0 does not take it. */
  private static final int TRIES = 3;

  private final StatusReporter reporter;
  private final InstantSource clock;
  private final CrashPoint crashPoint;

  /** Intents are written through the reporter. */
  public PlanExecutor(StatusReporter reporter, InstantSource clock, CrashPoint crashPoint) {
    this.reporter = reporter;
    this.clock = clock;
    this.crashPoint = crashPoint;
  }

  /**
   * Executes a plan. A call that fails is a result too.
   *
   * @throws ResourcePatcher.StaleResource if the resource has changed before anything was done
   */
  ReconcileResult execute(
      Plan plan, Facts facts, ResourcePatcher<ClientGrant, ClientGrantStatus> patcher) {
    var result = executePlan(plan, facts, patcher);
    return facts.observed() instanceof Replaced(var grant) && !(plan instanceof Plan.Refuse)
        ? result.withFirst(replaced(grant, facts.ownership()))
        : result;
  }

  private ReconcileResult executePlan(
      Plan plan, Facts facts, ResourcePatcher<ClientGrant, ClientGrantStatus> patcher) {
    return switch (plan) {
      case Plan.InSync(var owned) -> inSync(owned);
      case Plan.Create(var desired) -> create(desired, facts, patcher);
      case Plan.Adopt(var grant, var owned, var changes) ->
          change("Adopted", grant, owned, changes, facts, patcher);
      case Plan.Update(var grant, var owned, var changes) ->
          change("Updated", grant, owned, changes, facts, patcher);
      case Plan.Delete(var grant) -> delete(grant, facts);
      case Plan.HandOver(var successor) -> handOver(successor, facts);
      case Plan.Release(var reason) -> release(reason, facts.ownership());
      case Plan.Refuse(var refusal) -> ReconcileResult.refused(refusal, facts.ownership());
      case Plan.AwaitPendingCreate() -> awaitPendingCreate(facts);
    };
  }

  /** Lets a resource go without a call. */
  static ReconcileResult release(Plan.ReleaseReason reason, Ownership ownership) {
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
      case HANDED_OVER ->
          gone(new Action("HandedOver", "Another ClientGrant holds the grant now."));
    };
  }

  /**
   * A refused call leaves the ownership as it was before the intent. The grant that is in the way
   * may come from an earlier call that succeeded late, or may be the resource's own grant that a
   * resync did not show.
   */
  private ReconcileResult create(
      DesiredGrant desired, Facts facts, ResourcePatcher<ClientGrant, ClientGrantStatus> patcher) {
    var settings = desired.settings();
    var pending = pending(Digest.of(desired.key(), settings), patcher);
    try {
      var id = facts.tenant().create(desired, facts.resource().uid()).id();
      crashPoint.reach(Place.CREATED);
      var owned = new Owned(id, desired.key(), Origin.CREATED, settings.fields());
      return compared(facts, owned, created(id, facts.ownership()));
    } catch (TenantException e) {
      return switch (e.failure()) {
        case Unavailable unanswered -> failed(unanswered, facts, pending);
        case Conflict conflict -> {
          facts.tenant().refresh(desired.key()); // so that the next plan knows what is there
          yield failed(conflict, facts, facts.ownership());
        }
        default -> failed(e.failure(), facts, facts.ownership());
      };
    }
  }

  private ReconcileResult change(
      String reason,
      Grant grant,
      Owned owned,
      List<Change> changes,
      Facts facts,
      ResourcePatcher<ClientGrant, ClientGrantStatus> patcher) {
    var meanwhile = withFields(owned, managedFields(facts.ownership()));
    if (!meanwhile.equals(facts.ownership())) {
      recordIntent(meanwhile, patcher);
    }
    var pursued = withFields(owned, changes.stream().map(Change::field).toList());
    var failure = new GrantUpdater(grant, facts, crashPoint).update(changes, pursued);
    var actions = actions(reason, grant, changes, facts);
    if (failure.isEmpty()) {
      return compared(facts, pursued, actions);
    }
    return failure.get() instanceof NotFound gone
        ? ReconcileResult.of(ReadyState.failed(gone, 0), meanwhile, new Requeue.WithBackoff())
        : failed(failure.get(), facts, meanwhile, actions);
  }

  /** What was done to a grant, by what the answers have shown. */
  private static Action[] actions(String reason, Grant before, List<Change> changes, Facts facts) {
    var made =
        facts.tenant().observe(before.key()) instanceof Found(var now)
            ? Change.between(now.settings(), before.settings(), Set.of())
            : List.<Change>of();
    return made.isEmpty() && !changes.isEmpty()
        ? new Action[] {}
        : new Action[] {
          new Action(
              reason,
              "%s grant %s: %s."
                  .formatted(
                      reason, before.id(), made.isEmpty() ? "as it is" : Change.toString(made)))
        };
  }

  /**
   * Compares what the last answer shows with what is asked for.
   *
   * @param owned what the resource holds, with every field that the call was about
   */
  private static ReconcileResult compared(Facts facts, Owned owned, Action... actions) {
    return switch (facts.planAgain(owned)) {
      case Plan.InSync(var next) -> inSync(next, actions);
      case Plan.Update(_, _, var changes) ->
          outOfSync(Change.wanted(changes), facts, owned, actions);
      case Plan.Refuse(var refusal) ->
          ReconcileResult.of(ReadyState.refused(refusal), owned, new Requeue.OnChange(), actions);
      case Plan other -> outOfSync("the grant", facts, owned, actions);
    };
  }

  private static ReconcileResult outOfSync(
      String wanted, Facts facts, Owned owned, Action... actions) {
    var isLasting = facts.resource().untakenWrites() >= TRIES;
    return ReconcileResult.of(
        ReadyState.outOfSync(wanted, isLasting), owned, new Requeue.WithBackoff(), actions);
  }

  private ReconcileResult delete(Grant grant, Facts facts) {
    try {
      facts.tenant().delete(grant, facts.resource().uid());
      crashPoint.reach(Place.DELETED);
      return gone(new Action("Deleted", "Deleted grant %s.".formatted(grant.id())));
    } catch (TenantException e) {
      return failed(e.failure(), facts, facts.ownership());
    }
  }

  private static ReconcileResult failed(
      Failure failure, Facts facts, Ownership ownership, Action... actions) {
    return ReconcileResult.failed(failure, facts.resource().failures(), ownership, actions);
  }

  /** The deletion enqueues the successor, and the successor's status enqueues this resource. */
  private static ReconcileResult handOver(String successor, Facts facts) {
    var state =
        ReadyState.unchanged(
            "HandingOver", "ClientGrant %s takes over the grant.".formatted(successor));
    return ReconcileResult.of(state, facts.ownership(), new Requeue.WithBackoff());
  }

  private static ReconcileResult awaitPendingCreate(Facts facts) {
    var state =
        ReadyState.reconciling(
            "Unavailable", "A call was not answered; the grant may still come into being.");
    return ReconcileResult.of(state, facts.ownership(), new Requeue.WithBackoff());
  }

  /**
   * Records a creation. How long a grant may still appear is counted from the recorded time, so a
   * status that took long to write is written again.
   */
  private PendingCreate pending(
      Digest digest, ResourcePatcher<ClientGrant, ClientGrantStatus> patcher) {
    var pending = new PendingCreate(digest, clock.instant());
    recordIntent(pending, patcher);
    while (clock.instant().isAfter(pending.since().plus(SLOW_WRITE))) {
      pending = new PendingCreate(digest, clock.instant());
      recordIntent(pending, patcher);
    }
    return pending;
  }

  private void recordIntent(
      Ownership intended, ResourcePatcher<ClientGrant, ClientGrantStatus> patcher) {
    reporter.recordIntent(patcher, intended);
    crashPoint.reach(Place.INTENT_RECORDED);
  }

  /** Until a change is made, fields that were set before may still be set. */
  private static Owned withFields(Owned owned, Collection<Field> more) {
    var fields = new HashSet<>(owned.managedFields());
    fields.addAll(more);
    return new Owned(owned.id(), owned.key(), owned.origin(), fields);
  }

  private static Set<Field> managedFields(Ownership ownership) {
    return ownership instanceof Owned owned ? owned.managedFields() : Set.of();
  }

  private static ReconcileResult inSync(Owned owned, Action... actions) {
    var state = ReadyState.ready("Grant %s is as this resource asks.".formatted(owned.id()));
    return ReconcileResult.of(state, owned, new Requeue.OnChange(), actions);
  }

  private static ReconcileResult gone(Action... actions) {
    return ReconcileResult.of(
        ReadyState.ready("Nothing is left to do."),
        new None(),
        new Requeue.RemoveFinalizer(),
        actions);
  }

  private static Action created(GrantId id, Ownership before) {
    return new Action(
        "Created",
        before instanceof Owned gone
            ? "Created grant %s in place of %s, which is gone. %s"
                .formatted(id, gone.id(), ASSOCIATIONS)
            : "Created grant %s.".formatted(id));
  }

  private static Action replaced(Grant grant, Ownership before) {
    return new Action(
        "Replaced",
        "%s is gone, and somebody has made grant %s in its place. %s"
            .formatted(describe(before), grant.id(), ASSOCIATIONS));
  }

  private static String describe(Ownership ownership) {
    return ownership instanceof Owned owned
        ? "Grant %s for %s".formatted(owned.id(), owned.key())
        : "The grant, if there is one,";
  }
}
