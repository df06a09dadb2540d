package io.clientgrant.controller.tenant;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.ReconcileTrigger;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows the Auth0Tenants. What an owner allows counts at once, not only after the next resync,
 * and the ClientGrants that it concerns are enqueued. An Auth0Tenant is enqueued out of turn on
 * request, when its last user is gone, and when its credential was refused: nobody watches Secrets.
 */
public final class TenantEventSource extends AbstractEventSource<Void, Auth0Tenant>
    implements ResourceEventAware<Auth0Tenant> {
  private final TenantRegistry registry;
  private final ClientGrantIndex index;
  private final ReconcileTrigger trigger;
  private final Predicate<String> isUnreadable;
  private volatile @Nullable IndexerResourceCache<Auth0Tenant> cache;

  /** Keeps the registry up to date and enqueues ClientGrants. */
  public TenantEventSource(
      TenantRegistry registry,
      ClientGrantIndex index,
      ReconcileTrigger trigger,
      Predicate<String> isUnreadable) {
    super(Void.class, "tenants");
    this.registry = registry;
    this.index = index;
    this.trigger = trigger;
    this.isUnreadable = isUnreadable;
  }

  /** Reads the Auth0Tenants from their informer; called once, before it starts. */
  void attachTo(IndexerResourceCache<Auth0Tenant> informer) {
    cache = informer;
  }

  /**
   * After the start, missing Auth0Tenants are known. ClientGrants that were reconciled earlier are
   * enqueued again, because the two controllers start side by side.
   */
  @Override
  public void start() {
    super.start();
    trigger.enqueueAt(this::isMissing);
  }

  /**
   * Whether an Auth0Tenant certainly does not exist; false while the operator starts, or if it may
   * not read the namespace.
   */
  public boolean isMissing(ResourceID tenant) {
    var informer = cache;
    return informer != null
        && isRunning()
        && informer.get(tenant).isEmpty()
        && tenant.getNamespace().filter(isUnreadable).isEmpty();
  }

  /** All Auth0Tenants; none before the start. */
  Stream<Auth0Tenant> all() {
    var informer = cache;
    return informer == null ? Stream.empty() : informer.list();
  }

  /** Whether there is such an Auth0Tenant. */
  boolean isKnown(ResourceID tenant) {
    var informer = cache;
    return informer != null && informer.get(tenant).isPresent();
  }

  /**
   * The credential was of no use, so its Secret may have changed.
   *
   * @param isRejected whether the tenant has refused it. Then the Auth0Tenant is enqueued once
   *     until its next resync, however many ClientGrants say so, and resynced. Otherwise that costs
   *     no call unless the Secret has changed
   */
  public void reloadCredential(ResourceID tenant, boolean isRejected) {
    if (!isRejected || registry.requireResync(tenant)) {
      enqueue(tenant);
    }
  }

  /** A ClientGrant names an API whose scopes were not read yet. */
  public void apiNamed(ResourceID tenant) {
    enqueue(tenant);
  }

  /** A ClientGrant no longer needs its Auth0Tenant, whose deletion may have waited for that. */
  public void userGone(ResourceID tenant) {
    var informer = cache;
    if (informer != null
        && isRunning()
        && informer.get(tenant).filter(HasMetadata::isMarkedForDeletion).isPresent()
        && !index.isUsed(tenant)) {
      enqueue(tenant);
    }
  }

  private void enqueue(ResourceID tenant) {
    getEventHandler().handleEvent(new Event(tenant));
  }

  @Override
  public void onResourceCreated(Auth0Tenant resource) {
    updateSettings(resource);
  }

  @Override
  public void onResourceUpdated(Auth0Tenant now, Auth0Tenant before) {
    if (updateSettings(now)) {
      trigger.enqueueAt(ResourceID.fromResource(now));
    }
    if (Annotations.hasChanged(Annotations.REQUESTED_AT, now, before)
        || Annotations.hasChanged(Annotations.REVOKE, now, before)) {
      enqueue(ResourceID.fromResource(now));
    }
  }

  @Override
  public void onResourceDeleted(Auth0Tenant resource) {
    var id = ResourceID.fromResource(resource);
    registry.forget(id);
    trigger.enqueueAt(id);
  }

  private boolean updateSettings(Auth0Tenant resource) {
    return registry.updateSettings(
        ResourceID.fromResource(resource),
        resource.getMetadata().getUid(),
        OwnerSettings.of(resource));
  }

  @Override
  public Set<Void> getSecondaryResources(Auth0Tenant resource) {
    return Set.of();
  }
}
