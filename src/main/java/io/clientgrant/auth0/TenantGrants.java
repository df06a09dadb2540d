package io.clientgrant.auth0;

import io.clientgrant.auth0.api.AuditTrail;
import io.clientgrant.auth0.api.GrantsApi;
import io.clientgrant.auth0.api.TenantWrite;
import io.clientgrant.auth0.api.WriteOrigin;
import io.clientgrant.auth0.cache.GrantCache;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.plan.Observation;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The grants of a tenant as last seen, and the calls that change them. Every answer goes into the
 * cache, so that the next observation needs no call. What is asked about an association goes to
 * {@link Associations}.
 */
public final class TenantGrants {
  private final GrantsApi api;
  private final GrantCache cache;
  private final Associations associations;

  TenantGrants(GrantsApi api, GrantCache cache, Associations associations) {
    this.api = api;
    this.cache = cache;
    this.associations = associations;
  }

  /** How many there are, as last seen. */
  public int count() {
    return cache.size();
  }

  /** All of them, as last seen, in no order. */
  public List<Grant> all() {
    return cache.all();
  }

  /** What the tenant holds under a key, as last seen; no call. */
  public Observation observe(GrantKey key) {
    return key.isForOrganization() ? associations.observe(key) : cache.observe(key);
  }

  /**
   * What the tenant holds under a key now; one call, or a call for each hundred organizations of a
   * grant.
   *
   * @throws TenantException if the call does not succeed
   */
  public Observation refresh(GrantKey key) {
    if (key.isForOrganization()) {
      return associations.refresh(key);
    }
    var lookup = cache.lookUp(key);
    api.find(key).ifPresentOrElse(lookup::found, lookup::foundNothing);
    return cache.observe(key);
  }

  /**
   * The keys that others have changed and that were not reported yet. The caller must enqueue the
   * ClientGrants that claim them.
   */
  public Set<GrantKey> takeChangedKeys() {
    return cache.takeChangedKeys();
  }

  /**
   * Makes a grant.
   *
   * @param origin on whose behalf
   * @throws TenantException if the call does not succeed; after {@link Failure.Unavailable} the
   *     grant may have been made all the same
   */
  public Grant create(DesiredGrant desired, WriteOrigin origin) {
    if (desired.key().isForOrganization()) {
      return associations.create(desired.key(), origin);
    }
    var grant =
        AuditTrail.during(
            new TenantWrite(origin, desired.key(), null), () -> api.create(desired, origin.uid()));
    associations.created(grant.id());
    cache.put(grant);
    return grant;
  }

  /**
   * Changes some fields of a grant. A 404 alone, which may be that of something in between, does
   * not say that the grant is gone: then its list is asked.
   *
   * @throws TenantException if the call does not succeed
   */
  public Grant update(Grant grant, Settings patch, WriteOrigin origin) {
    try {
      var updated =
          AuditTrail.during(
              new TenantWrite(origin, grant.key(), grant),
              () -> api.update(grant.id(), patch, origin.uid()));
      cache.put(updated);
      return updated;
    } catch (TenantException e) {
      if (e.failure() instanceof NotFound) {
        refresh(grant.key());
      }
      throw e;
    }
  }

  /**
   * Deletes a grant; one that is gone already is a success. As with {@link #update}, a 404 alone
   * does not say so. Nor does a success say that the grant was there: Auth0 answers with it to the
   * deletion of any id, and somebody may have made the grant anew under another. So the client
   * grant is read again; that is a second call.
   *
   * @return what the tenant shows under the key now
   * @throws TenantException if a call does not succeed
   */
  public Observation delete(Grant grant, WriteOrigin origin) {
    if (grant.key().isForOrganization()) {
      associations.delete(grant, origin);
      var _ = refresh(grant.key().ofClientGrant());
      return observe(grant.key());
    }
    var missing = tryDelete(grant, origin);
    var lookup = cache.lookUp(grant.key());
    api.find(grant.key()).ifPresentOrElse(lookup::found, () -> cache.remove(grant));
    var left = cache.observe(grant.key());
    if (missing.isPresent() && isThere(grant, left)) {
      throw missing.get();
    }
    return left;
  }

  /** Returns the failure if the answer is that there is no such grant. */
  private Optional<TenantException> tryDelete(Grant grant, WriteOrigin origin) {
    try {
      return AuditTrail.during(
          new TenantWrite(origin, grant.key(), grant),
          () -> {
            api.delete(grant.id(), origin.uid());
            return Optional.empty();
          });
    } catch (TenantException e) {
      if (e.failure() instanceof NotFound) {
        return Optional.of(e);
      }
      throw e;
    }
  }

  private static boolean isThere(Grant grant, Observation observed) {
    return observed instanceof Observation.Found(var found) && found.id().equals(grant.id());
  }

  /**
   * Whether no grant has an id any more; one call.
   *
   * @throws TenantException if the call does not succeed
   */
  public boolean isGone(GrantId id) {
    return api.get(id).isEmpty();
  }
}
