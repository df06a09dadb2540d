package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.controller.Resolver.Resolution.Resolved;
import io.clientgrant.controller.Resolver.Resolution.Settled;
import io.clientgrant.controller.StatusSession.Superseded;
import io.clientgrant.grant.Goal;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.Planner;
import io.clientgrant.tenant.TenantException;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes the tenant hold what each ClientGrant asks for: resolve, observe, plan, apply, tell. */
@ControllerConfiguration(
    name = "clientgrant",
    fieldManager = "clientgrant-operator",
    finalizerName = "auth0.clientgrant.io/grant")
public final class ClientGrantReconciler implements Reconciler<ClientGrant>, Cleaner<ClientGrant> {
  private final Resolver resolver;
  private final Observer observer;
  private final Rivals rivals;
  private final Turnstile turnstile;
  private final Teller teller;
  private final Pacing pacing;
  private final Claims claims;
  private final Namespaces namespaces;
  private final TenantWatch watch;
  private final Witness witness;
  private final InstantSource clock;
  private final Checkpoint checkpoint;

  ClientGrantReconciler(
      Resolver resolver,
      Observer observer,
      Rivals rivals,
      Turnstile turnstile,
      Teller teller,
      Pacing pacing,
      Claims claims,
      Namespaces namespaces,
      TenantWatch watch,
      Witness witness,
      InstantSource clock,
      Checkpoint checkpoint) {
    this.resolver = resolver;
    this.observer = observer;
    this.rivals = rivals;
    this.turnstile = turnstile;
    this.teller = teller;
    this.pacing = pacing;
    this.claims = claims;
    this.namespaces = namespaces;
    this.watch = watch;
    this.witness = witness;
    this.clock = clock;
    this.checkpoint = checkpoint;
  }

  @Override
  public List<EventSource<?, ClientGrant>> prepareEventSources(
      EventSourceContext<ClientGrant> context) {
    claims.lookIn(context.getPrimaryCache());
    return Stream.concat(Stream.of(claims), namespaces.watch(context).stream()).toList();
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
    var delay = pacing.delay(ResourceID.fromResource(resource), next);
    if (next instanceof Next.Done) {
      witness.forget(resource);
      turnstile.forget(resource);
      return DeleteControl.defaultDelete();
    }
    var control = DeleteControl.noFinalizerRemoval();
    delay.ifPresent(control::rescheduleAfter);
    return control;
  }

  /** The way through, whether the resource is to stay or to go; returns when to come back. */
  private Next follow(ClientGrant resource, Context<ClientGrant> context) {
    var session = new StatusSession<>(resource, ClientGrant::new, context);
    try {
      var settled = settle(resource, session, context.getPrimaryCache()::get);
      if (!(settled.next() instanceof Next.InTurn)) {
        turnstile.giveUp(resource);
      }
      var outcome = resource.isMarkedForDeletion() ? settled.ofDeletion() : settled;
      teller.tell(session, outcome);
      checkpoint.pass(Checkpoint.Place.TOLD);
      if (outcome.next() instanceof Next.Reconnect) {
        watch.doubt(Specs.tenant(resource));
      }
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
      case Resolved resolved -> {
        try {
          yield turnstile.afresh(
              resource,
              record,
              resolved,
              entrance -> settle(resource, record, resolved, entrance, intents(session), read));
        } catch (TenantException e) {
          yield Outcome.failed(e.failure(), record);
        }
      }
    };
  }

  private Outcome settle(
      ClientGrant resource,
      GrantRecord record,
      Resolved resolved,
      Turnstile.Entrance entrance,
      Consumer<GrantRecord> intents,
      Function<ResourceID, Optional<ClientGrant>> read) {
    var tenant = resolved.tenant();
    var observed = observer.observe(tenant, resolved.goal().key(), record);
    if (rivals.isEarly(resource, resolved, read)) {
      return Outcome.early(record);
    }
    var standing = rivals.standing(resource, resolved, observed, read);
    var plan = Planner.plan(resolved.goal(), observed, record, standing);
    var applier = new Applier(tenant, record, intents, clock, checkpoint);
    var outcome =
        resolved
            .leash()
            .holds(plan)
            .map(verdict -> Outcome.withheld(verdict, record))
            .orElseGet(
                () -> turnstile.pass(resource, record, plan, entrance, () -> applier.apply(plan)));
    if (resolved.goal() instanceof Goal.Keep) {
      witness.saw(resource, outcome.record());
    }
    return outcome;
  }

  private Consumer<GrantRecord> intents(StatusSession<ClientGrant, ClientGrantStatus> session) {
    return intent -> teller.intend(session, intent);
  }
}
