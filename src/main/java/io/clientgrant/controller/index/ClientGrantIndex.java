package io.clientgrant.controller.index;

import static java.util.Objects.requireNonNull;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Ownership.None;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds ClientGrants by the Auth0Tenant that they refer to and by the grant that they claim. The
 * informer keeps both indexes. An index can be older than the operator's own last write, so what it
 * finds is read again before use.
 */
public final class ClientGrantIndex {
  private static final String BY_TENANT = "tenant";
  private static final String BY_CLAIM = "claim";
  private static final String SEPARATOR = "\n";

  private final Function<ResourceID, Optional<String>> domains;
  private final Ownerships ownerships;
  private volatile @Nullable IndexerResourceCache<ClientGrant> cache;

  /**
   * @param domains the domain of an Auth0Tenant, if the Auth0Tenant is known
   */
  public ClientGrantIndex(Function<ResourceID, Optional<String>> domains, Ownerships ownerships) {
    this.domains = domains;
    this.ownerships = ownerships;
  }

  /** Adds the indexes to the informer of all ClientGrants; called once, before it starts. */
  public void attachTo(IndexerResourceCache<ClientGrant> informer) {
    informer.addIndexers(
        Map.of(
            BY_TENANT,
            resource -> List.of(tenantKey(SpecMapper.tenant(resource))),
            BY_CLAIM,
            resource -> List.of(claimKey(SpecMapper.key(resource.getSpec(), SpecMapper.DOMAIN)))));
    cache = informer;
  }

  /** The resource as it is now, the operator's own last write included. */
  public Optional<ClientGrant> read(ResourceID id) {
    return cache().get(id);
  }

  /** Whether a resource still exists, and not only another of its name. */
  public boolean contains(ClientGrant resource) {
    return read(ResourceID.fromResource(resource))
        .filter(now -> now.getMetadata().getUid().equals(resource.getMetadata().getUid()))
        .isPresent();
  }

  /** The resources that claim a grant, at whichever tenant. */
  public Stream<ClientGrant> claimants(GrantKey key) {
    return Stream.of(claimKey(key), claimKey(withPlaceholder(key)))
        .distinct()
        .flatMap(claim -> current(cache().byIndex(BY_CLAIM, claim).stream()));
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

  /** The resources that claim the same grant as another one does, itself included. */
  public Stream<ClientGrant> claimants(ClientGrant resource) {
    var domain = domains.apply(SpecMapper.tenant(resource)).orElse(SpecMapper.DOMAIN);
    return claimants(SpecMapper.key(resource.getSpec(), domain));
  }

  /** The resources that refer to an Auth0Tenant. */
  public Stream<ClientGrant> at(ResourceID tenant) {
    return current(cache().byIndex(BY_TENANT, tenantKey(tenant)).stream());
  }

  /** The resources whose Auth0Tenant is one of these. */
  public Stream<ClientGrant> at(Predicate<ResourceID> tenants) {
    return cache().list(resource -> tenants.test(SpecMapper.tenant(resource)));
  }

  /** The resources in a namespace. */
  public Stream<ClientGrant> in(String namespace) {
    return cache().list(resource -> resource.getMetadata().getNamespace().equals(namespace));
  }

  /**
   * The resources that an Auth0Tenant must outlive, as sorted {@code namespace/name}: those that
   * own a grant there, and those that were not reconciled yet.
   */
  public Set<String> users(ResourceID tenant) {
    return usersOf(tenant)
        .map(resource ->
            resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether there is one of them. */
  public boolean isUsed(ResourceID tenant) {
    return usersOf(tenant).findAny().isPresent();
  }

  /** Whether the Auth0Tenant of a resource must outlive it. */
  public boolean needsItsTenant(ClientGrant resource) {
    return isNewGeneration(resource) || !(ownerships.of(resource) instanceof None);
  }

  /** Whether the spec has changed since the status was written. */
  public static boolean isNewGeneration(ClientGrant resource) {
    var status = resource.getStatus();
    return status == null
        || !Objects.equals(status.observedGeneration(), resource.getMetadata().getGeneration());
  }

  private Stream<ClientGrant> usersOf(ResourceID tenant) {
    return at(tenant).filter(this::needsItsTenant);
  }

  private Stream<ClientGrant> current(Stream<ClientGrant> indexed) {
    return indexed.flatMap(resource -> read(ResourceID.fromResource(resource)).stream());
  }

  private IndexerResourceCache<ClientGrant> cache() {
    return requireNonNull(cache, "the ClientGrant controller is not registered");
  }

  private static String tenantKey(ResourceID tenant) {
    return tenant.getNamespace().orElse("") + "/" + tenant.getName();
  }

  /** A grant's key without the domain, which a resource alone does not tell. */
  private static String claimKey(GrantKey key) {
    return String.join(SEPARATOR, key.grantee().toString(), key.audience(), key.subjectType());
  }
}
