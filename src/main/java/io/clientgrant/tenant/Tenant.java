package io.clientgrant.tenant;

import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Observation;
import io.clientgrant.grant.Settings;
import io.clientgrant.tenant.Failure.NotFound;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A tenant as the operator works with it: what it was last seen to hold, and the calls that change
 * it. Every answer goes through to the view, so that the next look needs no call.
 */
public final class Tenant {
  /** More than these are not asked for one by one, but by a second sweep. */
  private static final int FEW = 5;

  private final GrantsApi api;
  private final TenantView view = new TenantView();

  /** A tenant of which nothing is known yet. */
  public Tenant(GrantsApi api) {
    this.api = api;
  }

  /** Whether its grants have been read once; before that, absence means nothing. */
  public boolean known() {
    return view.known();
  }

  /** How many grants it holds, as last seen. */
  public int size() {
    return view.size();
  }

  /** What it holds under a key, as last seen; no call. */
  public Observation observe(GrantKey key) {
    return view.observe(key);
  }

  /**
   * What it holds under a key now; one call.
   *
   * @throws TenantException if the call does not succeed
   */
  public Observation look(GrantKey key) {
    api.find(key)
        .ifPresentOrElse(
            view::put,
            () -> {
              if (view.observe(key) instanceof Observation.Found(var grant)) {
                view.remove(grant);
              }
            });
    return view.observe(key);
  }

  /**
   * Makes a grant.
   *
   * @throws TenantException if the call does not succeed; after {@link Failure.Unavailable} the
   *     grant may have been made all the same
   */
  public Grant create(DesiredGrant desired) {
    var grant = api.create(desired);
    view.put(grant);
    return grant;
  }

  /**
   * Changes some fields of a grant.
   *
   * @throws TenantException if the call does not succeed
   */
  public Grant update(Grant grant, Settings patch) {
    try {
      var updated = api.update(grant.id(), patch);
      view.put(updated);
      return updated;
    } catch (TenantException e) {
      if (e.failure() instanceof NotFound) {
        view.remove(grant);
      }
      throw e;
    }
  }

  /**
   * Deletes a grant.
   *
   * @throws TenantException if the call does not succeed
   */
  public void delete(Grant grant) {
    api.delete(grant.id());
    view.remove(grant);
  }

  /**
   * Reads every grant, and returns the keys under which something is not as it was last seen. What
   * is missing is confirmed before it is called gone: a page can skip a grant when others come and
   * go while the pages are read.
   *
   * @throws TenantException if a call does not succeed; what was read until then is kept, and what
   *     differed is returned by the next sweep that ends
   */
  public Set<GrantKey> sweep() {
    var sweep = view.sweep();
    api.pages().forEachRemaining(sweep::page);
    confirmed(sweep.missing()).forEach(sweep::gone);
    return sweep.end();
  }

  private List<Grant> confirmed(List<Grant> missing) {
    if (missing.size() <= FEW) {
      return missing.stream().filter(grant -> api.get(grant.id()).isEmpty()).toList();
    }
    var present = new HashSet<GrantId>();
    api.pages().forEachRemaining(page -> page.forEach(grant -> present.add(grant.id())));
    return missing.stream().filter(grant -> !present.contains(grant.id())).toList();
  }
}
