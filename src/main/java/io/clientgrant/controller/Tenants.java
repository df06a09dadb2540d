package io.clientgrant.controller;

import io.clientgrant.grant.Guardrails;
import io.clientgrant.tenant.Connection;
import io.clientgrant.tenant.Tenant;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tenants that can be worked on, by the Auth0Tenant that describes them. One that stops
 * answering stays: what was last seen of it and its last working credential are still the best
 * there is. What its owner allows is always what the Auth0Tenant says now.
 */
final class Tenants {
  private final Map<ResourceID, Terms> terms = new ConcurrentHashMap<>();
  private final Map<ResourceID, Connected> served = new ConcurrentHashMap<>();
  private final Map<ResourceID, Connected> candidates = new ConcurrentHashMap<>();
  private final Set<ResourceID> visited = ConcurrentHashMap.newKeySet();
  private final TenantMetrics metrics;

  Tenants(TenantMetrics metrics) {
    this.metrics = metrics;
  }

  /** Takes in what an owner wants; tells whether it is something else than before. */
  boolean describe(ResourceID id, Terms wanted) {
    return !wanted.equals(terms.put(id, wanted));
  }

  /** The Auth0Tenant is gone. */
  void forget(ResourceID id) {
    terms.remove(id);
    visited.remove(id);
    retire(candidates.remove(id));
    retire(served.remove(id));
    metrics.show(served);
  }

  /** A tenant was visited, well or not; tells whether it was the first time. */
  boolean visited(ResourceID id) {
    return visited.add(id);
  }

  /** Whether a tenant was visited since this process has started. */
  boolean wasVisited(ResourceID id) {
    return visited.contains(id);
  }

  /** A tenant that can be worked on. */
  Optional<ServedTenant> find(ResourceID id) {
    var connected = served.get(id);
    var wanted = terms.get(id);
    return connected == null
            || wanted == null
            || !connected.connection().domain().equals(wanted.domain())
        ? Optional.empty()
        : Optional.of(
            new ServedTenant(
                connected.tenant(),
                wanted.domain(),
                new Guardrails(wanted.home(), ownClients(connected.tenant()), wanted.rules()),
                wanted.mode()));
  }

  /** The clients with which the operator reaches a tenant, by whichever Auth0Tenant. */
  private Set<String> ownClients(Tenant tenant) {
    return served.values().stream()
        .filter(connected -> connected.tenant().shares(tenant))
        .map(connected -> connected.connection().credential().clientId())
        .collect(Collectors.toSet());
  }

  /** A tenant over a connection, served or not: the same one each time, and another for another. */
  Connected connected(ResourceID id, Connection connection, Supplier<Connected> connect) {
    return Stream.of(served, candidates)
        .map(tenants -> tenants.get(id))
        .filter(Objects::nonNull)
        .filter(connected -> connected.connection().equals(connection))
        .findFirst()
        .orElseGet(() -> {
          var candidate = connect.get();
          retire(candidates.put(id, candidate));
          return candidate;
        });
  }

  /** How a tenant was last reached, or last tried to be. */
  Optional<Connection> lastConnection(ResourceID id) {
    return Stream.of(served, candidates)
        .map(tenants -> tenants.get(id))
        .filter(Objects::nonNull)
        .findFirst()
        .map(Connected::connection);
  }

  boolean isServed(ResourceID id, Connected connected) {
    return connected.equals(served.get(id));
  }

  /** From now on a tenant can be worked on; tells whether it could not before. */
  boolean serve(ResourceID id, Connected connected) {
    if (!terms.containsKey(id)) { // it was taken away in between, finalizer and all
      forget(id);
      return false;
    }
    if (!candidates.remove(id, connected)) {
      retire(candidates.remove(id));
    }
    var isNew = !isServed(id, connected);
    if (isNew) {
      retire(served.put(id, connected));
      metrics.show(served);
    }
    return isNew;
  }

  /** What an owner allowed over a connection counts no more. */
  private static void retire(@Nullable Connected connected) {
    if (connected != null) {
      connected.tenant().liftCeiling();
    }
  }
}
