package io.clientgrant.controller;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.Auth0TenantStatus;
import io.clientgrant.controller.CredentialsReader.Reading.Complete;
import io.clientgrant.controller.CredentialsReader.Reading.Missing;
import io.clientgrant.controller.CredentialsReader.Reading.Unusable;
import io.clientgrant.controller.Verdict.Phase;
import io.clientgrant.tenant.Connection;
import io.clientgrant.tenant.RateLimit;
import io.clientgrant.tenant.SweepProgress.Finished;
import io.clientgrant.tenant.SweepProgress.Paused;
import io.clientgrant.tenant.Tenant;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps each Auth0Tenant at its interval: reads every grant of the tenant, and has exactly those
 * resources looked at whose grants are not as they were last seen.
 */
@ControllerConfiguration(
    name = "auth0tenant",
    fieldManager = "clientgrant-operator",
    finalizerName = "auth0.clientgrant.io/tenant")
public final class Auth0TenantReconciler implements Reconciler<Auth0Tenant>, Cleaner<Auth0Tenant> {
  private static final Logger LOG = LoggerFactory.getLogger(Auth0TenantReconciler.class);
  private static final String RESYNC_BY_DEFAULT = "5m";
  private static final Duration WHILE_IN_USE = Duration.ofSeconds(10);
  private static final Duration WHILE_STARTING = Duration.ofSeconds(1);
  private static final int USERS_NAMED = 5;
  private static final String LET_GO =
      "Nobody knows its credential any more. The grants of the ClientGrants that still refer to it stay at"
          + " the tenant, and the ClientGrants wait for an Auth0Tenant of this name.";
  private static final Verdict SWEEPING =
      Verdict.waiting("Sweeping", "The tenant's grants are being read, as its rate limit allows.");

  private final CredentialsReader credentials;
  private final Function<Connection, Tenant> connect;
  private final Tenants tenants;
  private final Claims claims;
  private final TenantWatch watch;
  private final Events events;
  private final Pacing pacing;
  private final InstantSource clock;

  Auth0TenantReconciler(
      CredentialsReader credentials,
      Function<Connection, Tenant> connect,
      Tenants tenants,
      Claims claims,
      TenantWatch watch,
      Events events,
      Pacing pacing,
      InstantSource clock) {
    this.credentials = credentials;
    this.connect = connect;
    this.tenants = tenants;
    this.claims = claims;
    this.watch = watch;
    this.events = events;
    this.pacing = pacing;
    this.clock = clock;
  }

  /** What came of reading a tenant. */
  private record Visit(Verdict verdict, Next next) {}

  @Override
  public List<EventSource<?, Auth0Tenant>> prepareEventSources(
      EventSourceContext<Auth0Tenant> context) {
    watch.lookIn(context.getPrimaryCache());
    claims.tellWhenLeft(watch::left);
    return List.of(watch);
  }

  @Override
  public UpdateControl<Auth0Tenant> reconcile(Auth0Tenant resource, Context<Auth0Tenant> context) {
    var visit =
        switch (credentials.read(resource)) {
          case Complete(var connection) -> visit(resource, connection);
          case Unusable unusable -> new Visit(unusable.verdict(), new Next.Backoff());
        };
    remember(resource, visit);
    tell(resource, visit.verdict(), context);
    return UpdateControl.<Auth0Tenant>noUpdate().rescheduleAfter(delay(resource, visit));
  }

  private Duration delay(Auth0Tenant resource, Visit visit) {
    return pacing
        .delay(ResourceID.fromResource(resource), visit.next())
        .orElseGet(() -> pacing.jittered(resyncInterval(resource)));
  }

  /**
   * A tenant in use stays, since without it nobody could delete the grants, and until then all is
   * done for it that is done for any other.
   */
  @Override
  public DeleteControl cleanup(Auth0Tenant resource, Context<Auth0Tenant> context) {
    if (!claims.isRunning()) { // who uses it is not known yet
      return DeleteControl.noFinalizerRemoval().rescheduleAfter(WHILE_STARTING);
    }
    var users = claims.users(ResourceID.fromResource(resource));
    if (users.isEmpty()) {
      return letGo(resource);
    }
    var visit = visitOnItsWayOut(resource);
    if (visit.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("reason", "LetGo")
          .log(LET_GO); // a namespace that goes takes no events
      events.warning(resource, "LetGo", LET_GO);
      return letGo(resource);
    }
    remember(resource, visit.get());
    tell(resource, inUse(users, visit.get().verdict()), context);
    var delay = delay(resource, visit.get());
    return DeleteControl.noFinalizerRemoval()
        .rescheduleAfter(
            visit.get().verdict().isTrouble() || delay.compareTo(WHILE_IN_USE) < 0
                ? delay
                : WHILE_IN_USE);
  }

  private DeleteControl letGo(Auth0Tenant resource) {
    tenants.forget(ResourceID.fromResource(resource));
    return DeleteControl.defaultDelete();
  }

  /**
   * Visits a tenant that is going; empty if there is no hope to reach it. Its Secret may have gone
   * before it, as in a namespace that is being deleted: then the last credential serves.
   */
  private Optional<Visit> visitOnItsWayOut(Auth0Tenant resource) {
    return switch (credentials.read(resource)) {
      case Complete(var connection) -> Optional.of(visit(resource, connection));
      case Unusable unusable ->
          tenants
              .lastConnection(ResourceID.fromResource(resource))
              .map(connection -> visit(resource, connection))
              .or(() ->
                  unusable instanceof Missing
                      ? Optional.empty()
                      : Optional.of(new Visit(unusable.verdict(), new Next.Backoff())));
    };
  }

  private Visit visit(Auth0Tenant resource, Connection connection) {
    try {
      return sweep(resource, connection);
    } catch (TenantException e) {
      watch.failed(ResourceID.fromResource(resource));
      return new Visit(Verdict.disconnected(e.failure()), Next.after(e.failure()));
    }
  }

  /** Who waited to hear of a tenant for the first time goes on, whatever there is to hear. */
  private void remember(Auth0Tenant resource, Visit visit) {
    var id = ResourceID.fromResource(resource);
    if (!visit.verdict().equals(SWEEPING) && tenants.visited(id)) {
      claims.nudgeAll(id);
    }
  }

  private Visit sweep(Auth0Tenant resource, Connection connection) {
    var id = ResourceID.fromResource(resource);
    var connected =
        tenants.connected(
            id, connection, () -> new Connected(connection, connect.apply(connection)));
    var tenant = connected.tenant();
    var isServed = tenants.isServed(id, connected);
    if (!isServed) {
      tenant.authenticate();
    }
    ceiling(resource).ifPresentOrElse(tenant::ceiling, tenant::liftCeiling);
    var due = tenant.nextSweep(resyncInterval(resource).multipliedBy(4).dividedBy(5));
    if (isServed && !watch.wantsSweep(id) && due.isPresent()) {
      return new Visit(connected(resource), new Next.At(due.get()));
    }
    return switch (tenant.sweep()) {
      case Paused(var until) -> new Visit(SWEEPING, new Next.InTurn(until));
      case Finished(var changed) -> {
        watch.swept(id);
        if (tenants.serve(id, connected)) {
          claims.nudgeAll(id);
        }
        claims.nudge(changed);
        yield new Visit(connected(resource), new Next.Rest());
      }
    };
  }

  private static Verdict connected(Auth0Tenant resource) {
    var message =
        switch (Mode.of(resource.getSpec())) {
          case ENFORCE -> "Every grant is read each %s.";
          case OBSERVE -> "Every grant is read each %s, and nothing is written.";
        };
    return new Verdict(Phase.READY, "Connected", message.formatted(spelledInterval(resource)));
  }

  private static Optional<RateLimit> ceiling(Auth0Tenant resource) {
    return Optional.ofNullable(resource.getSpec().rateLimit())
        .map(limit -> new RateLimit(limit.requestsPerSecond(), limit.burst()));
  }

  /** What keeps the tenant, and what may keep its users. */
  private static Verdict inUse(Collection<String> users, Verdict visit) {
    var named = users.stream().limit(USERS_NAMED).collect(Collectors.joining(", "));
    var more = users.size() - USERS_NAMED;
    return Verdict.reconciling(
        "InUse",
        "Deletion waits for these ClientGrants to go: %s%s.%s"
            .formatted(
                named,
                more > 0 ? " and %d more".formatted(more) : "",
                visit.isTrouble() ? " " + visit.message() : ""));
  }

  private void tell(Auth0Tenant resource, Verdict verdict, Context<Auth0Tenant> context) {
    var before =
        Objects.requireNonNullElseGet(
            resource.getStatus(), () -> new Auth0TenantStatus(-1L, List.of()));
    var generation = resource.getMetadata().getGeneration();
    if (verdict.phase() == Phase.WAITING
        && Objects.equals(before.observedGeneration(), generation)) {
      return;
    }
    var conditions = new Conditions(before.conditions(), generation, clock.instant());
    var after = new Auth0TenantStatus(generation, conditions.of(verdict));
    if (!after.equals(before)) {
      new StatusSession<>(resource, Auth0Tenant::new, context).write(after);
    }
  }

  /** The schema has made sure that it is a duration. */
  private static Duration resyncInterval(Auth0Tenant resource) {
    return Duration.parse("PT" + spelledInterval(resource).toUpperCase(Locale.ROOT));
  }

  private static String spelledInterval(Auth0Tenant resource) {
    return Objects.requireNonNullElse(resource.getSpec().resyncInterval(), RESYNC_BY_DEFAULT);
  }
}
