package io.clientgrant.controller;

import static java.util.Objects.requireNonNull;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.GrantRecord.None;
import io.clientgrant.grant.Grantee;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which resources claim what at which tenant, and the way to have them looked at again when the
 * tenant, another claimant or an annotation, and not the resource's spec, has changed.
 */
final class Claims extends AbstractEventSource<Void, ClientGrant>
    implements ResourceEventAware<ClientGrant> {
  private final Map<ResourceID, Map<ResourceID, Claim>> byTenant = new ConcurrentHashMap<>();
  private final Map<Claim, Set<ResourceID>> byClaim = new ConcurrentHashMap<>();

  private final Requests requests;
  private volatile @Nullable IndexerResourceCache<ClientGrant> all;
  private volatile Consumer<ResourceID> left = _ -> {};

  Claims(Requests requests) {
    super(Void.class, "claims");
    this.requests = requests;
  }

  /** Where every ClientGrant is, once the operator has started. */
  void lookIn(IndexerResourceCache<ClientGrant> cache) {
    all = cache;
  }

  /** Tells whom it may concern of each tenant that one of its users has left. */
  void tellWhenLeft(Consumer<ResourceID> who) {
    left = who;
  }

  /**
   * From now on it knows every resource: the framework has listed them before, and tells of each
   * only later, one by one, while the first are reconciled already.
   */
  @Override
  public void start() {
    var cache = requireNonNull(all);
    cache
        .list()
        .forEach(resource -> {
          onResourceCreated(resource);
          if (cache.get(ResourceID.fromResource(resource)).isEmpty()) {
            forget(resource); // it went in between
          }
        });
    super.start();
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

  /** What others go by that claim the same. */
  private record Posture(
      boolean leaves, @Nullable Long generation, GrantRecord record, String reason) {
    static Posture of(ClientGrant resource) {
      return new Posture(
          resource.isMarkedForDeletion(),
          resource.getMetadata().getGeneration(),
          Records.read(resource.getStatus()),
          Conditions.reason(resource.getStatus()).orElse(""));
    }
  }

  /** Has every resource of a tenant looked at, and whoever claims the same at another. */
  void nudgeAll(ResourceID tenant) {
    claims(tenant).values().stream()
        .distinct()
        .flatMap(claim -> claimants(claim).stream())
        .forEach(this::nudge);
  }

  /** Has the resources of such tenants looked at. */
  void nudgeAt(Predicate<ResourceID> tenant) {
    byTenant.keySet().stream().filter(tenant).forEach(this::nudgeAll);
  }

  /** Has the resources looked at that claim one of these keys. */
  void nudge(Set<GrantKey> keys) {
    keys.stream().flatMap(key -> claimants(key).stream()).forEach(this::nudge);
  }

  /** The resources that claim a key, at whichever tenant. */
  Set<ResourceID> claimants(GrantKey key) {
    return claimants(Claim.of(key));
  }

  /**
   * The resources that need a tenant to go, as {@code namespace/name} in order: those that hold a
   * grant there, and those that nobody has looked at yet. One that holds nothing keeps nobody.
   */
  Set<String> users(ResourceID tenant) {
    return usersOf(tenant)
        .map(id -> id.getNamespace().orElse("") + "/" + id.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether there is one of them. */
  boolean isUsed(ResourceID tenant) {
    return usersOf(tenant).findAny().isPresent();
  }

  private Stream<ResourceID> usersOf(ResourceID tenant) {
    var cache = requireNonNull(all);
    return claims(tenant).keySet().stream()
        .filter(id -> cache.get(id).filter(Claims::needsItsTenant).isPresent());
  }

  private static boolean needsItsTenant(ClientGrant resource) {
    return Teller.isNews(resource) || !(Records.read(resource.getStatus()) instanceof None);
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
   * What a rival has to know: what the resource asks for and whether it is going, what it holds,
   * and how it stands. And what people say by annotations, which by themselves cause no
   * reconciliation.
   */
  @Override
  public void onResourceUpdated(ClientGrant now, ClientGrant before) {
    if (requests.noticed(now, before) || Requests.hasChanged(Release.ANNOTATION, now, before)) {
      nudge(ResourceID.fromResource(now));
    }
    if (!Posture.of(now).equals(Posture.of(before))) {
      nudgeRivals(now);
    }
    if (needsItsTenant(before) && !needsItsTenant(now)) {
      left.accept(Specs.tenant(now));
    }
  }

  @Override
  public void onResourceDeleted(ClientGrant resource) {
    forget(resource);
    nudgeRivals(resource);
    left.accept(Specs.tenant(resource));
  }

  private void forget(ClientGrant resource) {
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
  }

  @Override
  public Set<Void> getSecondaryResources(ClientGrant resource) {
    return Set.of();
  }
}
