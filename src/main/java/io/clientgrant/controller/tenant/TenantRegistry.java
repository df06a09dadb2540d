package io.clientgrant.controller.tenant;

import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.controller.status.FailureCount;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.tenant.metrics.TenantMetrics;
import io.clientgrant.grant.policy.Guardrails;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is remembered of the Auth0Tenants, in one entry for each. A tenant that stops
 * answering stays active, because its last working credential and the grants that were last seen
 * are the best there is. What its owner allows is always what the Auth0Tenant says now.
 */
public final class TenantRegistry {
  private final Map<ResourceID, Entry> entries = new HashMap<>();
  private final TenantMetrics metrics;

  /** Shows the active tenants in these metrics. */
  public TenantRegistry(TenantMetrics metrics) {
    this.metrics = metrics;
  }

  /** What is remembered of one Auth0Tenant; guarded by the registry's lock. */
  private static final class Entry {
    /** Tells it from another of the same name that was made later. */
    final String uid;

    OwnerSettings settings;

    /** The connection that ClientGrants use; null until the grants have been read over it. */
    @Nullable ConnectedTenant active;

    /** A newer connection over which the grants have not been read yet. */
    @Nullable ConnectedTenant candidate;

    /** Whether the tenant was called since the operator started, successfully or not. */
    boolean contacted;

    boolean mustResync;

    /** The request that the current resync began with. */
    @Nullable String resyncRequest;

    FailureCount failures = FailureCount.NONE;

    Entry(String uid, OwnerSettings settings) {
      this.uid = uid;
      this.settings = settings;
    }

    Stream<ConnectedTenant> connections() {
      return Stream.of(Optional.ofNullable(active), Optional.ofNullable(candidate))
          .flatMap(Optional::stream);
    }
  }

  /** Takes in what an owner allows; returns whether that has changed. */
  synchronized boolean updateSettings(ResourceID id, String uid, OwnerSettings settings) {
    var before = entries.get(id);
    if (before == null || !before.uid.equals(uid)) {
      forget(id);
      entries.put(id, new Entry(uid, settings));
      return true;
    }
    var hasChanged = !before.settings.equals(settings);
    before.settings = settings;
    Optional.ofNullable(before.active).ifPresent(active -> settings.limit(active.tenant()));
    return hasChanged;
  }

  /** Takes in an Auth0Tenant whose grants somebody else has read, and who closes it. */
  public synchronized void add(
      ResourceID id, OwnerSettings settings, Connection connection, Tenant tenant) {
    var entry = new Entry("", settings);
    entry.active = new ConnectedTenant(connection, tenant);
    entry.contacted = true;
    entries.put(id, entry);
  }

  /** Forgets an Auth0Tenant that is gone. */
  synchronized void forget(ResourceID id) {
    var entry = entries.remove(id);
    if (entry != null) {
      entry.connections().forEach(TenantRegistry::retire);
      showMetrics();
    }
  }

  /** Takes in that a tenant was called; returns whether it was the first time. */
  synchronized boolean markContacted(ResourceID id) {
    var isNews = entry(id).filter(entry -> !entry.contacted);
    isNews.ifPresent(entry -> entry.contacted = true);
    return isNews.isPresent();
  }

  /** Whether a tenant was called since the operator started, successfully or not. */
  public synchronized boolean wasContacted(ResourceID id) {
    return entry(id).filter(entry -> entry.contacted).isPresent();
  }

  /** The domain of an Auth0Tenant; empty if it is not known. */
  public synchronized Optional<String> domain(ResourceID id) {
    return entry(id).map(entry -> entry.settings.domain());
  }

  /** Whether an Auth0Tenant is in mode Release, reachable or not. */
  public synchronized boolean isReleasing(ResourceID id) {
    return entry(id).filter(entry -> entry.settings.mode() == Mode.RELEASE).isPresent();
  }

  /** A tenant that ClientGrants can use; empty if there is none of this name. */
  public synchronized Optional<TenantSnapshot> find(ResourceID id) {
    return entry(id)
        .flatMap(entry ->
            Optional.ofNullable(entry.active)
                .filter(active -> active.connection().domain().equals(entry.settings.domain()))
                .map(active -> snapshot(active.tenant(), entry.settings)));
  }

  private TenantSnapshot snapshot(Tenant tenant, OwnerSettings settings) {
    var guardrails =
        new Guardrails(settings.namespace(), ownClients(tenant), settings.guardrails());
    return new TenantSnapshot(tenant, settings.domain(), guardrails, settings.mode());
  }

  /** The Auth0Tenants whose ClientGrants use this tenant, by whichever connection. */
  synchronized Set<ResourceID> sharing(Tenant tenant) {
    return entries.entrySet().stream()
        .filter(entry ->
            Optional.ofNullable(entry.getValue().active)
                .filter(active -> active.tenant().sharesCacheWith(tenant))
                .isPresent())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The clients that the operator itself uses at a tenant, by whichever Auth0Tenant. */
  private Set<String> ownClients(Tenant tenant) {
    return entries.values().stream()
        .flatMap(entry -> Optional.ofNullable(entry.active).stream())
        .filter(connected -> connected.tenant().sharesCacheWith(tenant))
        .map(connected -> connected.connection().credential().clientId())
        .collect(Collectors.toSet());
  }

  /**
   * The clients by which the operator reaches a domain, or tries to; empty if that is not known,
   * because some Auth0Tenant was not tried since the operator started.
   */
  synchronized Optional<Set<String>> clientsOf(String domain) {
    var same =
        entries.values().stream().filter(entry -> entry.settings.domain().equals(domain)).toList();
    return same.stream().allMatch(entry -> entry.contacted)
        ? Optional.of(
            same.stream()
                .flatMap(Entry::connections)
                .map(connected -> connected.connection().credential().clientId())
                .collect(Collectors.toUnmodifiableSet()))
        : Optional.empty();
  }

  /** The Auth0Tenants of a domain. */
  synchronized Set<ResourceID> ofDomain(String domain) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().settings.domain().equals(domain))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the operator may write to the tenant, as its owner says now. */
  synchronized boolean mayWrite(ResourceID id) {
    return entry(id).filter(entry -> entry.settings.mode() == Mode.ENFORCE).isPresent();
  }

  /**
   * The tenant of a connection; connects, without a call, if the connection is new. Empty if the
   * Auth0Tenant was deleted meanwhile.
   */
  synchronized Optional<ConnectedTenant> connected(
      ResourceID id, Connection connection, Function<Connection, Tenant> connect) {
    return entry(id)
        .map(entry ->
            entry
                .connections()
                .filter(connected -> connected.connection().equals(connection))
                .findFirst()
                .map(known -> {
                  if (!known.equals(entry.candidate)) {
                    retireCandidate(entry);
                  }
                  return known;
                })
                .orElseGet(() -> {
                  retireCandidate(entry);
                  var candidate = new ConnectedTenant(connection, connect.apply(connection));
                  entry.candidate = candidate;
                  return candidate;
                }));
  }

  private static void retireCandidate(Entry entry) {
    Optional.ofNullable(entry.candidate).ifPresent(TenantRegistry::retire);
    entry.candidate = null;
  }

  /** The connection that was last used or tried; empty if there is none. */
  synchronized Optional<Connection> lastConnection(ResourceID id) {
    return entry(id).stream()
        .flatMap(Entry::connections)
        .findFirst()
        .map(ConnectedTenant::connection);
  }

  synchronized boolean isActive(ResourceID id, ConnectedTenant connected) {
    return entry(id).filter(entry -> connected.equals(entry.active)).isPresent();
  }

  /**
   * Lets ClientGrants use a tenant from now on; returns whether they could not before. Does nothing
   * if the Auth0Tenant was deleted meanwhile, and perhaps made anew: its connections are closed
   * then.
   */
  synchronized boolean activate(ResourceID id, ConnectedTenant connected) {
    var entry = entries.get(id);
    if (entry == null || !connected.equals(entry.candidate)) {
      return false;
    }
    entry.connections().filter(old -> !old.equals(connected)).forEach(TenantRegistry::retire);
    entry.active = connected;
    entry.candidate = null;
    entry.contacted = true; // so its ClientGrants are enqueued once
    showMetrics();
    return true;
  }

  /** Asks for a resync out of turn; returns whether that is news. */
  synchronized boolean requireResync(ResourceID id) {
    var isNews = entry(id).filter(entry -> !entry.mustResync);
    isNews.ifPresent(entry -> entry.mustResync = true);
    return isNews.isPresent();
  }

  synchronized boolean mustResync(ResourceID id) {
    return entry(id).filter(entry -> entry.mustResync).isPresent();
  }

  /**
   * Takes in that a resync begins.
   *
   * @param request the value of the annotation that asks for one; null if it is not set
   */
  synchronized void resyncBegins(ResourceID id, @Nullable String request) {
    entry(id).ifPresent(entry -> entry.resyncRequest = request);
  }

  /** Takes in that a resync has ended; returns the request that it began with, if any. */
  synchronized Optional<String> resyncFinished(ResourceID id) {
    return entry(id)
        .flatMap(entry -> {
          entry.mustResync = false;
          return Optional.ofNullable(entry.resyncRequest);
        });
  }

  /** Counts how a reconciliation ended; returns how many have failed in a row. */
  synchronized int countFailures(ResourceID id, @Nullable Long generation, Requeue requeue) {
    var failures = entry(id).map(entry -> entry.failures).orElse(FailureCount.NONE);
    var after = failures.after(generation, requeue);
    entry(id).ifPresent(entry -> entry.failures = after);
    return after.count();
  }

  private Optional<Entry> entry(ResourceID id) {
    return Optional.ofNullable(entries.get(id));
  }

  private void showMetrics() {
    var tenants = new HashMap<ResourceID, Tenant>();
    entries.forEach((id, entry) ->
        Optional.ofNullable(entry.active).ifPresent(active -> tenants.put(id, active.tenant())));
    metrics.show(tenants);
  }

  private static void retire(ConnectedTenant connected) {
    connected.tenant().close();
  }
}
