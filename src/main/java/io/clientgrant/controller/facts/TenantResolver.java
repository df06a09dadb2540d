package io.clientgrant.controller.facts;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.api.OrganizationClientGrantSpec.NamedOrganization;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.OwnershipMapper;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.tenant.TenantRegistry;
import io.clientgrant.controller.tenant.TenantSnapshot;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.DeletionPolicy;
import io.clientgrant.grant.policy.Guardrails.Decision;
import io.clientgrant.grant.policy.Refusal;
import io.clientgrant.grant.policy.Requester;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the tenant of a resource and what the resource asks for there, and asks the guardrails. */
public final class TenantResolver {
  /** What a resource may do that is allowed nothing any more: remove what was created for it. */
  static final Decision.Allowed REMOVAL_ONLY =
      new Decision.Allowed(AdoptionPolicy.NEVER, DeletionPolicy.IF_CREATED);

  private final TenantRegistry registry;
  private final ClientGrantIndex index;
  private final Predicate<ResourceID> isMissing;
  private final Function<GrantResource, Requester> requesters;
  private final ResourceMemory memory;
  private final Ownerships ownerships;

  /**
   * Reads the registry.
   *
   * @param isMissing whether an Auth0Tenant certainly does not exist
   * @param requesters the namespace of a resource, as the owner of a tenant sees it
   */
  public TenantResolver(
      TenantRegistry registry,
      ClientGrantIndex index,
      Predicate<ResourceID> isMissing,
      Function<GrantResource, Requester> requesters,
      ResourceMemory memory,
      Ownerships ownerships) {
    this.registry = registry;
    this.index = index;
    this.isMissing = isMissing;
    this.requesters = requesters;
    this.memory = memory;
    this.ownerships = ownerships;
  }

  /** The tenant of a resource, and whether anything must be looked up before it is decided on. */
  TenantLookup lookup(GrantResource resource) {
    var known = known(resource);
    return resource instanceof ClientGrant grant
            && known instanceof TenantLookup.Ready ready
            && mustLookUpClient(grant, ready)
        ? new TenantLookup.ClientUnknown(ready.snapshot())
        : known;
  }

  /** The tenant of a resource, by what was looked up last. */
  TenantLookup known(GrantResource resource) {
    var id = SpecMapper.tenant(resource);
    return registry
        .find(id)
        .map(snapshot -> resolve(resource, snapshot))
        .orElseGet(
            () -> isMissing.test(id) ? new TenantLookup.Missing() : new TenantLookup.NotReady());
  }

  /**
   * Whether a ClientGrant refers to a client that it may have to be about from now on. One that is
   * left alone, or gives its grant up, stays with what is recorded. So does one whose grant may
   * just be coming into being.
   */
  private boolean mustLookUpClient(ClientGrant resource, TenantLookup.Ready ready) {
    return SpecMapper.refersToClient(resource)
        && !resource.isMarkedForDeletion()
        && !SpecMapper.isSuspended(resource.getSpec())
        && !isReleasing(resource)
        && !ready.endDate().hasCome()
        && !(ownerships.of(resource) instanceof PendingCreate);
  }

  /** Whether the tenant of a resource is in mode Release, reachable or not. */
  boolean isReleasing(GrantResource resource) {
    return registry.isReleasing(SpecMapper.tenant(resource));
  }

  /**
   * Whether a resource may own a grant by its records, and nobody can tell yet: the operator has
   * just started and has not contacted its tenant. A tenant that does not answer is waited for no
   * longer.
   */
  boolean mayOwn(GrantResource resource, GrantKey key) {
    var id = SpecMapper.tenant(resource);
    return ownerships.of(resource) instanceof Owned owned
        && owned.key().equals(key)
        && !registry.wasContacted(id)
        && !isMissing.test(id);
  }

  private TenantLookup resolve(GrantResource resource, TenantSnapshot snapshot) {
    return switch (resource) {
      case ClientGrant grant ->
          index
              .desired(grant, snapshot.domain())
              .<TenantLookup>map(desired -> ready(grant, snapshot, desired))
              .orElseGet(() -> new TenantLookup.ClientUnknown(snapshot));
      case OrganizationClientGrant use ->
          refused(use, snapshot)
              .or(() -> unresolved(use, snapshot))
              .or(() ->
                  index
                      .desired(use, snapshot.domain())
                      .map(desired -> resolve(use, snapshot, desired)))
              .orElseGet(() ->
                  new TenantLookup.OrganizationUnknown(snapshot, use.getSpec().organization()));
    };
  }

  /** At the end date, what is to be decided is the same as at a deletion. */
  private TenantLookup.Ready ready(
      ClientGrant resource, TenantSnapshot snapshot, DesiredGrant desired) {
    var guardrails = snapshot.guardrails();
    var requester = requesters.apply(resource);
    var asked = guardrails.evaluate(requester, desired, SpecMapper.lifetime(resource));
    var endDate = EndDate.of(end(resource, asked).orElse(null), snapshot.tenant());
    var decision =
        resource.isMarkedForDeletion() || endDate.hasCome()
            ? removal(resource, guardrails.evaluateRemoval(requester, desired.key()))
            : asked;
    return new TenantLookup.Ready(snapshot, desired, decision, endDate);
  }

  /**
   * When the grant of a resource ends. An end date that was allowed holds as long as the next one
   * is not: otherwise a spec that is not allowed would keep a grant beyond its greatest lifetime.
   */
  private Optional<Instant> end(ClientGrant resource, Decision asked) {
    var wanted = SpecMapper.endDate(resource.getSpec());
    return asked instanceof Decision.Denied && !(ownerships.of(resource) instanceof None)
        ? Stream.concat(wanted.stream(), OwnershipMapper.endDate(resource.getStatus()).stream())
            .min(Comparator.naturalOrder())
        : wanted;
  }

  /** Nobody is told what there is at a tenant, or elsewhere, who may use none of it. */
  private Optional<TenantLookup> refused(OrganizationClientGrant use, TenantSnapshot snapshot) {
    return use.isMarkedForDeletion()
        ? Optional.empty()
        : snapshot
            .guardrails()
            .refuseOrganizations(requesters.apply(use))
            .map(refusal -> new TenantLookup.Unresolved(ReadyState.refused(refusal)));
  }

  /** The ClientGrant that it refers to, unless that holds a grant of this tenant. */
  private Optional<TenantLookup> unresolved(OrganizationClientGrant use, TenantSnapshot snapshot) {
    if (use.isMarkedForDeletion() && ownerships.of(use) instanceof Owned) {
      return Optional.empty();
    }
    return SpecMapper.clientGrant(use)
        .flatMap(id ->
            index
                .clientGrantOf(use)
                .map(holder ->
                    holds(holder, snapshot)
                        ? Optional.<ReadyState>empty()
                        : Optional.of(notReady(id)))
                .orElseGet(() -> Optional.of(notFound(id))))
        .map(TenantLookup.Unresolved::new);
  }

  private boolean holds(ClientGrant holder, TenantSnapshot snapshot) {
    return ownerships.of(holder) instanceof Owned owned
        && index.key(holder, snapshot.domain()).filter(owned.key()::equals).isPresent();
  }

  private static ReadyState notFound(ResourceID clientGrant) {
    return ReadyState.reconciling(
        "ClientGrantNotFound", name(clientGrant) + " does not exist. Create it.");
  }

  private static ReadyState notReady(ResourceID clientGrant) {
    return ReadyState.reconciling(
        "ClientGrantNotReady",
        name(clientGrant) + " holds no grant at this tenant. Its own condition says why.");
  }

  private static String name(ResourceID clientGrant) {
    return "ClientGrant %s in namespace %s"
        .formatted(clientGrant.getName(), clientGrant.getNamespace().orElse(""));
  }

  /** A rule may go by the organization's name, which must then come from the tenant. */
  private TenantLookup resolve(
      OrganizationClientGrant use, TenantSnapshot snapshot, DesiredGrant desired) {
    var associations = snapshot.tenant().associations();
    var id = desired.key().organizationId().orElse("");
    var name = associations.name(id);
    var decision = decide(use, snapshot, desired, name.orElse(""));
    return decision instanceof Decision.Denied && name.isEmpty() && associations.mayReadNames()
        ? new TenantLookup.OrganizationUnknown(snapshot, new NamedOrganization(id, null))
        : new TenantLookup.Ready(snapshot, desired, decision, new EndDate.None());
  }

  private Decision decide(
      OrganizationClientGrant use,
      TenantSnapshot snapshot,
      DesiredGrant desired,
      String organization) {
    var requester = requesters.apply(use);
    var decision = snapshot.guardrails().evaluateUse(requester, desired.key(), organization);
    return use.isMarkedForDeletion()
        ? removal(use, decision)
        : withoutSecrets(use, requester, desired.key(), decision);
  }

  /** Who may not use a ClientGrant of another namespace is not told what it is about. */
  private static Decision withoutSecrets(
      OrganizationClientGrant use, Requester requester, GrantKey key, Decision decision) {
    return decision instanceof Decision.Denied
        ? SpecMapper.clientGrant(use)
            .filter(id -> !id.getNamespace().equals(Optional.of(requester.namespace())))
            .<Decision>map(id ->
                new Decision.Denied(
                    Refusal.noRuleForReference(
                        requester, name(id), key.organizationId().orElse(""))))
            .orElse(decision)
        : decision;
  }

  /** A withdrawn rule does not keep alive what was created while the rule allowed it. */
  private Decision removal(GrantResource resource, Decision decision) {
    var ownership = ownerships.of(resource);
    return decision instanceof Decision.Denied && memory.hasVerified(resource, ownership)
        ? REMOVAL_ONLY
        : decision;
  }
}
