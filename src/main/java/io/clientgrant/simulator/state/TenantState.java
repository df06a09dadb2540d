package io.clientgrant.simulator.state;

import io.clientgrant.simulator.setting.LimitBucket;
import io.clientgrant.simulator.setting.LimitPolicy;
import io.clientgrant.simulator.setting.SimulatorOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What the tenant holds. The API reads and writes it, and so may a test or a person, behind the
 * back of whoever uses the API. Every method is one atomic step.
 */
public final class TenantState {
  private final String domain;
  private final ReentrantLock lock = new ReentrantLock();
  private final GrantStore grants = new GrantStore();
  private final SortedMap<String, StoredClient> clients = new TreeMap<>();
  private final SortedMap<String, ResourceServer> resourceServers = new TreeMap<>();
  private final SortedMap<String, Organization> organizations = new TreeMap<>();
  private final Associations associations = new Associations();

  public TenantState(Seed seed) {
    this.domain = seed.domain();
    replaceWith(seed);
  }

  /** The seed itself if a tenant can hold it. */
  public static Seed requireConsistent(Seed seed) {
    var tenant = new TenantState(seed);
    if (tenant.grantCount() != seed.clientGrants().size()) {
      throw new IllegalArgumentException("two grants have the same id");
    }
    return seed;
  }

  /** The tenant's domain, for example {@code demo.eu.auth0.test}. */
  public String domain() {
    return domain;
  }

  /** What tokens of this tenant name as their issuer. */
  public String issuer() {
    return "https://" + domain + "/";
  }

  /** The identifier of the tenant's Management API. */
  public String managementAudience() {
    return "https://" + domain + "/api/v2/";
  }

  /** All grants in the order of their ids. */
  public List<StoredGrant> grants() {
    return atomically(() -> List.copyOf(grants.all()));
  }

  /** How many grants there are. */
  public int grantCount() {
    return count(GrantFilter.ALL);
  }

  /** The grant with an id. */
  public Optional<StoredGrant> grant(String id) {
    return atomically(() -> grants.get(id));
  }

  /** The grant of an API to a client for a subject type. */
  public Optional<StoredGrant> grant(String clientId, String audience, String subjectType) {
    return grant(
        new StoredGrant.Key(Optional.of(clientId), Optional.empty(), audience, subjectType));
  }

  /**
   * Adds a grant, or replaces the one with its id.
   *
   * @throws IllegalArgumentException if its client or API does not exist, or another grant has its
   *     key
   */
  public void put(StoredGrant grant) {
    atomically(() -> {
      grant.clientId().ifPresent(c -> require(clients.containsKey(c), grant, "client " + c));
      require(
          resourceServers.containsKey(grant.audience()),
          grant,
          "resource server " + grant.audience());
      grants
          .get(grant.key())
          .filter(other -> !other.id().equals(grant.id()))
          .ifPresent(other -> {
            throw new IllegalArgumentException(
                "grant %s: grant %s is already the one of this client, API and subject type"
                    .formatted(grant.id(), other.id()));
          });
      grants.put(grant);
      return true;
    });
  }

  /** Removes a grant and its associations; false if there was none. */
  public boolean removeGrant(String id) {
    return atomically(() -> {
      associations.removeGrant(id);
      return grants.remove(id);
    });
  }

  /** All clients in the order of their ids. */
  public List<StoredClient> clients() {
    return atomically(() -> List.copyOf(clients.values()));
  }

  /** The client with an id. */
  public Optional<StoredClient> client(String clientId) {
    return atomically(() -> Optional.ofNullable(clients.get(clientId)));
  }

  /** Adds a client, or replaces the one with its id. */
  public void put(StoredClient client) {
    atomically(() -> clients.put(client.clientId(), client) == null);
  }

  /** Removes a client with its grants; false if there was none. */
  public boolean removeClient(String clientId) {
    return atomically(() -> {
      grants.ofClient(clientId).forEach(g -> removeGrant(g.id()));
      return clients.remove(clientId) != null;
    });
  }

  /** All APIs in the order of their identifiers. */
  public List<ResourceServer> resourceServers() {
    return atomically(() -> List.copyOf(resourceServers.values()));
  }

  /** The API with an identifier or an id. */
  public Optional<ResourceServer> resourceServer(String identifierOrId) {
    return atomically(() ->
        Optional.ofNullable(resourceServers.get(identifierOrId))
            .or(() ->
                resourceServers.values().stream()
                    .filter(r -> r.id().equals(identifierOrId))
                    .findFirst()));
  }

  /** Adds an API, or replaces the one with its identifier. */
  public void put(ResourceServer api) {
    atomically(() -> resourceServers.put(api.identifier(), api) == null);
  }

  /** Removes an API with its grants; false if there was none. */
  public boolean removeResourceServer(String identifierOrId) {
    return atomically(() ->
        resourceServer(identifierOrId)
            .map(api -> {
              grants.ofAudience(api.identifier()).forEach(g -> removeGrant(g.id()));
              return resourceServers.remove(api.identifier()) != null;
            })
            .orElse(false));
  }

  /** All organizations in the order of their ids. */
  public List<Organization> organizations() {
    return atomically(() -> List.copyOf(organizations.values()));
  }

  /** The organization with an id. */
  public Optional<Organization> organization(String id) {
    return atomically(() -> Optional.ofNullable(organizations.get(id)));
  }

  /** Adds an organization, or replaces the one with its id. */
  public void put(Organization organization) {
    atomically(() -> organizations.put(organization.id(), organization) == null);
  }

  /** Removes an organization with its associations; false if there was none. */
  public boolean removeOrganization(String id) {
    return atomically(() -> {
      associations.removeOrganization(id);
      return organizations.remove(id) != null;
    });
  }

  /**
   * Associates a grant with an organization; false if it already was.
   *
   * @throws IllegalArgumentException if either does not exist
   */
  public boolean associate(String organizationId, String grantId) {
    return atomically(() -> {
      if (!organizations.containsKey(organizationId) || grants.get(grantId).isEmpty()) {
        throw new IllegalArgumentException(
            "organization %s or grant %s does not exist".formatted(organizationId, grantId));
      }
      return associations.add(organizationId, grantId);
    });
  }

  /** Ends the association of a grant with an organization; false if there was none. */
  public boolean dissociate(String organizationId, String grantId) {
    return atomically(() -> associations.remove(organizationId, grantId));
  }

  /** The grants that are associated with an organization. */
  public List<StoredGrant> grantsOf(String organizationId) {
    return atomically(() ->
        associations.grants(organizationId).stream()
            .flatMap(id -> grants.get(id).stream())
            .toList());
  }

  /** The organizations that a grant is associated with. */
  public List<Organization> organizationsOf(String grantId) {
    return atomically(() ->
        associations.organizations(grantId).stream()
            .flatMap(id -> organization(id).stream())
            .toList());
  }

  public Optional<StoredGrant> grant(StoredGrant.Key key) {
    return atomically(() -> grants.get(key));
  }

  public int count(GrantFilter filter) {
    return atomically(() -> grants.count(filter));
  }

  public List<StoredGrant> grantsFrom(GrantFilter filter, int offset, int size) {
    return atomically(() -> grants.from(filter, offset).limit(size).toList());
  }

  public List<StoredGrant> grantsAfter(GrantFilter filter, String id, int size) {
    return atomically(() -> grants.after(filter, id).limit(size).toList());
  }

  /** Runs several steps as one; nothing else sees or changes the tenant in between. */
  public <T> T atomically(Supplier<T> steps) {
    lock.lock();
    try {
      return steps.get();
    } finally {
      lock.unlock();
    }
  }

  /** Holds what a seed says and nothing else. */
  public void replaceWith(Seed seed) {
    atomically(() -> {
      List.copyOf(organizations.keySet()).forEach(this::removeOrganization);
      List.copyOf(clients.keySet()).forEach(this::removeClient);
      List.copyOf(resourceServers.keySet()).forEach(this::removeResourceServer);
      put(ManagementApiScopes.resourceServer(managementAudience()));
      seed.clients().forEach(this::put);
      seed.resourceServers().forEach(this::put);
      seed.organizations().forEach(this::put);
      seed.clientGrants().forEach(this::put);
      seed.organizationClientGrants().forEach(a -> associate(a.organizationId(), a.grantId()));
      return true;
    });
  }

  /** What the tenant holds, as a seed that would make it again. */
  public Seed asSeed(SimulatorOptions options, Map<LimitBucket, LimitPolicy> rateLimits) {
    var associated =
        organizations.keySet().stream()
            .flatMap(
                o -> associations.grants(o).stream().map(g -> new Seed.OrganizationGrant(o, g)))
            .toList();
    return new Seed(
        domain,
        clients(),
        resourceServers(),
        organizations(),
        grants(),
        associated,
        options,
        rateLimits);
  }

  private static void require(boolean exists, StoredGrant grant, String what) {
    if (!exists) {
      throw new IllegalArgumentException("grant %s: %s does not exist".formatted(grant.id(), what));
    }
  }
}
