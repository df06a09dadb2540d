package io.clientgrant.controller.facts;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.tenant.TenantEventSource;
import io.clientgrant.controller.tenant.TenantRegistry;
import io.clientgrant.controller.tenant.TenantSnapshot;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.DeletionPolicy;
import io.clientgrant.grant.policy.Guardrails.Decision;

/** Finds the tenant of a ClientGrant, and asks its guardrails. */
public final class TenantResolver {
  /** What a resource may do that is allowed nothing any more: remove what was created for it. */
  static final Decision.Allowed REMOVAL_ONLY =
      new Decision.Allowed(AdoptionPolicy.NEVER, DeletionPolicy.IF_CREATED);

  private final TenantRegistry registry;
  private final TenantEventSource events;
  private final NamespaceLabels namespaces;
  private final ResourceMemory memory;
  private final Ownerships ownerships;

  /** Reads the registry; the events tell which Auth0Tenants do not exist. */
  public TenantResolver(
      TenantRegistry registry,
      TenantEventSource events,
      NamespaceLabels namespaces,
      ResourceMemory memory,
      Ownerships ownerships) {
    this.registry = registry;
    this.events = events;
    this.namespaces = namespaces;
    this.memory = memory;
    this.ownerships = ownerships;
  }

  /** The tenant of a resource. */
  TenantLookup lookup(ClientGrant resource) {
    var id = SpecMapper.tenant(resource);
    return registry
        .find(id)
        .<TenantLookup>map(snapshot -> new TenantLookup.Ready(snapshot, decide(resource, snapshot)))
        .orElseGet(
            () -> events.isMissing(id) ? new TenantLookup.Missing() : new TenantLookup.NotReady());
  }

  /** Whether the tenant of a resource is in mode Release, reachable or not. */
  boolean isReleasing(ClientGrant resource) {
    return registry.isReleasing(SpecMapper.tenant(resource));
  }

  /**
   * Whether a resource may own a grant by its records, and nobody can tell yet: the operator has
   * just started and has not contacted its tenant. A tenant that does not answer is waited for no
   * longer.
   */
  boolean mayOwn(ClientGrant resource, GrantKey key) {
    var id = SpecMapper.tenant(resource);
    return ownerships.of(resource) instanceof Owned owned
        && owned.key().equals(key)
        && !registry.wasContacted(id)
        && !events.isMissing(id);
  }

  private Decision decide(ClientGrant resource, TenantSnapshot snapshot) {
    var guardrails = snapshot.guardrails();
    var requester = namespaces.requester(resource.getMetadata().getNamespace());
    var desired = SpecMapper.desired(resource.getSpec(), snapshot.domain());
    return resource.isMarkedForDeletion()
        ? removal(resource, guardrails.evaluateRemoval(requester, desired.key()))
        : guardrails.evaluate(requester, desired);
  }

  /** A withdrawn rule does not keep alive what was created while the rule allowed it. */
  private Decision removal(ClientGrant resource, Decision decision) {
    var ownership = ownerships.of(resource);
    return decision instanceof Decision.Denied && memory.hasVerified(resource, ownership)
        ? REMOVAL_ONLY
        : decision;
  }
}
