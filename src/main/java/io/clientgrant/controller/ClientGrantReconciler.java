package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.controller.Resolver.Resolution.Resolved;
import io.clientgrant.controller.Resolver.Resolution.Settled;
import io.clientgrant.controller.StatusSession.Superseded;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.GrantRecord.Pending;
import io.clientgrant.grant.Observation;
import io.clientgrant.grant.Observation.Absent;
import io.clientgrant.grant.Observation.Unsettled;
import io.clientgrant.grant.Planner;
import io.clientgrant.tenant.Tenant;
import io.clientgrant.tenant.TenantException;
import io.clientgrant.tenant.Turn;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes the tenant hold what each ClientGrant asks for: resolve, observe, plan, apply, tell. */
@ControllerConfiguration(
    name = "clientgrant",
    fieldManager = "clientgrant-operator",
    finalizerName = "auth0.clientgrant.io/grant")
public final class ClientGrantReconciler implements Reconciler<ClientGrant>, Cleaner<ClientGrant> {
  private final Resolver resolver;
  private final Rivals rivals;
  private final Teller teller;
  private final Pacing pacing;
  private final Claims claims;
  private final InstantSource clock;
  private final Checkpoint checkpoint;
  private final Duration callTimeout;

  ClientGrantReconciler(
      Resolver resolver,
      Rivals rivals,
      Teller teller,
      Pacing pacing,
      Claims claims,
      InstantSource clock,
      Checkpoint checkpoint,
      Duration callTimeout) {
    this.resolver = resolver;
    this.rivals = rivals;
    this.teller = teller;
    this.pacing = pacing;
    this.claims = claims;
    this.clock = clock;
    this.checkpoint = checkpoint;
    this.callTimeout = callTimeout;
  }

  @Override
  public List<EventSource<?, ClientGrant>> prepareEventSources(
      EventSourceContext<ClientGrant> context) {
    return List.of(claims);
  }

  @Override
  public UpdateControl<ClientGrant> reconcile(ClientGrant resource, Context<ClientGrant> context) {
    var control = UpdateControl.<ClientGrant>noUpdate();
    pacing
        .delay(ResourceID.fromResource(resource), follow(resource, context))
        .ifPresent(control::rescheduleAfter);
    return control;
  }

  @Override
  public DeleteControl cleanup(ClientGrant resource, Context<ClientGrant> context) {
    var next = follow(resource, context);
    if (next instanceof Next.Done) {
      return DeleteControl.defaultDelete();
    }
    var control = DeleteControl.noFinalizerRemoval();
    pacing.delay(ResourceID.fromResource(resource), next).ifPresent(control::rescheduleAfter);
    return control;
  }

  /** The way through, whether the resource is to stay or to go; returns when to come back. */
  private Next follow(ClientGrant resource, Context<ClientGrant> context) {
    var session = new StatusSession<>(resource, ClientGrant::new, context);
    try {
      var outcome = settle(resource, session, context.getPrimaryCache()::get);
      teller.tell(session, outcome);
      checkpoint.pass(Checkpoint.Place.TOLD);
      return outcome.next();
    } catch (Superseded e) {
      return new Next.Backoff(); // with what it has become
    }
  }

  private Outcome settle(
      ClientGrant resource,
      StatusSession<ClientGrant, ClientGrantStatus> session,
      Function<ResourceID, Optional<ClientGrant>> read) {
    var record = Records.read(resource.getStatus());
    return switch (resolver.resolve(resource, record)) {
      case Settled(var outcome) -> outcome;
      case Resolved(var tenant, var goal) -> {
        try {
          var observed = observe(tenant, goal.key(), record);
          var standing = rivals.standing(resource, goal, record, observed, read);
          var plan = Planner.plan(goal, observed, record, standing);
          var applier =
              new Applier(
                  tenant, record, intent -> teller.intend(session, intent), clock, checkpoint);
          yield plan.callsTenant()
              ? inTurn(resource, tenant, record, () -> applier.apply(plan))
              : applier.apply(plan);
        } catch (TenantException e) {
          yield Outcome.failed(e.failure(), record);
        }
      }
    };
  }

  /**
   * Does it when the tenant's gate lets it; a worker that would have to wait does something else.
   */
  private static Outcome inTurn(
      ClientGrant resource, Tenant tenant, GrantRecord record, Supplier<Outcome> work) {
    var urgent = resource.isMarkedForDeletion() || Teller.isNews(resource);
    return switch (tenant.gate().ask(ResourceID.fromResource(resource), urgent)) {
      case Turn.Later(var moment) -> Outcome.queued(record, moment);
      case Turn.Now() -> {
        try {
          yield work.get();
        } finally {
          tenant.gate().leave();
        }
      }
    };
  }

  /**
   * The view serves, except where a call of unknown outcome may have changed the tenant: there the
   * tenant itself is asked, and its "no" counts only once that call can no longer be on its way.
   */
  private Observation observe(Tenant tenant, GrantKey key, GrantRecord record) {
    if (!(record instanceof Pending(_, var since))) {
      return tenant.observe(key);
    }
    var observed = tenant.look(key);
    return observed instanceof Absent && mayBeOnItsWay(since) ? new Unsettled() : observed;
  }

  private boolean mayBeOnItsWay(Instant since) {
    var now = clock.instant();
    return !since.isAfter(now) && now.isBefore(since.plus(callTimeout));
  }
}
