package io.clientgrant.controller.tenant;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.ReconcileTrigger;
import io.clientgrant.controller.status.Backoff;
import io.clientgrant.controller.status.EventRecorder;
import io.clientgrant.controller.status.ReadyState.Phase;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.status.RequeueTimer;
import io.clientgrant.controller.tenant.TenantResync.Result;
import io.clientgrant.controller.tenant.credentials.CredentialsReader;
import io.clientgrant.controller.tenant.credentials.CredentialsReader.Reading.Complete;
import io.clientgrant.controller.tenant.credentials.CredentialsReader.Reading.Missing;
import io.clientgrant.controller.tenant.credentials.CredentialsReader.Reading.Unusable;
import io.clientgrant.controller.tenant.usage.UsageReport;
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
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resyncs each Auth0Tenant at its interval. An Auth0Tenant that ClientGrants refer to stays until
 * they are gone.
 */
@ControllerConfiguration(
    name = "auth0tenant",
    fieldManager = "clientgrant-operator",
    finalizerName = "auth0.clientgrant.io/tenant")
public final class Auth0TenantReconciler implements Reconciler<Auth0Tenant>, Cleaner<Auth0Tenant> {
  private static final Logger LOG = LoggerFactory.getLogger(Auth0TenantReconciler.class);
  private static final Duration WHILE_IN_USE = Duration.ofSeconds(10);
  private static final Duration WHILE_STARTING = Duration.ofSeconds(1);
  private static final String LET_GO =
      "Its credential is not known any more. The grants of the ClientGrants that refer to it stay at"
          + " the tenant, and the ClientGrants wait for an Auth0Tenant of this name.";

  private final CredentialsReader credentials;
  private final TenantResync resync;
  private final TenantRegistry registry;
  private final TenantEventSource events;
  private final ClientGrantIndex index;
  private final ReconcileTrigger trigger;
  private final TenantStatusReporter reporter;
  private final EventRecorder recorder;
  private final Backoff backoff;
  private final RequeueTimer<Auth0Tenant> timer;

  /**
   * @param trigger enqueues ClientGrants
   */
  public Auth0TenantReconciler(
      CredentialsReader credentials,
      TenantResync resync,
      TenantRegistry registry,
      TenantEventSource events,
      ClientGrantIndex index,
      ReconcileTrigger trigger,
      TenantStatusReporter reporter,
      EventRecorder recorder,
      Backoff backoff,
      RequeueTimer<Auth0Tenant> timer) {
    this.credentials = credentials;
    this.resync = resync;
    this.registry = registry;
    this.events = events;
    this.index = index;
    this.trigger = trigger;
    this.reporter = reporter;
    this.recorder = recorder;
    this.backoff = backoff;
    this.timer = timer;
  }

  @Override
  public List<EventSource<?, Auth0Tenant>> prepareEventSources(
      EventSourceContext<Auth0Tenant> context) {
    events.attachTo(context.getPrimaryCache());
    return List.of(events, timer);
  }

  @Override
  public UpdateControl<Auth0Tenant> reconcile(Auth0Tenant resource, Context<Auth0Tenant> context) {
    timer.started(resource);
    var result =
        switch (credentials.read(resource)) {
          case Complete(var connection) -> resync.run(resource, connection);
          case Unusable unusable -> new Result(unusable.state(), new Requeue.UntilProvided());
        };
    markContacted(resource, result);
    reporter.report(
        resource,
        result.state(),
        result.handledRequest(),
        result.review(),
        result.usage(),
        context);
    timer.requeueAfter(resource, delay(resource, result));
    return UpdateControl.noUpdate();
  }

  @Override
  public DeleteControl cleanup(Auth0Tenant resource, Context<Auth0Tenant> context) {
    timer.started(resource);
    var delay = delayWhileInUse(resource, context);
    if (delay.isPresent()) {
      timer.requeueAfter(resource, delay.get());
      return DeleteControl.noFinalizerRemoval();
    }
    timer.cancel(resource);
    timer.repeatDeletion(resource, events::isMissing);
    resync.forget(ResourceID.fromResource(resource));
    return DeleteControl.defaultDelete();
  }

  /**
   * A tenant in use stays, because without it nobody could delete its grants. Until then it is
   * reconciled like any other. Empty if it can go.
   */
  private Optional<Duration> delayWhileInUse(Auth0Tenant resource, Context<Auth0Tenant> context) {
    if (!trigger.isRunning()) { // its users are not known yet
      return Optional.of(WHILE_STARTING);
    }
    var users = index.users(ResourceID.fromResource(resource));
    if (users.isEmpty()) {
      return Optional.empty();
    }
    var result = resyncWhileInUse(resource);
    if (result.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("reason", "LetGo")
          .log(LET_GO); // a namespace that is being deleted takes no events
      recorder.warning(resource, "LetGo", LET_GO);
      return Optional.empty();
    }
    markContacted(resource, result.get());
    var state = result.get().state();
    reporter.report(
        resource,
        TenantStatusReporter.inUse(users, state),
        result.get().handledRequest(),
        null,
        null,
        context);
    var delay = delay(resource, result.get());
    return Optional.of(
        state.isTrouble() || delay.compareTo(WHILE_IN_USE) < 0 ? delay : WHILE_IN_USE);
  }

  /**
   * Resyncs a tenant that is being deleted; empty if it cannot be reached any more. Its Secret may
   * have been deleted before it, as in a namespace that is being deleted; then the last credential
   * is used.
   */
  private Optional<Result> resyncWhileInUse(Auth0Tenant resource) {
    return switch (credentials.read(resource)) {
      case Complete(var connection) -> Optional.of(resync.run(resource, connection));
      case Unusable unusable ->
          registry
              .lastConnection(ResourceID.fromResource(resource))
              .map(connection -> resync.run(resource, connection))
              .or(() ->
                  unusable instanceof Missing
                      ? Optional.empty()
                      : Optional.of(new Result(unusable.state(), new Requeue.UntilProvided())));
    };
  }

  /** ClientGrants that waited for the first contact go on, whether it succeeded or not. */
  private void markContacted(Auth0Tenant resource, Result result) {
    var id = ResourceID.fromResource(resource);
    if (result.state().phase() != Phase.UNCHANGED && registry.markContacted(id)) {
      trigger.enqueueAt(id);
    }
  }

  private Duration delay(Auth0Tenant resource, Result result) {
    var requeue = result.requeue();
    var failures =
        registry.countFailures(
            ResourceID.fromResource(resource), resource.getMetadata().getGeneration(), requeue);
    var delay =
        backoff
            .delay(requeue, failures)
            .orElseGet(() -> backoff.jittered(TenantStatusReporter.resyncInterval(resource)));
    return Optional.ofNullable(result.usage())
        .map(UsageReport::next)
        .flatMap(next -> backoff.delay(new Requeue.WhenAdmitted(next), failures))
        .filter(untilNext -> untilNext.compareTo(delay) < 0)
        .orElse(delay);
  }
}
