package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which resources claim what at which tenant, and the way to have them looked at again when the
 * tenant, another claimant or an annotation, and not the resource's spec, has changed.
 */
final class Claims extends AbstractEventSource<Void, ClientGrant>
    implements ResourceEventAware<ClientGrant> {
  private final Map<ResourceID, Map<ResourceID, Claim>> byTenant = new ConcurrentHashMap<>();
  private final Map<Claim, Set<ResourceID>> byClaim = new ConcurrentHashMap<>();

  private final Requests requests;

  Claims(Requests requests) {
    super(Void.class, "claims");
    this.requests = requests;
  }

  /** A grant's key without the domain, which a resource alone does not tell. */
  private record Claim(Grantee grantee, String audience, String subjectType) {
    static Claim of(GrantKey key) {
      return new Claim(key.grantee(), key.audience(), key.subjectType());
    }

    static Claim of(ClientGrant resource) {
      return of(Specs.key(resource.getSpec(), ""));
    }
  }

  /** Has every resource of a tenant looked at. */
  void nudgeAll(ResourceID tenant) {
    claims(tenant).keySet().forEach(this::nudge);
  }

  /** Has the resources looked at that claim one of these keys. */
  void nudge(Set<GrantKey> keys) {
    keys.stream().flatMap(key -> claimants(key).stream()).forEach(this::nudge);
  }

  /** The resources that claim a key, at whichever tenant. */
  Set<ResourceID> claimants(GrantKey key) {
    return claimants(Claim.of(key));
  }

  /** The resources that refer to a tenant, as {@code namespace/name} in order. */
  Set<String> at(ResourceID tenant) {
    return claims(tenant).keySet().stream()
        .map(id -> id.getNamespace().orElse("") + "/" + id.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The resources of a namespace. */
  Set<ResourceID> in(String namespace) {
    return byTenant.values().stream()
        .flatMap(claims -> claims.keySet().stream())
        .filter(id -> id.getNamespace().filter(namespace::equals).isPresent())
        .collect(Collectors.toSet());
  }

  private Map<ResourceID, Claim> claims(ResourceID tenant) {
    return byTenant.getOrDefault(tenant, Map.of());
  }

  private Set<ResourceID> claimants(Claim claim) {
    return byClaim.getOrDefault(claim, Set.of());
  }

  private void nudge(ResourceID resource) {
    getEventHandler().handleEvent(new Event(resource));
  }

  private void nudgeRivals(ClientGrant resource) {
    var id = ResourceID.fromResource(resource);
    claimants(Claim.of(resource)).stream().filter(other -> !other.equals(id)).forEach(this::nudge);
  }

  @Override
  public void onResourceCreated(ClientGrant resource) {
    var id = ResourceID.fromResource(resource);
    var claim = Claim.of(resource);
    byTenant.compute(
        Specs.tenant(resource),
        (_, before) -> {
          var claims = before == null ? new ConcurrentHashMap<ResourceID, Claim>() : before;
          claims.put(id, claim);
          return claims;
        });
    byClaim.compute(
        claim,
        (_, before) -> {
          var claimants = before == null ? ConcurrentHashMap.<ResourceID>newKeySet(1) : before;
          claimants.add(id);
          return claimants;
        });
  }

  /**
   * What a rival has to know: that the resource is going, or what it holds now. And what people say
   * by annotations, which by themselves cause no reconciliation.
   */
  @Override
  public void onResourceUpdated(ClientGrant now, ClientGrant before) {
    if (requests.noticed(now, before) || Requests.hasChanged(Release.ANNOTATION, now, before)) {
      nudge(ResourceID.fromResource(now));
    }
    if (now.isMarkedForDeletion() != before.isMarkedForDeletion()
        || !Objects.equals(Records.read(now.getStatus()), Records.read(before.getStatus()))) {
      nudgeRivals(now);
    }
  }

  @Override
  public void onResourceDeleted(ClientGrant resource) {
    var id = ResourceID.fromResource(resource);
    byTenant.computeIfPresent(
        Specs.tenant(resource),
        (_, claims) -> {
          claims.remove(id);
          return claims.isEmpty() ? null : claims;
        });
    byClaim.computeIfPresent(
        Claim.of(resource),
        (_, claimants) -> {
          claimants.remove(id);
          return claimants.isEmpty() ? null : claimants;
        });
    nudgeRivals(resource);
  }

  @Override
  public Set<Void> getSecondaryResources(ClientGrant resource) {
    return Set.of();
  }
}
