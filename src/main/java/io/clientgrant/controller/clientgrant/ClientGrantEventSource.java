package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.facts.NamespaceLabels;
import io.clientgrant.controller.facts.ResourceMemory;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.ReconcileTrigger;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.controller.tenant.TenantEventSource;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Ownership;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows the ClientGrants, and enqueues what a change concerns beside the changed resource itself:
 * the others that claim the same grant, and an Auth0Tenant that waits for its last user. It also
 * enqueues a resource when an annotation changes, because annotations alone cause no
 * reconciliation.
 */
public final class ClientGrantEventSource extends AbstractEventSource<Void, ClientGrant>
    implements ResourceEventAware<ClientGrant> {
  private final ClientGrantIndex index;
  private final Ownerships ownerships;
  private final ReconcileTrigger trigger;
  private final NamespaceLabels namespaces;
  private final TenantEventSource tenants;
  private final ResourceMemory memory;

  /** Enqueues through the trigger; forgets in the memory. */
  public ClientGrantEventSource(
      ClientGrantIndex index,
      Ownerships ownerships,
      ReconcileTrigger trigger,
      NamespaceLabels namespaces,
      TenantEventSource tenants,
      ResourceMemory memory) {
    super(Void.class, "clientgrants");
    this.index = index;
    this.ownerships = ownerships;
    this.trigger = trigger;
    this.namespaces = namespaces;
    this.tenants = tenants;
    this.memory = memory;
  }

  /** What the others that claim the same grant decide by. */
  private record ClaimView(
      GrantKey key,
      boolean isBeingDeleted,
      @Nullable Long generation,
      Ownership ownership,
      String reason) {
    static ClaimView of(ClientGrant resource, Ownership ownership) {
      var status = resource.getStatus();
      return new ClaimView(
          SpecMapper.key(resource.getSpec(), SpecMapper.DOMAIN),
          resource.isMarkedForDeletion(),
          resource.getMetadata().getGeneration(),
          ownership,
          Conditions.summary(status == null ? null : status.conditions())
              .map(summary -> summary.reason())
              .orElse(""));
    }
  }

  /** Everything that causes a reconciliation, other than a change of the spec. */
  List<EventSource<?, ClientGrant>> all(EventSourceContext<ClientGrant> context) {
    index.attachTo(context.getPrimaryCache());
    return Stream.<EventSource<?, ClientGrant>>concat(
            Stream.of(this, trigger), namespaces.eventSource(context).stream())
        .toList();
  }

  @Override
  public void onResourceCreated(ClientGrant resource) {
    // JOSDK reconciles it; whoever claims the same grant is before it
  }

  @Override
  public void onResourceUpdated(ClientGrant now, ClientGrant before) {
    if (Annotations.hasChanged(Annotations.REQUESTED_AT, now, before)
        || Annotations.hasChanged(Annotations.RELEASE, now, before)
        || ownerships.isAmiss(now, before)) {
      trigger.enqueue(now);
    }
    if (!isSameObject(now, before)) {
      memory.forget(before);
      trigger.enqueueRivals(before);
    }
    if (!claim(now).equals(claim(before))) {
      trigger.enqueueRivals(now);
    }
    if (index.needsItsTenant(before) && !(isSameObject(now, before) && index.needsItsTenant(now))) {
      tenants.userGone(SpecMapper.tenant(before));
    }
  }

  @Override
  public void onResourceDeleted(ClientGrant resource) {
    memory.forget(resource);
    trigger.enqueueRivals(resource);
    tenants.userGone(SpecMapper.tenant(resource));
  }

  private ClaimView claim(ClientGrant resource) {
    return ClaimView.of(resource, ownerships.of(resource));
  }

  /** A resource that was deleted and made anew between two lists comes as an update. */
  private static boolean isSameObject(ClientGrant now, ClientGrant before) {
    return now.getMetadata().getUid().equals(before.getMetadata().getUid());
  }

  @Override
  public Set<Void> getSecondaryResources(ClientGrant resource) {
    return Set.of();
  }
}
