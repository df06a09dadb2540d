package io.clientgrant.auth0;

import io.clientgrant.auth0.api.AuditTrail;
import io.clientgrant.auth0.api.Organization;
import io.clientgrant.auth0.api.OrganizationsApi;
import io.clientgrant.auth0.api.TenantWrite;
import io.clientgrant.auth0.api.WriteOrigin;
import io.clientgrant.auth0.cache.GrantCache;
import io.clientgrant.auth0.cache.OrganizationCache;
import io.clientgrant.auth0.cache.Reader;
import io.clientgrant.auth0.cache.ResyncProgress;
import io.clientgrant.auth0.cache.ResyncProgress.Finished;
import io.clientgrant.auth0.cache.ResyncProgress.Paused;
import io.clientgrant.auth0.cache.SharedReading;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.http.EndpointLimiters;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.plan.Observation;
import io.clientgrant.grant.plan.Observation.Absent;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Observation.Indeterminate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The associations of a tenant's client grants with organizations, as last seen, and the calls that
 * change them. To the planner an association is a grant like another: its key names the
 * organization, its id is that of the client grant, and it has no settings.
 *
 * <p>No list has the associations of all grants. So only grants that somebody asks about are read,
 * a call for each hundred organizations, and more rarely than the grants themselves.
 */
public final class Associations {
  private static final int KEPT_INTERVALS = 3;

  private final OrganizationsApi api;
  private final OrganizationCache cache;
  private final GrantCache grants;
  private final EndpointLimiters limiters;
  private final InstantSource clock;
  private final Reader reader;
  private final Map<String, Instant> asked = new ConcurrentHashMap<>();
  private volatile Duration interval = Duration.ofHours(1);

  Associations(
      OrganizationsApi api,
      OrganizationCache cache,
      GrantCache grants,
      EndpointLimiters limiters,
      InstantSource clock) {
    this.api = api;
    this.cache = cache;
    this.grants = grants;
    this.limiters = limiters;
    this.clock = clock;
    this.reader = new Reader(limiters.general(), clock);
  }

  /** Sets how often the organizations of a grant are read. */
  public void readEach(Duration interval) {
    this.interval = interval;
  }

  /** What is under a key that names an organization, as last seen; no call. */
  Observation observe(GrantKey key) {
    return clientGrant(key)
        .<Observation>map(grant ->
            cache
                .isAssociated(grant.id(), organization(key))
                .<Observation>map(isThere ->
                    isThere
                        ? new Found(new Grant(grant.id(), key, Settings.NONE, grant.system()))
                        : new Absent())
                .orElseGet(Indeterminate::new))
        .orElseGet(Absent::new);
  }

  /** When the organizations of a grant are read again; empty if they were never read. */
  public Optional<Instant> nextReading(GrantKey key) {
    return reading(key).flatMap(SharedReading::readAt).map(last -> last.plus(interval));
  }

  /** Whether a key names an organization, and the organizations of its grant are to be read now. */
  public boolean mustRead(GrantKey key) {
    return key.isForOrganization()
        && reading(key).filter(reading -> !reading.isReadSince(oldest())).isPresent();
  }

  /** A reading that began earlier is to be made again. */
  private Instant oldest() {
    return clock.instant().minus(interval).plusNanos(1);
  }

  private Optional<SharedReading> reading(GrantKey key) {
    return clientGrant(key).map(grant -> cache.reading(grant.id(), clock.instant()));
  }

  /**
   * Reads the organizations of a grant if they are to be read; goes on with a reading that was
   * paused. Waits while another reads them.
   *
   * @throws TenantException if a call does not succeed
   */
  public ResyncProgress read(GrantKey key) {
    return readSince(oldest(), key);
  }

  /**
   * Reads the organizations of a grant as they are now. Those who ask at the same time share a
   * reading.
   *
   * @param asker who asks, until it has its answer
   * @throws TenantException if a call does not succeed
   */
  public ResyncProgress readAnew(GrantKey key, String asker) {
    var now = clock.instant();
    asked.values().removeIf(at -> at.isBefore(oldest()));
    var progress = readSince(asked.computeIfAbsent(asker, _ -> now), key);
    if (progress instanceof Finished) {
      asked.remove(asker);
    }
    return progress;
  }

  private ResyncProgress readSince(Instant since, GrantKey key) {
    var grant = clientGrant(key);
    if (grant.isEmpty()) {
      return new Finished(Set.of());
    }
    var id = grant.get().id();
    var now = clock.instant();
    cache.forgetOlderThan(now.minus(interval.multipliedBy(KEPT_INTERVALS)));
    return reader
        .readSince(since, cache.reading(id, now), () -> cache.begin(id, api.associated(id), clock))
        .<ResyncProgress>map(Paused::new)
        .orElseGet(() -> new Finished(changed(id, key.ofClientGrant())));
  }

  private Set<GrantKey> changed(GrantId id, GrantKey clientGrant) {
    return cache.takeChanged(id).stream()
        .map(clientGrant::forOrganization)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Reads nothing more. */
  void close() {
    reader.close();
  }

  /** The calls of one reconciliation that associate, as {@link Tenant#calls}. */
  public CallPermit calls(Object caller, boolean urgent) {
    return new CallPermit(limiters.associating(), caller, urgent);
  }

  /**
   * Associates a grant with an organization.
   *
   * @throws TenantException if the call does not succeed
   */
  Grant create(GrantKey key, WriteOrigin origin) {
    var grant =
        clientGrant(key)
            .orElseThrow(() -> new TenantException(new NotFound("The grant does not exist.")));
    AuditTrail.during(
        new TenantWrite(origin, key, null),
        () -> {
          api.associate(grant.id(), organization(key), origin.uid());
          return grant;
        });
    cache.put(grant.id(), organization(key));
    return new Grant(grant.id(), key, Settings.NONE, false);
  }

  /** Takes in that a client grant was just made. */
  void created(GrantId grant) {
    cache.putNew(grant, clock.instant());
  }

  /**
   * Removes an association; one that is gone already is a success. A 404 alone, which may be that
   * of something in between, does not say so.
   *
   * @throws TenantException if the call does not succeed
   */
  void delete(Grant association, WriteOrigin origin) {
    var key = association.key();
    try {
      AuditTrail.during(
          new TenantWrite(origin, key, association),
          () -> {
            api.dissociate(association.id(), organization(key), origin.uid());
            return association;
          });
    } catch (TenantException e) {
      if (!(e.failure() instanceof NotFound) || isThere(association.id(), key)) {
        throw e;
      }
    }
    cache.remove(association.id(), organization(key));
  }

  /**
   * What is under a key now; a call for each hundred organizations of the grant.
   *
   * @throws TenantException if a call does not succeed
   */
  Observation refresh(GrantKey key) {
    var _ = clientGrant(key).filter(grant -> isThere(grant.id(), key));
    return observe(key);
  }

  private boolean isThere(GrantId grant, GrantKey key) {
    var pages = api.associated(grant);
    while (pages.hasNext()) {
      if (pages.next().stream().anyMatch(found -> found.id().equals(organization(key)))) {
        cache.put(grant, organization(key));
        return true;
      }
    }
    cache.remove(grant, organization(key));
    return false;
  }

  /** What an organization is called, if that was seen lately; no call. */
  public Optional<String> name(String organizationId) {
    return cache.name(organizationId, clock.instant().minus(interval.multipliedBy(2)));
  }

  /** Whether the credential may read names of organizations, as far as is known; no call. */
  public boolean mayReadNames() {
    return api.mayReadNames();
  }

  /**
   * The organization of an id; one call.
   *
   * @throws TenantException if there is none, or if the call does not succeed
   */
  public Organization lookUpId(String id) {
    return seen(api.withId(id));
  }

  /**
   * The organization of a name; one call.
   *
   * @throws TenantException as {@link #lookUpId}
   */
  public Organization lookUpName(String name) {
    return seen(api.named(name));
  }

  private Organization seen(Organization organization) {
    cache.recordName(organization, clock.instant());
    return organization;
  }

  private Optional<Grant> clientGrant(GrantKey key) {
    return grants.observe(key.ofClientGrant()) instanceof Found(var grant)
        ? Optional.of(grant)
        : Optional.empty();
  }

  private static String organization(GrantKey key) {
    return key.organizationId().orElseThrow();
  }
}
