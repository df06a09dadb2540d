package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.limit.Admission.RetryAt;
import io.clientgrant.controller.facts.Facts;
import io.clientgrant.controller.facts.FactsGatherer;
import io.clientgrant.controller.facts.FactsGatherer.WithoutTenant;
import io.clientgrant.controller.facts.ResourceMemory;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.status.RequeueTimer;
import io.clientgrant.controller.status.ResourcePatcher;
import io.clientgrant.controller.status.ResourcePatcher.StaleResource;
import io.clientgrant.controller.tenant.TenantEventSource;
import io.clientgrant.grant.Withdrawal;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the tenant hold what each ClientGrant asks for: gather the facts, decide by the checks and
 * the planner, execute the plan, report the result.
 */
@ControllerConfiguration(
    name = "clientgrant",
    fieldManager = "clientgrant-operator",
    triggerReconcilerOnAllEvents = true) // deletions too: the finalizer is seen to here
public final class ClientGrantReconciler implements Reconciler<ClientGrant> {
  private final FactsGatherer gatherer;
  private final PlanExecutor executor;
  private final StatusReporter reporter;
  private final ResourceMemory memory;
  private final ClientGrantIndex index;
  private final Ownerships ownerships;
  private final TenantEventSource tenants;
  private final ClientGrantEventSource events;
  private final RequeueTimer<ClientGrant> timer;

  /** Puts the main path together. */
  public ClientGrantReconciler(
      FactsGatherer gatherer,
      PlanExecutor executor,
      StatusReporter reporter,
      ResourceMemory memory,
      ClientGrantIndex index,
      Ownerships ownerships,
      TenantEventSource tenants,
      ClientGrantEventSource events,
      RequeueTimer<ClientGrant> timer) {
    this.gatherer = gatherer;
    this.executor = executor;
    this.reporter = reporter;
    this.memory = memory;
    this.index = index;
    this.ownerships = ownerships;
    this.tenants = tenants;
    this.events = events;
    this.timer = timer;
  }

  @Override
  public List<EventSource<?, ClientGrant>> prepareEventSources(
      EventSourceContext<ClientGrant> context) {
    return Stream.concat(events.all(context).stream(), Stream.of(timer)).toList();
  }

  @Override
  public UpdateControl<ClientGrant> reconcile(ClientGrant resource, Context<ClientGrant> context) {
    if (context.isPrimaryResourceDeleted()) {
      timer.awaitSuccessor(ResourceID.fromResource(resource), index::read);
    } else if (MetadataWriter.isLetGo(resource)) {
      timer.cancel(resource);
      memory.forget(resource);
    } else {
      run(resource, context);
    }
    return UpdateControl.noUpdate();
  }

  private void run(ClientGrant resource, Context<ClientGrant> context) {
    timer.started(resource);
    var result = sync(resource, context);
    memory
        .remember(resource, result)
        .ifPresentOrElse(
            delay -> timer.requeueAfter(resource, delay), () -> timer.cancel(resource));
  }

  /** The main path, the same for a resource that stays and for one that is being deleted. */
  private ReconcileResult sync(ClientGrant resource, Context<ClientGrant> context) {
    var patcher = new ResourcePatcher<>(resource, ClientGrant::new, context);
    try {
      var result =
          switch (gatherer.gather(resource)) {
            case WithoutTenant(var facts) -> Checks.withoutTenant(facts);
            case Facts facts -> namingExcess(facts, decide(resource, facts, patcher));
          };
      reporter.report(patcher, result);
      if (result.requeue() instanceof Requeue.AfterCredentialReload(var isRejected, _)) {
        tenants.reloadCredential(SpecMapper.tenant(resource), isRejected);
      }
      return result;
    } catch (StaleResource e) {
      return ReconcileResult.stale(ownerships.of(resource));
    }
  }

  private ReconcileResult decide(
      ClientGrant resource, Facts facts, ResourcePatcher<ClientGrant, ClientGrantStatus> patcher) {
    var settled = Checks.beforePlanning(facts.resource());
    return settled.isPresent() ? settled.get() : act(resource, facts, patcher);
  }

  /** Calls are made under a permit of the tenant's rate limiter, which is given back at the end. */
  private ReconcileResult act(
      ClientGrant resource, Facts known, ResourcePatcher<ClientGrant, ClientGrantStatus> patcher) {
    try (var permit = known.tenant().calls(known.resource().uid(), known.isUrgent())) {
      if (known.mustRefresh() && permit.acquire() instanceof RetryAt(var moment)) {
        memory.queuedAt(resource, known.tenant().rateLimiter());
        return ReconcileResult.queued(known.ownership(), moment);
      }
      var facts = known.mustRefresh() ? gatherer.refresh(resource, known) : known;
      var plan = facts.plan();
      var withheld = Checks.beforeExecution(facts, plan);
      if (withheld.isPresent()) {
        return requested(facts, withheld.get());
      }
      if (plan.callsTenant() && permit.acquire() instanceof RetryAt(var moment)) {
        memory.queuedAt(resource, facts.tenant().rateLimiter());
        return ReconcileResult.queuedOutOfStep(facts.ownership(), moment);
      }
      return requested(facts, executor.execute(plan, facts, patcher));
    } catch (TenantException e) {
      return ReconcileResult.failed(e.failure(), known.resource().failures(), known.ownership());
    }
  }

  /** Access that nobody asks for any more is told, whatever kept it from being taken away. */
  private static ReconcileResult namingExcess(Facts facts, ReconcileResult result) {
    var excess = facts.excess(result.ownership());
    return excess.isEmpty() ? result : result.withExcess(Withdrawal.toString(excess));
  }

  /** A refresh carries out the request to read the tenant, if there is one. */
  private static ReconcileResult requested(Facts facts, ReconcileResult result) {
    var request = facts.resource().openRequest();
    return facts.isRefreshed() && request != null ? result.handled(request) : result;
  }
}
