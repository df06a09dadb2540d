package io.clientgrant.controller.index;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.controller.index.ResourceLookup.Entry;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds resources by the Auth0Tenant that they refer to and by the grant that they claim. What is
 * found can be older than the operator's own last write, so it is read again before use.
 */
public final class ClientGrantIndex {
  private final Function<ResourceID, Optional<String>> domains;
  private final Ownerships ownerships;
  private final Map<Class<? extends GrantResource>, IndexerResourceCache<? extends GrantResource>>
      caches = new ConcurrentHashMap<>();
  private final ResourceLookup byTenant =
      new ResourceLookup(resource -> List.of(tenantKey(SpecMapper.tenant(resource))), this::read);
  private final ResourceLookup byClaim = new ResourceLookup(this::claims, this::read);
  private final ResourceLookup byClientGrant =
      new ResourceLookup(
          resource ->
              resource instanceof OrganizationClientGrant use
                  ? List.of(Claim.clientGrant(use))
                  : List.of(),
          this::read);

  /**
   * @param domains the domain of an Auth0Tenant, if the Auth0Tenant is known
   */
  public ClientGrantIndex(Function<ResourceID, Optional<String>> domains, Ownerships ownerships) {
    this.domains = domains;
    this.ownerships = ownerships;
  }

  /** Follows the informer of a kind; called once for each, before it starts. */
  public <R extends GrantResource> void attachTo(Class<R> kind, IndexerResourceCache<R> informer) {
    informer.addIndexers(
        Map.of("tenant", byTenant::add, "claim", byClaim::add, "clientgrant", byClientGrant::add));
    caches.put(kind, informer);
  }

  /** A version of a resource was deleted or has become another; called after the informer knows. */
  public void remove(GrantResource version) {
    byTenant.remove(version);
    byClaim.remove(version);
    byClientGrant.remove(version);
  }

  /** The resource as it is now, the operator's own last write included. */
  public <R extends GrantResource> Optional<R> read(Class<R> kind, ResourceID id) {
    return Optional.ofNullable(caches.get(kind)).flatMap(cache -> cache.get(id)).map(kind::cast);
  }

  /** Whether a resource still exists, and not only another of its name. */
  public boolean contains(GrantResource resource) {
    return current(resource)
        .filter(now -> now.getMetadata().getUid().equals(resource.getMetadata().getUid()))
        .isPresent();
  }

  /**
   * The resources that claim a grant, at whichever tenant. One that still holds it for a client
   * that it referred to before is a {@link FormerClientGrant}.
   */
  public Stream<GrantResource> claimants(GrantKey key) {
    return key.organizationId()
        .map(organization ->
            namesOf(key.ofClientGrant())
                .flatMap(name -> byClaim.find(Claim.of(name, organization))))
        .orElseGet(() ->
            claims(key)
                .flatMap(claim -> byClaim.find(claim))
                .map(resource -> asClaimantOf(key, resource)));
  }

  private GrantResource asClaimantOf(GrantKey key, GrantResource resource) {
    return ownerships.former(resource).stream()
        .filter(owned -> owned.key().equals(key))
        .findFirst()
        .map(owned -> FormerClientGrant.of(resource, owned))
        .orElse(resource);
  }

  /** The OrganizationClientGrants that are about a client grant. */
  public Stream<GrantResource> usesOf(GrantKey clientGrant) {
    return namesOf(clientGrant).flatMap(name -> byClientGrant.find(name));
  }

  /**
   * The resources of the other kind that are about the same client grant: the
   * OrganizationClientGrants of a ClientGrant, which may be gone, and the other way round.
   */
  public Stream<GrantResource> related(GrantResource resource) {
    var domain = domain(resource);
    return switch (resource) {
      case ClientGrant grant ->
          Stream.concat(
              byClientGrant.find(Claim.reference(ResourceID.fromResource(grant))),
              key(grant, domain).stream()
                  .flatMap(ClientGrantIndex::claims)
                  .flatMap(name -> byClientGrant.find(name)));
      case OrganizationClientGrant use ->
          clientGrantKey(use, domain).stream().flatMap(this::claimants);
    };
  }

  /** How OrganizationClientGrants name a client grant: by its key, or by a ClientGrant. */
  private Stream<String> namesOf(GrantKey clientGrant) {
    return Stream.concat(
        claims(clientGrant),
        claimants(clientGrant).map(holder -> Claim.reference(ResourceID.fromResource(holder))));
  }

  /** How a spec may have the key of a client grant. */
  private static Stream<String> claims(GrantKey clientGrant) {
    return Stream.of(Claim.ofKey(clientGrant), Claim.ofKey(withPlaceholder(clientGrant)))
        .distinct();
  }

  /**
   * What a resource asks for. Empty if the ClientGrant that it refers to does not exist, or if its
   * client or organization was not looked up yet. One that is being deleted is about what it owns,
   * whatever it refers to.
   */
  public Optional<DesiredGrant> desired(GrantResource resource, String domain) {
    return switch (resource) {
      case ClientGrant grant -> key(grant, domain).map(key -> SpecMapper.desired(grant, key));
      case OrganizationClientGrant use ->
          associationKey(use, domain).map(key -> new DesiredGrant(key, false, Settings.NONE));
    };
  }

  /** The key of the grant that a ClientGrant asks for; a restored one may have only a record. */
  public Optional<GrantKey> key(ClientGrant grant, String domain) {
    return !SpecMapper.refersToClient(grant)
        ? SpecMapper.key(grant, domain)
        : ownerships.of(grant) instanceof Owned owned && grant.isMarkedForDeletion()
            ? Optional.of(owned.key())
            : SpecMapper.key(grant, domain);
  }

  private Optional<GrantKey> associationKey(OrganizationClientGrant use, String domain) {
    return use.isMarkedForDeletion() && ownerships.of(use) instanceof Owned owned
        ? Optional.of(owned.key())
        : clientGrantKey(use, domain)
            .flatMap(key -> SpecMapper.organizationId(use).map(key::forOrganization));
  }

  private Optional<GrantKey> clientGrantKey(OrganizationClientGrant use, String domain) {
    return Optional.ofNullable(use.getSpec().grant())
        .map(grant -> SpecMapper.key(grant, domain))
        .or(() -> clientGrantOf(use).flatMap(holder -> key(holder, domain)));
  }

  /** The ClientGrant that an OrganizationClientGrant refers to, if there is one. */
  public Optional<ClientGrant> clientGrantOf(OrganizationClientGrant use) {
    return SpecMapper.clientGrant(use).flatMap(id -> read(ClientGrant.class, id));
  }

  /** The key as a spec has it that says {@code {domain}} in place of the tenant's domain. */
  private static GrantKey withPlaceholder(GrantKey key) {
    var itself = "https://" + key.domain() + "/";
    return key.audience().startsWith(itself)
        ? new GrantKey(
            key.domain(),
            key.grantee(),
            "https://" + SpecMapper.DOMAIN + "/" + key.audience().substring(itself.length()),
            key.subjectType())
        : key;
  }

  /**
   * The resources that claim the same grant as another one does, itself included, or one that it
   * still holds for a client that it referred to before.
   */
  public Stream<GrantResource> claimants(GrantResource resource) {
    return Stream.concat(
        desired(resource, domain(resource))
            .map(desired -> claimants(desired.key()))
            .orElseGet(() -> byClaim.find(Claim.of(resource))),
        ownerships.former(resource).stream().flatMap(owned -> claimants(owned.key())));
  }

  private String domain(GrantResource resource) {
    return domains.apply(SpecMapper.tenant(resource)).orElse(SpecMapper.DOMAIN);
  }

  /** The resources that refer to an Auth0Tenant. */
  public Stream<GrantResource> at(ResourceID tenant) {
    return byTenant.find(tenantKey(tenant));
  }

  /** The resources whose Auth0Tenant is one of these. */
  public Stream<GrantResource> at(Predicate<ResourceID> tenants) {
    return all(resource -> tenants.test(SpecMapper.tenant(resource)));
  }

  /** The resources in a namespace. */
  public Stream<GrantResource> in(String namespace) {
    return all(resource -> resource.getMetadata().getNamespace().equals(namespace));
  }

  /**
   * The resources that an Auth0Tenant must outlive, as sorted {@code namespace/name}: those that
   * own a grant there, and those that were not reconciled yet.
   */
  public Set<String> users(ResourceID tenant) {
    return usersOf(tenant)
        .map(ClientGrantIndex::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(GrantResource resource) {
    var meta = resource.getMetadata();
    var name = meta.getNamespace() + "/" + meta.getName();
    return switch (resource) {
      case ClientGrant _ -> name;
      case OrganizationClientGrant _ -> name + " (OrganizationClientGrant)";
    };
  }

  /** Whether there is one of them. */
  public boolean isUsed(ResourceID tenant) {
    return usersOf(tenant).findAny().isPresent();
  }

  /** Whether the Auth0Tenant of a resource must outlive it. */
  public boolean needsItsTenant(GrantResource resource) {
    return isNewGeneration(resource) || !ownerships.holdings(resource).isEmpty();
  }

  /** Whether the spec has changed since the status was written. */
  public static boolean isNewGeneration(GrantResource resource) {
    var status = resource.getStatus();
    return status == null
        || !Objects.equals(status.observedGeneration(), resource.getMetadata().getGeneration());
  }

  private Stream<GrantResource> usersOf(ResourceID tenant) {
    return at(tenant).filter(this::needsItsTenant);
  }

  private Stream<GrantResource> all(Predicate<GrantResource> which) {
    return caches.values().stream().flatMap(cache -> cache.list(which::test));
  }

  private Optional<? extends GrantResource> current(GrantResource resource) {
    return read(Entry.of(resource));
  }

  private Optional<? extends GrantResource> read(Entry entry) {
    return read(entry.kind(), entry.id());
  }

  private static String tenantKey(ResourceID tenant) {
    return tenant.getNamespace().orElse("") + "/" + tenant.getName();
  }

  /** What a resource claims, and what it still holds for clients that it referred to before. */
  private List<String> claims(GrantResource resource) {
    return Stream.concat(
            Stream.of(Claim.of(resource)),
            ownerships.former(resource).stream().map(owned -> Claim.ofKey(owned.key())))
        .distinct()
        .toList();
  }
}
