package io.clientgrant.controller;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.Auth0TenantStatus;
import io.clientgrant.controller.CredentialsReader.Reading.Complete;
import io.clientgrant.controller.CredentialsReader.Reading.Incomplete;
import io.clientgrant.controller.Verdict.Phase;
import io.clientgrant.grant.Guardrails;
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

/**
 * Sweeps each Auth0Tenant at its interval: reads every grant of the tenant, and has exactly those
 * resources looked at whose grants are not as they were last seen.
 */
@ControllerConfiguration(
    name = "auth0tenant",
    fieldManager = "clientgrant-operator",
    finalizerName = "auth0.clientgrant.io/tenant")
public final class Auth0TenantReconciler implements Reconciler<Auth0Tenant>, Cleaner<Auth0Tenant> {
  private static final String RESYNC_BY_DEFAULT = "5m";
  private static final Duration WHILE_IN_USE = Duration.ofSeconds(2);
  private static final int USERS_NAMED = 5;
  private static final Verdict SWEEPING =
      Verdict.waiting("Sweeping", "The tenant's grants are being read, as its rate limit allows.");

  private final CredentialsReader credentials;
  private final Function<Connection, Tenant> connect;
  private final Tenants tenants;
  private final Claims claims;
  private final TenantDoubts doubts;
  private final Pacing pacing;
  private final InstantSource clock;

  Auth0TenantReconciler(
      CredentialsReader credentials,
      Function<Connection, Tenant> connect,
      Tenants tenants,
      Claims claims,
      TenantDoubts doubts,
      Pacing pacing,
      InstantSource clock) {
    this.credentials = credentials;
    this.connect = connect;
    this.tenants = tenants;
    this.claims = claims;
    this.doubts = doubts;
    this.pacing = pacing;
    this.clock = clock;
  }

  /** What came of reading a tenant. */
  private record Visit(Verdict verdict, Next next) {}

  @Override
  public List<EventSource<?, Auth0Tenant>> prepareEventSources(
      EventSourceContext<Auth0Tenant> context) {
    return List.of(doubts);
  }

  @Override
  public UpdateControl<Auth0Tenant> reconcile(Auth0Tenant resource, Context<Auth0Tenant> context) {
    var visit = visit(resource);
    tell(resource, visit.verdict(), context);
    var delay =
        pacing
            .delay(ResourceID.fromResource(resource), visit.next())
            .orElseGet(() -> pacing.jittered(resyncInterval(resource)));
    return UpdateControl.<Auth0Tenant>noUpdate().rescheduleAfter(delay);
  }

  /** A tenant in use stays, since without it nobody could delete the grants. */
  @Override
  public DeleteControl cleanup(Auth0Tenant resource, Context<Auth0Tenant> context) {
    var id = ResourceID.fromResource(resource);
    var users = claims.at(id);
    if (users.isEmpty()) {
      tenants.forget(id);
      return DeleteControl.defaultDelete();
    }
    if (tenants.find(id).isEmpty()) {
      visit(resource);
    }
    tell(resource, inUse(users), context);
    return DeleteControl.noFinalizerRemoval().rescheduleAfter(WHILE_IN_USE);
  }

  private Visit visit(Auth0Tenant resource) {
    return switch (credentials.read(resource)) {
      case Incomplete(var verdict) -> new Visit(verdict, new Next.Backoff());
      case Complete(var connection) -> {
        try {
          yield sweep(resource, connection);
        } catch (TenantException e) {
          yield new Visit(Verdict.failed(e.failure()), Next.after(e.failure()));
        }
      }
    };
  }

  private Visit sweep(Auth0Tenant resource, Connection connection) {
    var id = ResourceID.fromResource(resource);
    var connected =
        tenants.connected(
            id,
            connection,
            () ->
                new ServedTenant(
                    connection, connect.apply(connection), guardrails(resource, connection)));
    ceiling(resource).ifPresent(connected.tenant().gate()::ceiling);
    return switch (connected.tenant().sweep()) {
      case Paused(var until) -> new Visit(SWEEPING, new Next.InTurn(until));
      case Finished(var changed) -> {
        doubts.dispel(id);
        if (tenants.serve(id, connected)) {
          claims.nudgeAll(id);
        }
        claims.nudge(changed);
        var message = "Every grant is read each %s.".formatted(spelledInterval(resource));
        yield new Visit(new Verdict(Phase.READY, "Connected", message), new Next.Rest());
      }
    };
  }

  private static Optional<RateLimit> ceiling(Auth0Tenant resource) {
    return Optional.ofNullable(resource.getSpec().rateLimit())
        .map(limit -> new RateLimit(limit.requestsPerSecond(), limit.burst()));
  }

  private static Guardrails guardrails(Auth0Tenant resource, Connection connection) {
    return new Guardrails(
        connection.domain(),
        resource.getMetadata().getNamespace(),
        connection.credential().clientId());
  }

  private static Verdict inUse(Collection<String> users) {
    var named = users.stream().limit(USERS_NAMED).collect(Collectors.joining(", "));
    var more = users.size() - USERS_NAMED;
    return Verdict.reconciling(
        "InUse",
        "Deletion waits for these ClientGrants to go: %s%s."
            .formatted(named, more > 0 ? " and %d more".formatted(more) : ""));
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
