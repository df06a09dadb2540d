package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.GrantResource;
import io.clientgrant.auth0.CallPermit;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.limit.Admission.RetryAt;
import io.clientgrant.controller.facts.Facts;
import io.clientgrant.controller.facts.FactsGatherer;
import io.clientgrant.controller.facts.FactsGatherer.Later;
import io.clientgrant.controller.facts.FactsGatherer.WithoutTenant;
import io.clientgrant.controller.facts.ResourceFacts;
import io.clientgrant.controller.facts.ResourceMemory;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.FormerClientGrant;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.reference.ReferenceResolver;
import io.clientgrant.controller.reference.ReferenceResolver.Answer;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.status.RequeueTimer;
import io.clientgrant.controller.status.ResourcePatcher;
import io.clientgrant.controller.status.ResourcePatcher.StaleResource;
import io.clientgrant.controller.tenant.TenantEventSource;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Plan;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes the tenant hold what each resource asks for: gather the facts, decide by the checks and the
 * planner, execute the plan, report the result.
 *
 * @param <R> the resource
 * @param <S> its status
 */
public abstract sealed class GrantReconciler<
        R extends CustomResource<? extends GrantResource.Spec, S> & GrantResource,
        S extends GrantResource.Status<S>>
    implements Reconciler<R> permits ClientGrantReconciler, OrganizationClientGrantReconciler {
  private final Class<R> kind;
  private final Supplier<R> blank;
  private final ReferenceResolver<R, S> references;
  private final FactsGatherer gatherer;
  private final PlanExecutor<R, S> executor;
  private final StatusReporter<R, S> reporter;
  private final ResourceMemory memory;
  private final ClientGrantIndex index;
  private final Ownerships ownerships;
  private final TenantEventSource tenants;
  private final GrantEventSource<R> events;
  private final RequeueTimer<R> timer;
  private final DriftInquiry inquiry;

  /**
   * Puts the main path together.
   *
   * @param blank makes an empty resource of the kind
   * @param references looks up what a resource of the kind refers to
   */
  GrantReconciler(
      Class<R> kind,
      Supplier<R> blank,
      ReferenceResolver<R, S> references,
      FactsGatherer gatherer,
      PlanExecutor<R, S> executor,
      StatusReporter<R, S> reporter,
      ResourceMemory memory,
      ClientGrantIndex index,
      Ownerships ownerships,
      TenantEventSource tenants,
      GrantEventSource<R> events,
      RequeueTimer<R> timer,
      DriftInquiry inquiry) {
    this.kind = kind;
    this.blank = blank;
    this.references = references;
    this.gatherer = gatherer;
    this.executor = executor;
    this.reporter = reporter;
    this.memory = memory;
    this.index = index;
    this.ownerships = ownerships;
    this.tenants = tenants;
    this.events = events;
    this.timer = timer;
    this.inquiry = inquiry;
  }

  @Override
  public List<EventSource<?, R>> prepareEventSources(EventSourceContext<R> context) {
    return Stream.concat(events.all(context).stream(), Stream.of(timer)).toList();
  }

  @Override
  public UpdateControl<R> reconcile(R resource, Context<R> context) {
    if (context.isPrimaryResourceDeleted()) {
      timer.awaitSuccessor(ResourceID.fromResource(resource), id -> index.read(kind, id));
    } else if (MetadataWriter.isLetGo(resource)) {
      timer.cancel(resource);
      memory.forget(resource);
    } else {
      run(resource, context);
    }
    return UpdateControl.noUpdate();
  }

  private void run(R resource, Context<R> context) {
    timer.started(resource);
    var drift = memory.drift(resource);
    var outcome = sync(resource, context);
    memory
        .remember(resource, outcome.result(), outcome.end())
        .ifPresentOrElse(
            delay -> timer.requeueAfter(resource, delay), () -> timer.cancel(resource));
    inquiry.after(resource, outcome, drift);
  }

  /** The main path, the same for a resource that stays and for one that is being deleted. */
  private Outcome sync(R resource, Context<R> context) {
    var patcher = new ResourcePatcher<>(resource, blank, context);
    try {
      var known =
          switch (gatherer.gather(resource)) {
            case WithoutTenant(var facts) ->
                Checks.beforePlanning(facts)
                    .map(settled -> Outcome.withoutTenant(resource, settled))
                    .orElseGet(() -> resolve(facts, patcher));
            case Facts facts -> decide(facts, patcher);
          };
      var outcome = withFormerGrants(known, patcher.resource(), context);
      var result = outcome.result();
      reporter.report(patcher, outcome);
      if (!result.actions().isEmpty()) {
        events.acted(resource);
      }
      if (result.requeue() instanceof Requeue.AfterCredentialReload(var isRejected, _)) {
        tenants.reloadCredential(SpecMapper.tenant(resource), isRejected);
      }
      if (outcome.namesUnreadApi()) {
        tenants.apiNamed(SpecMapper.tenant(resource));
      }
      return outcome;
    } catch (StaleResource e) {
      return Outcome.withoutTenant(resource, ReconcileResult.stale(ownerships.of(resource)));
    }
  }

  /** Sees to the grants of clients that the resource referred to before. */
  private Outcome withFormerGrants(Outcome outcome, R resource, Context<R> context) {
    var former = ownerships.former(resource);
    return former.isEmpty()
        ? outcome
        : FormerGrant.after(
            outcome,
            former.stream().map(owned -> seeTo(owned, outcome, resource, context)).toList());
  }

  private FormerGrant seeTo(Owned former, Outcome outcome, R resource, Context<R> context) {
    var holder = kind.cast(FormerClientGrant.of(resource, former));
    return switch (gatherer.gatherKnown(holder)) {
      case WithoutTenant(var facts) ->
          new FormerGrant(
              former,
              false,
              Checks.beforePlanning(facts).orElseGet(() -> ReconcileResult.stale(former)));
      case Facts facts -> {
        var isThere = facts.observed() instanceof Found(var grant) && former.matches(grant);
        var result =
            FormerGrant.canGoAfter(outcome.result())
                ? decide(facts, new ResourcePatcher<>(holder, blank, context)).result()
                : ReconcileResult.stale(former);
        yield new FormerGrant(former, isThere, result);
      }
    };
  }

  /** Has looked up what the spec refers to, and goes on. */
  private Outcome resolve(ResourceFacts facts, ResourcePatcher<R, S> patcher) {
    try {
      return switch (references.resolve(facts, patcher)) {
        case Answer.Found() ->
            gatherer.gatherKnown(patcher.resource()) instanceof Facts found
                ? decide(found, patcher)
                : Outcome.withoutTenant(
                    patcher.resource(), ReconcileResult.stale(facts.ownership()));
        case Answer.Missing(var state) ->
            undecided(
                patcher, ReconcileResult.of(state, facts.ownership(), new Requeue.WithBackoff()));
        case Answer.Later(var moment) ->
            undecided(patcher, ReconcileResult.queued(facts.ownership(), moment));
      };
    } catch (TenantException e) {
      return undecided(
          patcher, ReconcileResult.failed(e.failure(), facts.failures(), facts.ownership()));
    }
  }

  /** Nothing is done by what was looked up last, but what is known by that is still told. */
  private Outcome undecided(ResourcePatcher<R, S> patcher, ReconcileResult result) {
    var resource = patcher.resource();
    return gatherer.gatherKnown(resource) instanceof Facts known
        ? Outcome.of(resource, known, result)
        : Outcome.withoutTenant(resource, result);
  }

  private Outcome decide(Facts facts, ResourcePatcher<R, S> patcher) {
    return Checks.beforePlanning(facts.resource())
        .map(settled -> Outcome.of(patcher.resource(), facts, settled))
        .orElseGet(() -> act(facts, patcher));
  }

  /** Calls are made under a permit of the tenant's rate limiter, which is given back at the end. */
  private Outcome act(Facts known, ResourcePatcher<R, S> patcher) {
    var tenant = known.tenant();
    var uid = known.resource().uid();
    try (var permit = tenant.calls(uid, known.isUrgent());
        var associating = tenant.associations().calls(uid, known.isUrgent())) {
      if (!known.mustRefresh()) {
        return Outcome.of(
            patcher.resource(),
            known,
            timely(known, carryOut(known, permit, associating, patcher)));
      }
      return switch (gatherer.refresh(patcher.resource(), known, permit)) {
        case Later(var moment) -> {
          memory.queuedAt(patcher.resource(), permit.limiter());
          yield Outcome.of(
              patcher.resource(), known, ReconcileResult.queued(known.ownership(), moment));
        }
        case Facts facts -> {
          // the answer may tell another time, or another name of an organization
          var result =
              Checks.beforePlanning(facts.resource())
                  .orElseGet(() -> carryOut(facts, permit, associating, patcher));
          yield Outcome.of(patcher.resource(), facts, requested(facts, timely(facts, result)));
        }
      };
    } catch (TenantException e) {
      return Outcome.of(
          patcher.resource(),
          known,
          ReconcileResult.failed(e.failure(), known.resource().failures(), known.ownership()));
    }
  }

  private ReconcileResult carryOut(
      Facts facts, CallPermit general, CallPermit associating, ResourcePatcher<R, S> patcher) {
    var plan = facts.plan();
    var withheld = Checks.beforeExecution(facts, plan);
    if (withheld.isPresent()) {
      return withheld.get();
    }
    var permit = associates(plan) ? associating : general;
    if (plan.callsTenant() && permit.acquire() instanceof RetryAt(var moment)) {
      memory.queuedAt(patcher.resource(), permit.limiter());
      return ReconcileResult.queued(facts.ownership(), moment);
    }
    if (plan instanceof Plan.Delete) {
      var _ = permit.acquire(); // for the look that follows
    }
    return executor.execute(plan, facts, patcher);
  }

  /** To associate a grant with an organization is an endpoint with a limit of its own. */
  private static boolean associates(Plan plan) {
    return plan instanceof Plan.Create(var desired) && desired.key().isForOrganization();
  }

  /** No resync reads associations, so a resource comes back when they are to be read. */
  private static ReconcileResult timely(Facts facts, ReconcileResult result) {
    return facts
        .nextReading()
        .filter(_ -> result.requeue() instanceof Requeue.OnChange)
        .map(result::noLaterThan)
        .orElse(result);
  }

  /** A refresh carries out the request to read the tenant, if there is one. */
  private static ReconcileResult requested(Facts facts, ReconcileResult result) {
    var request = facts.resource().openRequest();
    return facts.isRefreshed() && request != null ? result.handled(request) : result;
  }
}
