package io.clientgrant.controller.index;

import io.clientgrant.api.GrantResource;
import io.clientgrant.grant.GrantKey;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Enqueues resources whose own spec has not changed: because of the tenant, of another resource or
 * of an annotation. Before the controllers have started it does nothing, since then every resource
 * is still to be reconciled.
 */
public final class ReconcileTrigger {
  private final ClientGrantIndex index;
  private final Map<Class<? extends GrantResource>, Source<?>> sources = new ConcurrentHashMap<>();

  /** Enqueues what the index finds. */
  public ReconcileTrigger(ClientGrantIndex index) {
    this.index = index;
  }

  /** Enqueues the resources of one kind. */
  private static final class Source<R extends GrantResource> extends AbstractEventSource<Void, R> {
    Source() {
      super(Void.class, "trigger");
    }

    void enqueue(ResourceID id) {
      getEventHandler().handleEvent(new Event(id));
    }

    @Override
    public Set<Void> getSecondaryResources(R resource) {
      return Set.of();
    }
  }

  /** What enqueues the resources of a kind; called once for each, before the controllers start. */
  public <R extends GrantResource> EventSource<Void, R> eventSource(Class<R> kind) {
    var source = new Source<R>();
    sources.put(kind, source);
    return source;
  }

  /** Whether the controllers have started. */
  public boolean isRunning() {
    return !sources.isEmpty() && sources.values().stream().allMatch(Source::isRunning);
  }

  /** Enqueues one resource. */
  public void enqueue(GrantResource resource) {
    enqueue(Stream.of(resource));
  }

  /** Enqueues all resources that claim one of these grants, or its use for an organization. */
  public void enqueueClaimants(Collection<GrantKey> keys) {
    if (isRunning()) {
      enqueue(keys.stream().flatMap(key -> Stream.concat(index.claimants(key), index.usesOf(key))));
    }
  }

  /** Enqueues the resources of the other kind that are about the same client grant. */
  public void enqueueRelated(GrantResource resource) {
    if (isRunning()) {
      enqueue(index.related(resource));
    }
  }

  /** Enqueues the other resources that claim the same grant. */
  public void enqueueRivals(GrantResource resource) {
    if (isRunning()) {
      var self = Address.of(resource);
      enqueue(index.claimants(resource).filter(other -> !Address.of(other).equals(self)));
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
  public void enqueueAt(Set<ResourceID> tenants, Predicate<GrantResource> which) {
    if (isRunning()) {
      enqueue(index.at(tenants::contains).filter(which));
    }
  }

  private void enqueue(Stream<GrantResource> resources) {
    resources.map(Address::of).distinct().forEach(this::enqueue);
  }

  private void enqueue(Address address) {
    var source = sources.get(address.kind);
    if (source != null) {
      source.enqueue(address.id);
    }
  }

  private record Address(Class<? extends GrantResource> kind, ResourceID id) {
    static Address of(GrantResource resource) {
      return new Address(resource.getClass(), ResourceID.fromResource(resource));
    }
  }
}
