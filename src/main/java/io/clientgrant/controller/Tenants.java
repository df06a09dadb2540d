package io.clientgrant.controller;

import io.clientgrant.tenant.Connection;
import io.clientgrant.tenant.Tenant;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The tenants that can be worked on, by the Auth0Tenant that describes them. One that stops
 * answering stays: what was last seen of it and its last working credential are still the best
 * there is.
 */
final class Tenants {
  private final Map<ResourceID, ServedTenant> served = new ConcurrentHashMap<>();
  private final Map<ResourceID, ServedTenant> candidates = new ConcurrentHashMap<>();

  /** A tenant that can be worked on. */
  Optional<ServedTenant> find(ResourceID id) {
    return Optional.ofNullable(served.get(id));
  }

  /** A tenant over a connection, served or not: the same one each time, and another for another. */
  ServedTenant connected(ResourceID id, Connection connection, Supplier<ServedTenant> connect) {
    return Stream.of(served, candidates)
        .map(tenants -> tenants.get(id))
        .filter(Objects::nonNull)
        .filter(tenant -> tenant.connection().equals(connection))
        .findFirst()
        .orElseGet(() -> {
          var candidate = connect.get();
          candidates.put(id, candidate);
          return candidate;
        });
  }

  /** From now on a tenant can be worked on; tells whether it could not before. */
  boolean serve(ResourceID id, ServedTenant tenant) {
    candidates.remove(id);
    return !tenant.equals(served.put(id, tenant));
  }

  void forget(ResourceID id) {
    candidates.remove(id);
    served.remove(id);
  }

  /** How many grants all of them hold, as last seen. */
  int grants() {
    return served.values().stream().map(ServedTenant::tenant).mapToInt(Tenant::size).sum();
  }
}
