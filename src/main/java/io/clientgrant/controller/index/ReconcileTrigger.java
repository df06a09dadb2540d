package io.clientgrant.controller.index;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.grant.GrantKey;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Enqueues ClientGrants whose own spec has not changed: because of the tenant, of another
 * ClientGrant or of an annotation. Before the controller has started it does nothing, since then
 * every ClientGrant is still to be reconciled.
 */
public final class ReconcileTrigger extends AbstractEventSource<Void, ClientGrant> {
  private final ClientGrantIndex index;

  /** Enqueues what the index finds. */
  public ReconcileTrigger(ClientGrantIndex index) {
    super(Void.class, "trigger");
    this.index = index;
  }

  /** Enqueues one resource. */
  public void enqueue(ClientGrant resource) {
    enqueue(Stream.of(resource));
  }

  /** Enqueues all resources that claim one of these grants. */
  public void enqueueClaimants(Collection<GrantKey> keys) {
    if (isRunning()) {
      enqueue(keys.stream().flatMap(index::claimants));
    }
  }

  /** Enqueues the other resources that claim the same grant. */
  public void enqueueRivals(ClientGrant resource) {
    if (isRunning()) {
      var self = ResourceID.fromResource(resource);
      enqueue(index.claimants(resource).filter(other -> !isSame(other, self)));
    }
  }

  /** Enqueues all resources at an Auth0Tenant, and all that claim the same grants at others. */
  public void enqueueAt(ResourceID tenant) {
    if (isRunning()) {
      enqueue(index.at(tenant).flatMap(index::claimants));
    }
  }

  /** Enqueues all resources at such Auth0Tenants. */
  public void enqueueAt(Predicate<ResourceID> tenants) {
    if (isRunning()) {
      enqueue(index.at(tenants));
    }
  }

  /** Enqueues those of the resources at some Auth0Tenants that a test picks. */
  public void enqueueAt(Set<ResourceID> tenants, Predicate<ClientGrant> which) {
    if (isRunning()) {
      enqueue(index.at(tenants::contains).filter(which));
    }
  }

  private void enqueue(Stream<ClientGrant> resources) {
    resources
        .map(ResourceID::fromResource)
        .distinct()
        .map(Event::new)
        .forEach(getEventHandler()::handleEvent);
  }

  private static boolean isSame(ClientGrant resource, ResourceID id) {
    return ResourceID.fromResource(resource).equals(id);
  }

  @Override
  public Set<Void> getSecondaryResources(ClientGrant resource) {
    return Set.of();
  }
}
