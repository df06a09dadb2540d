package io.clientgrant.controller.facts;

import io.clientgrant.api.GrantResource;
import io.clientgrant.controller.facts.Facts.Uses;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.Ready;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.tenant.Mode;
import io.clientgrant.controller.tenant.TenantSnapshot;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Claimant;
import io.clientgrant.grant.plan.Goal;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.policy.Guardrails.Decision.Allowed;
import io.clientgrant.grant.policy.Guardrails.Decision.Denied;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the ClientGrants that claim the same grant. */
public final class Contenders {
  private final ClientGrantIndex index;
  private final TenantResolver tenants;
  private final Ownerships ownerships;
  private final ResourceMemory memory;

  /** Searches the index and asks each one's tenant. */
  public Contenders(
      ClientGrantIndex index,
      TenantResolver tenants,
      Ownerships ownerships,
      ResourceMemory memory) {
    this.index = index;
    this.tenants = tenants;
    this.ownerships = ownerships;
    this.memory = memory;
  }

  /** A resource as one of those that claim its grant. If it is not allowed, it owns nothing. */
  Claimant self(GrantResource resource, Ready ready) {
    return switch (ready.decision()) {
      case Allowed allowed -> claimant(resource, ready, allowed, ownerships.of(resource));
      case Denied _ -> claimant(resource, ready, TenantResolver.REMOVAL_ONLY, new None());
    };
  }

  /**
   * The others whose claims count.
   *
   * @param own the resource's own tenant: in mode Observe it is shown what would happen if no
   *     tenant were observed
   */
  List<Claimant> rivals(GrantResource self, TenantSnapshot own, GrantKey key) {
    return others(self, key)
        .flatMap(other -> claim(other, own).stream())
        .filter(other -> other.goal().key().equals(key))
        .toList();
  }

  /** Whether a resource that owns nothing must wait, because another may own the grant. */
  boolean holderIsUnknown(GrantResource resource, Claimant self, GrantKey key) {
    return self.ownership() instanceof None
        && others(resource, key).anyMatch(other -> tenants.mayOwn(other, key));
  }

  /** Who uses a client grant for organizations. */
  Uses uses(GrantKey key) {
    if (key.isForOrganization()) {
      return Uses.NONE;
    }
    var all = index.usesOf(key).toList();
    return new Uses(
        all.stream().anyMatch(use -> !use.isMarkedForDeletion()),
        all.stream()
            .filter(use -> use.isMarkedForDeletion() && !(ownerships.of(use) instanceof None))
            .map(use -> use.getMetadata().getNamespace() + "/" + use.getMetadata().getName())
            .sorted()
            .toList());
  }

  private Stream<GrantResource> others(GrantResource self, GrantKey key) {
    var uid = self.getMetadata().getUid();
    return index.claimants(key).filter(other -> !other.getMetadata().getUid().equals(uid));
  }

  /**
   * The claim of another resource. It does not count if its tenant cannot be used or does not allow
   * it, or is in mode Release, or if it owns nothing and is idle: suspended, or at a tenant in mode
   * Observe.
   */
  private Optional<Claimant> claim(GrantResource resource, TenantSnapshot own) {
    if (tenants.isReleasing(resource)
        || !(tenants.known(resource) instanceof Ready ready)
        || !(ready.decision() instanceof Allowed allowed)
        || !ready.snapshot().tenant().sharesCacheWith(own.tenant())) {
      return Optional.empty();
    }
    var ownership = ownerships.of(resource);
    var isIdle =
        SpecMapper.isSuspended(resource.getSpec())
            || (ready.snapshot().mode() == Mode.OBSERVE && own.mode() != Mode.OBSERVE);
    return ownership instanceof None && isIdle
        ? Optional.empty()
        : Optional.of(claimant(resource, ready, allowed, ownership));
  }

  private Claimant claimant(
      GrantResource resource, Ready ready, Allowed limits, Ownership ownership) {
    var meta = resource.getMetadata();
    var isRecorded = ownerships.isRecorded(resource);
    return new Claimant(
        meta.getUid(),
        meta.getNamespace() + "/" + meta.getName(),
        Instant.parse(meta.getCreationTimestamp()),
        goal(resource, ready, limits),
        ownership,
        isRecorded,
        isRecorded && memory.hasVerified(resource, ownership));
  }

  /**
   * At the end date the grant goes, adopted or not, as far as the tenant's owner lets it go. One
   * that is suspended keeps it, and leaves it to nobody.
   */
  private static Goal goal(GrantResource resource, Ready ready, Allowed limits) {
    var spec = resource.getSpec();
    var desired = ready.desired();
    if (ready.endDate().hasCome() && !SpecMapper.isSuspended(spec)) {
      return new Goal.Remove(desired.key(), limits.deletion(), true);
    }
    return resource.isMarkedForDeletion()
        ? new Goal.Remove(
            desired.key(), SpecMapper.deletionPolicy(spec).limitedBy(limits.deletion()))
        : new Goal.Ensure(desired, SpecMapper.adoptionPolicy(spec), limits.adoption());
  }
}
