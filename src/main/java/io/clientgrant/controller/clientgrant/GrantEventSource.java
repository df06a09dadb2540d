package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.controller.facts.NamespaceLabels;
import io.clientgrant.controller.facts.ResourceMemory;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.controller.index.Claim;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.ReconcileTrigger;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.controller.tenant.TenantEventSource;
import io.clientgrant.grant.plan.Holdings;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows the resources of a kind, and enqueues what a change concerns beside the changed resource
 * itself: the others that claim the same grant, and an Auth0Tenant that waits for its last user. It
 * also enqueues a resource when an annotation changes, because annotations alone cause no
 * reconciliation.
 *
 * @param <R> the resource
 */
public final class GrantEventSource<R extends GrantResource> extends AbstractEventSource<Void, R>
    implements ResourceEventAware<R> {
  private final Class<R> kind;
  private final ClientGrantIndex index;
  private final Ownerships ownerships;
  private final ReconcileTrigger trigger;
  private final NamespaceLabels namespaces;
  private final TenantEventSource tenants;
  private final ResourceMemory memory;

  /** Enqueues through the trigger; forgets in the memory. */
  public GrantEventSource(
      Class<R> kind,
      ClientGrantIndex index,
      Ownerships ownerships,
      ReconcileTrigger trigger,
      NamespaceLabels namespaces,
      TenantEventSource tenants,
      ResourceMemory memory) {
    super(Void.class, "resources");
    this.kind = kind;
    this.index = index;
    this.ownerships = ownerships;
    this.trigger = trigger;
    this.namespaces = namespaces;
    this.tenants = tenants;
    this.memory = memory;
  }

  /** What the others that claim the same grant decide by. */
  private record ClaimView(
      String claim,
      boolean isBeingDeleted,
      @Nullable Long generation,
      Holdings held,
      String reason) {
    static ClaimView of(GrantResource resource, Holdings held) {
      var status = resource.getStatus();
      return new ClaimView(
          Claim.of(resource),
          resource.isMarkedForDeletion(),
          resource.getMetadata().getGeneration(),
          held,
          Conditions.summary(status == null ? null : status.conditions())
              .map(summary -> summary.reason())
              .orElse(""));
    }
  }

  /** Everything that causes a reconciliation, other than a change of the spec. */
  List<EventSource<?, R>> all(EventSourceContext<R> context) {
    index.attachTo(kind, context.getPrimaryCache());
    return Stream.<EventSource<?, R>>concat(
            Stream.of(this, trigger.eventSource(kind)),
            namespaces.eventSource(kind, context).stream())
        .toList();
  }

  /**
   * The tenant has changed by what a resource did. Its status may say the same as before, and then
   * no other event tells those that are about the same client grant.
   */
  void acted(R resource) {
    trigger.enqueueRelated(resource);
  }

  @Override
  public void onResourceCreated(R resource) {
    // JOSDK reconciles it; whoever claims the same grant is before it
    if (resource instanceof OrganizationClientGrant) {
      trigger.enqueueRelated(resource);
    }
  }

  @Override
  public void onResourceUpdated(R now, R before) {
    index.remove(before);
    if (Annotations.hasChanged(Annotations.REQUESTED_AT, now, before)
        || Annotations.hasChanged(Annotations.RELEASE, now, before)
        || ownerships.isAmiss(now, before)) {
      trigger.enqueue(now);
    }
    if (!isSameObject(now, before)) {
      memory.forget(before);
      trigger.enqueueRivals(before);
    }
    var claimNow = claim(now);
    var claimBefore = claim(before);
    if (!claimNow.equals(claimBefore)) {
      trigger.enqueueRivals(now);
    }
    if (!claimNow.held().former().equals(claimBefore.held().former())) {
      trigger.enqueueRivals(before);
    }
    if (!Objects.equals(now.getStatus(), before.getStatus())
        || now.isMarkedForDeletion() != before.isMarkedForDeletion()) {
      trigger.enqueueRelated(now);
    }
    if (index.needsItsTenant(before) && !(isSameObject(now, before) && index.needsItsTenant(now))) {
      tenants.userGone(SpecMapper.tenant(before));
    }
  }

  @Override
  public void onResourceDeleted(R resource) {
    index.remove(resource);
    memory.forget(resource);
    trigger.enqueueRivals(resource);
    trigger.enqueueRelated(resource);
    tenants.userGone(SpecMapper.tenant(resource));
  }

  private ClaimView claim(R resource) {
    return ClaimView.of(resource, ownerships.holdings(resource));
  }

  /** A resource that was deleted and made anew between two lists comes as an update. */
  private static boolean isSameObject(GrantResource now, GrantResource before) {
    return now.getMetadata().getUid().equals(before.getMetadata().getUid());
  }

  @Override
  public Set<Void> getSecondaryResources(R resource) {
    return Set.of();
  }
}
