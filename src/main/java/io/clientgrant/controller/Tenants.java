package io.clientgrant.controller;

import io.clientgrant.tenant.Tenant;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tenants that can be worked on, by the Auth0Tenant that describes them. One that stops
 * answering stays: what was last seen of it and its last working credential are still the best
 * there is.
 */
final class Tenants {
  private final Map<ResourceID, ServedTenant> served = new ConcurrentHashMap<>();

  Optional<ServedTenant> find(ResourceID id) {
    return Optional.ofNullable(served.get(id));
  }

  void serve(ResourceID id, ServedTenant tenant) {
    served.put(id, tenant);
  }

  void forget(ResourceID id) {
    served.remove(id);
  }

  /** How many grants all of them hold, as last seen. */
  int grants() {
    return served.values().stream().map(ServedTenant::tenant).mapToInt(Tenant::size).sum();
  }
}
