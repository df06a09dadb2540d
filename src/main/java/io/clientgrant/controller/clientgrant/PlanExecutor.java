package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.GrantResource;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.Conflict;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.QuotaExceeded;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.controller.clientgrant.CrashPoint.Place;
import io.clientgrant.controller.facts.Facts;
import io.clientgrant.controller.facts.ResourceMemory;
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
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.Value;
import io.clientgrant.grant.plan.Observation.Absent;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Observation.Indeterminate;
import io.clientgrant.grant.plan.Observation.Replaced;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import io.clientgrant.grant.plan.Plan;
import io.clientgrant.grant.plan.Plan.ReleaseReason;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Executes a plan at the tenant. What could not be found out again after a crash is written to the
 * resource before the call.
 *
 * @param <R> the resource
 * @param <S> its status
 */
public final class PlanExecutor<
    R extends CustomResource<? extends GrantResource.Spec, S> & GrantResource,
    S extends GrantResource.Status<S>> {
  private static final String WITHOUT_USE =
      " But no token can be had with it: organizationUsage is require, allowAnyOrganization is not"
          + " true, and no OrganizationClientGrant allows an organization.";

  private static final Value REQUIRE = new Value.Text("require");
  private static final Value ANY = new Value.Bool(true);

  private static final Duration SLOW_WRITE = Duration.ofSeconds(2);

  /** How often a write is tried before the condition says so. */
  private static final int TRIES = 3;

  private final StatusReporter<R, S> reporter;
  private final ResourceMemory memory;
  private final InstantSource clock;
  private final CrashPoint crashPoint;

  /** Intents are written through the reporter. */
  public PlanExecutor(
      StatusReporter<R, S> reporter,
      ResourceMemory memory,
      InstantSource clock,
      CrashPoint crashPoint) {
    this.reporter = reporter;
    this.memory = memory;
    this.clock = clock;
    this.crashPoint = crashPoint;
  }

  /**
   * Executes a plan. A call that fails is a result too.
   *
   * @throws ResourcePatcher.StaleResource if the resource has changed before anything was done
   */
  ReconcileResult execute(Plan plan, Facts facts, ResourcePatcher<R, S> patcher) {
    var result = executePlan(plan, facts, patcher);
    return facts.observed() instanceof Replaced(var grant, var gone) && takesUp(plan)
        ? result.withFirst(Actions.replaced(grant, gone))
        : result;
  }

  /** Whether the grant that is there is taken for the resource's own. */
  private static boolean takesUp(Plan plan) {
    return switch (plan) {
      case Plan.InSync _, Plan.Adopt _, Plan.Update _, Plan.Delete _ -> true;
      case Plan.Release(var reason) -> reason == ReleaseReason.KEPT;
      case Plan.Create _, Plan.HandOver _, Plan.Refuse _, Plan.AwaitPendingCreate _ -> false;
    };
  }

  private ReconcileResult executePlan(Plan plan, Facts facts, ResourcePatcher<R, S> patcher) {
    return switch (plan) {
      case Plan.InSync(var owned) -> inSync(facts, owned);
      case Plan.Create(var desired) -> create(desired, facts, patcher);
      case Plan.Adopt(var grant, var owned, var changes) ->
          change("Adopted", grant, owned, changes, facts, patcher);
      case Plan.Update(var grant, var owned, var changes) ->
          change("Updated", grant, owned, changes, facts, patcher);
      case Plan.Delete(var grant) -> delete(grant, facts);
      case Plan.HandOver(var successor) -> handOver(successor, facts);
      case Plan.Release(var reason) ->
          facts.resource().isBeingDeleted()
              ? Endings.release(reason, facts.ownership())
              : Endings.expire(reason, facts);
      case Plan.Refuse(var refusal) -> ReconcileResult.refused(refusal, facts.ownership());
      case Plan.AwaitPendingCreate() -> awaitPendingCreate(facts);
    };
  }

  /**
   * A refused call leaves the ownership as it was before the intent. The grant that is in the way
   * may come from an earlier call that succeeded late, or may be the resource's own grant that a
   * resync did not show.
   */
  private ReconcileResult create(DesiredGrant desired, Facts facts, ResourcePatcher<R, S> patcher) {
    var settings = desired.settings();
    var recorded = pending(Digest.of(desired.key(), settings), patcher);
    if (recorded.isEmpty()) {
      return ReconcileResult.of(
          ReadyState.notRecorded(), facts.ownership(), new Requeue.WithBackoff());
    }
    var pending = recorded.get();
    memory.sending(patcher.resource());
    try {
      var id = facts.tenant().grants().create(desired, facts.resource().origin()).id();
      crashPoint.reach(Place.CREATED);
      var owned = new Owned(id, desired.key(), Origin.CREATED, settings.fields());
      return compared(facts, owned, Actions.created(desired.key(), id, facts.ownership()));
    } catch (TenantException e) {
      if (e.failure() instanceof Unavailable unanswered) {
        return failed(unanswered, facts, pending);
      }
      memory.settled(patcher.resource(), pending);
      return switch (e.failure()) {
        case Conflict conflict -> {
          // so that the next plan knows what is there
          var isThere = facts.tenant().grants().refresh(desired.key()) instanceof Found;
          yield failed(explained(conflict, facts, isThere), facts, facts.ownership());
        }
        default -> failed(e.failure(), facts, facts.ownership());
      };
    }
  }

  /** An association that Auth0 neither makes nor has is one too many for the organization. */
  private static Failure explained(Conflict conflict, Facts facts, boolean isThere) {
    return facts.isAboutAssociation() && !isThere
        ? new QuotaExceeded(conflict.message())
        : conflict;
  }

  private ReconcileResult change(
      String reason,
      Grant grant,
      Owned owned,
      List<Change> changes,
      Facts facts,
      ResourcePatcher<R, S> patcher) {
    var pursued = withFields(owned, changes.stream().map(Change::field).toList());
    var meanwhile = withFields(pursued, managedFields(facts.ownership()));
    if (!meanwhile.equals(facts.ownership())) {
      recordIntent(meanwhile, patcher);
    }
    var failure = new GrantUpdater(grant, facts, crashPoint).update(changes, pursued);
    var actions = Actions.changed(reason, grant, changes, facts);
    if (failure.isEmpty()) {
      return compared(facts, pursued, actions);
    }
    return failure.get() instanceof NotFound gone
        ? ReconcileResult.of(ReadyState.failed(gone, 0), meanwhile, new Requeue.WithBackoff())
        : failed(failure.get(), facts, meanwhile, actions);
  }

  /**
   * Compares what the last answer shows with what is asked for.
   *
   * @param owned what the resource holds, with every field that the call was about
   */
  private static ReconcileResult compared(Facts facts, Owned owned, Action... actions) {
    return switch (facts.planAgain(owned)) {
      case Plan.InSync(var next) -> inSync(facts, next, actions);
      case Plan.Update(_, _, var changes) ->
          outOfSync(Change.wanted(changes), facts, owned, actions);
      case Plan.Refuse(var refusal) ->
          ReconcileResult.of(ReadyState.refused(refusal), owned, new Requeue.OnChange(), actions);
      case Plan other -> outOfSync("the grant", facts, owned, actions);
    };
  }

  private static ReconcileResult outOfSync(
      String wanted, Facts facts, Ownership ownership, Action... actions) {
    var isLasting = facts.resource().untakenWrites() >= TRIES;
    return ReconcileResult.of(
        ReadyState.outOfSync(wanted, isLasting), ownership, new Requeue.WithBackoff(), actions);
  }

  private ReconcileResult delete(Grant grant, Facts facts) {
    try {
      var left = facts.tenant().grants().delete(grant, facts.resource().origin());
      crashPoint.reach(Place.DELETED);
      return switch (left) {
        case Absent() -> Endings.deleted(grant, facts);
        case Found(var shown) when shown.id().equals(grant.id()) ->
            outOfSync("the deletion of " + grant.name(), facts, facts.ownership());
        case Found _, Replaced _, Indeterminate _ -> madeAnew(facts);
      };
    } catch (TenantException e) {
      return failed(e.failure(), facts, facts.ownership());
    }
  }

  /** The next reconciliation sees whether the grant that is there belongs to the resource. */
  private static ReconcileResult madeAnew(Facts facts) {
    var state =
        ReadyState.waiting("Applying", "Somebody has made the grant anew, under another id.");
    return ReconcileResult.of(state, facts.ownership(), new Requeue.WithBackoff());
  }

  private static ReconcileResult failed(
      Failure failure, Facts facts, Ownership ownership, Action... actions) {
    return ReconcileResult.failed(failure, facts.resource().failures(), ownership, actions);
  }

  /** The deletion enqueues the successor, and the successor's status enqueues this resource. */
  private static ReconcileResult handOver(String successor, Facts facts) {
    var state =
        ReadyState.unchanged("HandingOver", "%s takes over the grant.".formatted(successor));
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
   * record that took long to write is written again; empty if each try took too long.
   */
  private Optional<PendingCreate> pending(Digest digest, ResourcePatcher<R, S> patcher) {
    for (var write = 0; write < TRIES; write++) {
      var pending = new PendingCreate(digest, clock.instant());
      memory.settled(patcher.resource(), pending);
      recordIntent(pending, patcher);
      if (!clock.instant().isAfter(pending.since().plus(SLOW_WRITE))) {
        return Optional.of(pending);
      }
    }
    return Optional.empty();
  }

  private void recordIntent(Ownership intended, ResourcePatcher<R, S> patcher) {
    reporter.recordIntent(patcher, intended);
    crashPoint.reach(Place.INTENT_RECORDED);
  }

  /**
   * Until a change is made, fields that were set before may still be set. So may those that a
   * creation has set of which only a digest is recorded: they are among the changes.
   */
  private static Owned withFields(Owned owned, Collection<Field> more) {
    var fields = new HashSet<>(owned.managedFields());
    fields.addAll(more);
    return new Owned(owned.id(), owned.key(), owned.origin(), fields);
  }

  private static Set<Field> managedFields(Ownership ownership) {
    return ownership instanceof Owned owned ? owned.managedFields() : Set.of();
  }

  private static ReconcileResult inSync(Facts facts, Owned owned, Action... actions) {
    var state =
        ReadyState.ready(
            "%s is as this resource asks.%s"
                .formatted(Grant.capitalized(owned.key().name(owned.id())), withoutUse(facts)));
    return ReconcileResult.of(state, owned, new Requeue.OnChange(), actions);
  }

  /** What to add if the grant can only be used for organizations, and none is known here. */
  private static String withoutUse(Facts facts) {
    return !facts.isAboutAssociation()
            && !facts.uses().any()
            && facts.tenant().grants().observe(facts.goal().key()) instanceof Found(var grant)
            && grant.settings().effective(Field.ORGANIZATION_USAGE).equals(REQUIRE)
            && !grant.settings().effective(Field.ALLOW_ANY_ORGANIZATION).equals(ANY)
        ? WITHOUT_USE
        : "";
  }
}
