package io.clientgrant.simulator.state;

import io.clientgrant.simulator.limit.LimitBucket;
import io.clientgrant.simulator.limit.LimitPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The state of the tenant. The Management API reads and changes it, and so do tests and the control
 * interface. Every method is atomic.
 */
public final class TenantState {
  private final String domain;
  private final ReentrantLock lock = new ReentrantLock();
  private final GrantStore grants = new GrantStore();
  private final SortedMap<String, StoredClient> clients = new TreeMap<>();
  private final SortedMap<String, ResourceServer> resourceServers = new TreeMap<>();
  private final OrganizationStore organizations = new OrganizationStore();

  public TenantState(Seed seed) {
    this.domain = seed.domain();
    replaceWith(seed);
  }

  /** Returns the seed if a tenant can hold it, and throws otherwise. */
  static Seed requireConsistent(Seed seed) {
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

  /** The issuer of this tenant's tokens. */
  public String issuer() {
    return "https://" + domain + "/";
  }

  /** The identifier of the tenant's Management API. */
  public String managementAudience() {
    return "https://" + domain + "/api/v2/";
  }

  /** All grants, sorted by id. */
  public List<StoredGrant> grants() {
    return atomically(() -> List.copyOf(grants.all()));
  }

  public int grantCount() {
    return count(GrantFilter.ALL);
  }

  /** The grant with this id. */
  public Optional<StoredGrant> grant(String id) {
    return atomically(() -> grants.get(id));
  }

  /** The grant of a client for an API and a subject type. */
  public Optional<StoredGrant> grant(String clientId, String audience, String subjectType) {
    return grant(
        new StoredGrant.Key(Optional.of(clientId), Optional.empty(), audience, subjectType));
  }

  /**
   * Adds a grant, or replaces the grant with the same id.
   *
   * @throws IllegalArgumentException if its client or API does not exist, or if another grant has
   *     the same key
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

  /** Removes a grant and its associations. Returns false if it does not exist. */
  public boolean removeGrant(String id) {
    return atomically(() -> {
      organizations.dissociate(id);
      return grants.remove(id);
    });
  }

  /** Removes a grant and its associations, and adds another grant in its place, at once. */
  public void replaceGrant(String id, StoredGrant by) {
    atomically(() -> {
      removeGrant(id);
      put(by);
      return true;
    });
  }

  /** Removes a grant and leaves its associations. Returns false if it does not exist. */
  public boolean removeGrantAlone(String id) {
    return atomically(() -> grants.remove(id));
  }

  /** All clients, sorted by id. */
  public List<StoredClient> clients() {
    return atomically(() -> List.copyOf(clients.values()));
  }

  /** The client with this id. */
  public Optional<StoredClient> client(String clientId) {
    return atomically(() -> Optional.ofNullable(clients.get(clientId)));
  }

  /** Adds a client, or replaces the client with the same id. */
  public void put(StoredClient client) {
    atomically(() -> clients.put(client.clientId(), client) == null);
  }

  /** Removes a client and its grants. Returns false if it does not exist. */
  public boolean removeClient(String clientId) {
    return atomically(() -> {
      grants.ofClient(clientId).forEach(g -> removeGrant(g.id()));
      return clients.remove(clientId) != null;
    });
  }

  /** All APIs, sorted by identifier. */
  public List<ResourceServer> resourceServers() {
    return atomically(() -> List.copyOf(resourceServers.values()));
  }

  /** The API with this identifier or id. */
  public Optional<ResourceServer> resourceServer(String identifierOrId) {
    return resourceServers().stream().filter(r -> r.isNamed(identifierOrId)).findFirst();
  }

  /** Adds an API, or replaces the API with the same identifier. */
  public void put(ResourceServer api) {
    atomically(() -> resourceServers.put(api.identifier(), api) == null);
  }

  /** Removes an API and its grants. Returns false if it does not exist. */
  public boolean removeResourceServer(String identifierOrId) {
    return atomically(() -> {
      resourceServer(identifierOrId).stream()
          .flatMap(api -> grants.ofAudience(api.identifier()).stream())
          .forEach(g -> removeGrant(g.id()));
      return removeResourceServerAlone(identifierOrId);
    });
  }

  /** Removes an API and leaves its grants. Returns false if it does not exist. */
  public boolean removeResourceServerAlone(String identifierOrId) {
    return atomically(() -> resourceServers.values().removeIf(r -> r.isNamed(identifierOrId)));
  }

  /** All organizations, sorted by id. */
  public List<Organization> organizations() {
    return atomically(() -> List.copyOf(organizations.all()));
  }

  /** The organization with this id. */
  public Optional<Organization> organization(String id) {
    return atomically(() -> organizations.get(id));
  }

  /** The organization with this name. */
  public Optional<Organization> organizationNamed(String name) {
    return atomically(() -> organizations.named(name));
  }

  /**
   * Adds an organization, or replaces the organization with the same id.
   *
   * @throws IllegalArgumentException if another organization has the same name
   */
  public void put(Organization organization) {
    atomically(() -> organizations.put(organization));
  }

  /** Removes an organization and its associations. Returns false if it does not exist. */
  public boolean removeOrganization(String id) {
    return atomically(() -> organizations.remove(id));
  }

  /**
   * Associates a grant with an organization. Returns false if the association exists already.
   *
   * @throws IllegalArgumentException if the grant or the organization does not exist
   */
  public boolean associate(String organizationId, String grantId) {
    return atomically(() -> {
      if (organizations.get(organizationId).isEmpty() || grants.get(grantId).isEmpty()) {
        throw new IllegalArgumentException(
            "organization %s or grant %s does not exist".formatted(organizationId, grantId));
      }
      return organizations.associate(organizationId, grantId);
    });
  }

  /** Removes an association. Returns false if it does not exist. */
  public boolean dissociate(String organizationId, String grantId) {
    return atomically(() -> organizations.dissociate(organizationId, grantId));
  }

  /** How many associations an organization has. */
  public int associationCount(String organizationId) {
    return atomically(() -> organizations.grantIds(organizationId).size());
  }

  /** The grants that are associated with an organization. */
  public List<StoredGrant> grantsOf(String organizationId) {
    return atomically(() ->
        organizations.grantIds(organizationId).stream()
            .flatMap(id -> grants.get(id).stream())
            .toList());
  }

  /** The organizations that a grant is associated with. */
  public List<Organization> organizationsOf(String grantId) {
    return atomically(() -> organizations.ofGrant(grantId));
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

  /** Runs several steps as one. No other thread sees or changes the tenant in between. */
  public <T> T atomically(Supplier<T> steps) {
    lock.lock();
    try {
      return steps.get();
    } finally {
      lock.unlock();
    }
  }

  /** Replaces the whole state with a seed. */
  public void replaceWith(Seed seed) {
    atomically(() -> {
      organizations().forEach(o -> removeOrganization(o.id()));
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

  /** The whole state, as a seed. */
  public Seed asSeed(SimulatorOptions options, Map<LimitBucket, LimitPolicy> rateLimits) {
    var associated =
        organizations().stream()
            .flatMap(
                o -> grantsOf(o.id()).stream().map(g -> new Seed.OrganizationGrant(o.id(), g.id())))
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
