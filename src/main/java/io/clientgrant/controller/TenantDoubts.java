package io.clientgrant.controller;

import io.clientgrant.api.Auth0Tenant;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has a tenant looked at again when its credential was refused to somebody else: its Secret may
 * have been rotated, and nobody watches Secrets. Once, until it has been looked at: a thousand
 * grants may be refused at the same time.
 */
final class TenantDoubts extends AbstractEventSource<Void, Auth0Tenant> {
  private final Set<ResourceID> doubted = ConcurrentHashMap.newKeySet();

  TenantDoubts() {
    super(Void.class, "doubts");
  }

  /** The credential was refused. */
  void doubt(ResourceID tenant) {
    if (doubted.add(tenant)) {
      getEventHandler().handleEvent(new Event(tenant));
    }
  }

  /** The credential was accepted. */
  void dispel(ResourceID tenant) {
    doubted.remove(tenant);
  }

  @Override
  public Set<Void> getSecondaryResources(Auth0Tenant resource) {
    return Set.of();
  }
}
