package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantSpec;
import io.clientgrant.grant.GrantKey;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which resources claim something at which tenant, and the way to have them looked at again when
 * the tenant, and not the resource, has changed.
 */
final class Claims extends AbstractEventSource<Void, ClientGrant>
    implements ResourceEventAware<ClientGrant> {
  private final Map<ResourceID, Map<ResourceID, ClientGrantSpec>> byTenant =
      new ConcurrentHashMap<>();

  Claims() {
    super(Void.class, "claims");
  }

  /** Has every resource of a tenant looked at. */
  void nudgeAll(ResourceID tenant) {
    claims(tenant).keySet().forEach(this::nudge);
  }

  /** Has the resources of a tenant looked at that claim one of these keys. */
  void nudge(ResourceID tenant, String domain, Set<GrantKey> keys) {
    if (!keys.isEmpty()) {
      claims(tenant)
          .forEach((resource, spec) -> {
            if (keys.contains(Specs.key(spec, domain))) {
              nudge(resource);
            }
          });
    }
  }

  /** The resources that refer to a tenant, as {@code namespace/name} in order. */
  Set<String> at(ResourceID tenant) {
    return claims(tenant).keySet().stream()
        .map(id -> id.getNamespace().orElse("") + "/" + id.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Map<ResourceID, ClientGrantSpec> claims(ResourceID tenant) {
    return byTenant.getOrDefault(tenant, Map.of());
  }

  private void nudge(ResourceID resource) {
    getEventHandler().handleEvent(new Event(resource));
  }

  @Override
  public void onResourceCreated(ClientGrant resource) {
    byTenant.compute(
        Specs.tenant(resource),
        (_, before) -> {
          var claims =
              before == null ? new ConcurrentHashMap<ResourceID, ClientGrantSpec>() : before;
          claims.put(ResourceID.fromResource(resource), resource.getSpec());
          return claims;
        });
  }

  @Override
  public void onResourceUpdated(ClientGrant now, ClientGrant before) {
    onResourceCreated(now);
  }

  @Override
  public void onResourceDeleted(ClientGrant resource) {
    byTenant.computeIfPresent(
        Specs.tenant(resource),
        (_, claims) -> {
          claims.remove(ResourceID.fromResource(resource));
          return claims.isEmpty() ? null : claims;
        });
  }

  @Override
  public Set<Void> getSecondaryResources(ClientGrant resource) {
    return Set.of();
  }
}
