package io.clientgrant.controller;

import io.clientgrant.api.Auth0Tenant;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Notices what a tenant's owner wants, at once and not with the next sweep, and has the resources
 * looked at whom it may concern. And it has a tenant swept out of turn: on request, and when its
 * credential was refused to somebody, since its Secret may have been rotated, and nobody watches
 * Secrets. Once, until it has been swept: a thousand grants may be refused at the same time.
 */
final class TenantWatch extends AbstractEventSource<Void, Auth0Tenant>
    implements ResourceEventAware<Auth0Tenant> {
  private final Tenants tenants;
  private final Claims claims;
  private final Requests requests = new Requests();
  private final Set<ResourceID> doubted = ConcurrentHashMap.newKeySet();
  private volatile @Nullable IndexerResourceCache<Auth0Tenant> all;

  TenantWatch(Tenants tenants, Claims claims) {
    super(Void.class, "watch");
    this.tenants = tenants;
    this.claims = claims;
  }

  /** Where every Auth0Tenant is, once the operator has started. */
  void lookIn(IndexerResourceCache<Auth0Tenant> cache) {
    all = cache;
  }

  /**
   * From now on it knows which Auth0Tenants there are not: who was looked at before, since the
   * controllers start side by side, was told only that his is not Ready.
   */
  @Override
  public void start() {
    super.start();
    claims.nudgeAt(this::isMissing);
  }

  /**
   * Whether there certainly is no such Auth0Tenant; while the operator starts, that is not known.
   */
  boolean isMissing(ResourceID tenant) {
    var cache = all;
    return cache != null && isRunning() && cache.get(tenant).isEmpty();
  }

  /** The credential was refused. */
  void doubt(ResourceID tenant) {
    if (doubted.add(tenant)) {
      wake(tenant);
    }
  }

  /** A sweep failed: until one does not, the tenant is not called well because others swept it. */
  void failed(ResourceID tenant) {
    doubted.add(tenant);
  }

  /** Whether the tenant is to be swept, however lately it was. */
  boolean wantsSweep(ResourceID tenant) {
    return doubted.contains(tenant) || requests.isOpen(tenant);
  }

  /** The tenant was swept. */
  void swept(ResourceID tenant) {
    doubted.remove(tenant);
    requests.answered(tenant);
  }

  /** One user has left the tenant. If it is to be deleted, it has waited for the last to do so. */
  void left(ResourceID tenant) {
    var cache = all;
    if (cache != null
        && isRunning()
        && cache.get(tenant).filter(HasMetadata::isMarkedForDeletion).isPresent()
        && !claims.isUsed(tenant)) {
      wake(tenant);
    }
  }

  private void wake(ResourceID tenant) {
    getEventHandler().handleEvent(new Event(tenant));
  }

  @Override
  public void onResourceCreated(Auth0Tenant resource) {
    tenants.describe(ResourceID.fromResource(resource), Terms.of(resource));
  }

  @Override
  public void onResourceUpdated(Auth0Tenant now, Auth0Tenant before) {
    var id = ResourceID.fromResource(now);
    if (tenants.describe(id, Terms.of(now))) {
      claims.nudgeAll(id);
    }
    if (requests.noticed(now, before)) {
      wake(id);
    }
  }

  @Override
  public void onResourceDeleted(Auth0Tenant resource) {
    var id = ResourceID.fromResource(resource);
    tenants.forget(id);
    claims.nudgeAll(id);
  }

  @Override
  public Set<Void> getSecondaryResources(Auth0Tenant resource) {
    return Set.of();
  }
}
