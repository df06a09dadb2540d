package io.clientgrant.controller.tenant;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.cache.ResyncProgress.Finished;
import io.clientgrant.auth0.cache.ResyncProgress.Paused;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.controller.index.ReconcileTrigger;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.tenant.authoritative.Review;
import io.clientgrant.controller.tenant.usage.UsageReport;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the tenant of an Auth0Tenant. If it is time, reads every grant of the tenant, and
 * enqueues exactly the ClientGrants whose grants are not as they were last seen, or not as their
 * status says.
 */
public final class TenantResync {
  private static final int RESYNCS_FOR_EACH_READING_OF_ASSOCIATIONS = 12;

  private static final ReadyState RESYNCING =
      ReadyState.unchanged(
          "Resyncing", "The tenant's grants are being read, as its rate limit allows.");

  private static final ReadyState LOGGING_IN =
      ReadyState.unchanged(
          "LoggingIn",
          "Other Auth0Tenants with this endpoint are logging in, and have not finished.");

  private final Function<Connection, Tenant> connect;
  private final TenantRegistry registry;
  private final TenantUpkeep upkeep;
  private final ReconcileTrigger trigger;

  /**
   * @param connect makes a tenant of a connection, without a call
   * @param upkeep what is done once the grants are known
   * @param trigger enqueues ClientGrants
   */
  public TenantResync(
      Function<Connection, Tenant> connect,
      TenantRegistry registry,
      TenantUpkeep upkeep,
      ReconcileTrigger trigger) {
    this.connect = connect;
    this.registry = registry;
    this.upkeep = upkeep;
    this.trigger = trigger;
  }

  /**
   * What came of it.
   *
   * @param handledRequest the request that was carried out; null if there was none
   * @param review what is to be said of grants that nobody declares; null if what was said before
   *     stands
   * @param usage what is to be said of how the log is read; null if what was said before stands
   */
  record Result(
      ReadyState state,
      Requeue requeue,
      @Nullable String handledRequest,
      @Nullable Review review,
      @Nullable UsageReport usage) {
    Result(ReadyState state, Requeue requeue) {
      this(state, requeue, null, null, null);
    }

    Result(ReadyState state, TenantUpkeep.Done done, @Nullable String handledRequest) {
      this(state, done.requeue(), handledRequest, done.review(), done.usage());
    }
  }

  /** Forgets an Auth0Tenant that is gone. */
  void forget(ResourceID id) {
    registry.forget(id);
    upkeep.forget(id);
  }

  /** Connects, and resyncs if it is time. A failure of the tenant is a result, and never thrown. */
  Result run(Auth0Tenant resource, Connection connection) {
    var id = ResourceID.fromResource(resource);
    var found = registry.connected(id, connection, connect);
    if (found.isEmpty()) { // deleted meanwhile
      return new Result(RESYNCING, new Requeue.OnChange());
    }
    var connected = found.get();
    try {
      if (!registry.isActive(id, connected) && !connected.tenant().authenticate()) {
        return new Result(LOGGING_IN, new Requeue.WithBackoff());
      }
      return resyncIfDue(resource, connected);
    } catch (TenantException e) {
      // A resync by another Auth0Tenant of the same tenant does not make this one Ready.
      registry.requireResync(id);
      return new Result(ReadyState.disconnected(e.failure()), Requeue.after(e.failure()));
    }
  }

  private Result resyncIfDue(Auth0Tenant resource, ConnectedTenant connected) {
    var id = ResourceID.fromResource(resource);
    var tenant = connected.tenant();
    OwnerSettings.of(resource).limit(tenant);
    tenant
        .associations()
        .readEach(
            TenantStatusReporter.resyncInterval(resource)
                .multipliedBy(RESYNCS_FOR_EACH_READING_OF_ASSOCIATIONS));
    var request = TenantStatusReporter.openRequest(resource);
    var next =
        tenant.nextResync(
            TenantStatusReporter.resyncInterval(resource).multipliedBy(4).dividedBy(5));
    if (next.isPresent() && !registry.mustResync(id) && request.isEmpty()) {
      activate(id, connected);
      return new Result(
          TenantStatusReporter.connected(resource),
          upkeep.run(resource, tenant, new Requeue.At(next.get())),
          null);
    }
    if (!tenant.isResyncing()) {
      registry.resyncBegins(id, request.orElse(null));
    }
    return switch (tenant.resync()) {
      case Paused(var until) -> new Result(RESYNCING, new Requeue.WhenAdmitted(until));
      case Finished(var changed) -> {
        var handled = registry.resyncFinished(id);
        activate(id, connected);
        trigger.enqueueClaimants(changed);
        upkeep.enqueueOutOfDate(resource, tenant, changed);
        // A request that came while the pages were read asks for another resync.
        var requeue = request.equals(handled) ? new Requeue.OnChange() : new Requeue.Immediately();
        yield new Result(
            TenantStatusReporter.connected(resource),
            upkeep.run(resource, tenant, requeue),
            handled.orElse(null));
      }
    };
  }

  /** The grants are known: read over this connection, or over another to the same tenant. */
  private void activate(ResourceID id, ConnectedTenant connected) {
    if (registry.activate(id, connected)) {
      trigger.enqueueAt(id);
    }
  }
}
