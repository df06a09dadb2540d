package io.clientgrant.tenant;

import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Observation;
import io.clientgrant.grant.Settings;
import io.clientgrant.tenant.Failure.NotFound;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as the operator works with it: what it was last seen to hold, and the calls that change
 * it. Every answer goes through to the view, so that the next look needs no call.
 */
public final class Tenant {
  private final GrantsApi api;
  private final TenantView view;
  private final Gate gate;
  private final InstantSource clock;
  private @Nullable SweepRun sweep;

  /**
   * @param view what is known of it
   * @param gate who is asked before each call
   * @param clock the gate's
   */
  Tenant(GrantsApi api, TenantView view, Gate gate, InstantSource clock) {
    this.api = api;
    this.view = view;
    this.gate = gate;
    this.clock = clock;
  }

  /**
   * Makes sure that Auth0 takes the credential. That comes first: what is known of a tenant, and
   * the pace at which it is called, are shared with all who reach it in the same way, and whoever
   * has no right to it has no part in that.
   *
   * @throws TenantException if there is no token for the credential
   */
  public void authenticate() {
    api.authenticate();
  }

  /** Who is to be asked before a call that is not part of a sweep. */
  public Gate gate() {
    return gate;
  }

  /** Has it called no faster than this, by all who reach it in the same way. */
  public void ceiling(RateLimit limit) {
    gate.ceiling(this, limit);
  }

  /** Takes the ceiling back, if there is one; also when it is not worked with any more. */
  public void liftCeiling() {
    gate.liftCeiling(this);
  }

  /** Whether another is the same tenant, reached in the same way: then both know the same. */
  public boolean shares(Tenant other) {
    return view == other.view;
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
    api.find(key).ifPresentOrElse(view::found, () -> view.missed(key));
    return view.observe(key);
  }

  /**
   * The keys under which others have changed it, as looks or sweeps have seen, and of which nobody
   * was told yet. Whoever asks has those told who claim them; a sweep that ends does.
   */
  public Set<GrantKey> news() {
    return view.news();
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
   * Changes some fields of a grant. A 404 alone, which may be that of something in between, does
   * not say that the grant is gone: then its list is asked.
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
        look(grant.key());
      }
      throw e;
    }
  }

  /**
   * Deletes a grant; one that is gone already is a success. As with {@link #update}, a 404 alone
   * does not say so.
   *
   * @throws TenantException if the call does not succeed
   */
  public void delete(Grant grant) {
    try {
      api.delete(grant.id());
      view.remove(grant);
    } catch (TenantException e) {
      if (!(e.failure() instanceof NotFound) || isThere(grant)) {
        throw e;
      }
    }
  }

  private boolean isThere(Grant grant) {
    return look(grant.key()) instanceof Observation.Found(var found)
        && found.id().equals(grant.id());
  }

  /** How long ago the last sweep began that ended or is still under way. */
  public Duration sinceLastSweep() {
    return Duration.between(view.lastSweep(), clock.instant());
  }

  /**
   * When it is to be swept again, by whoever reaches it in the same way: one sweep in an interval
   * is enough for all. Empty if that is now, as it is for a sweep that was paused.
   */
  public synchronized Optional<Instant> nextSweep(Duration interval) {
    return sweep == null && known()
        ? Optional.of(view.lastSweep().plus(interval)).filter(clock.instant()::isBefore)
        : Optional.empty();
  }

  /**
   * Reads every grant; goes on with a reading that was paused.
   *
   * @throws TenantException if a call does not succeed; what was read until then is kept, and what
   *     differed is reported by the next sweep that ends
   */
  public synchronized SweepProgress sweep() {
    var run = sweep == null ? new SweepRun(api, view.sweep(clock.instant()), gate) : sweep;
    sweep = null; // a run that fails is not taken up again
    var progress = run.advance();
    if (progress instanceof SweepProgress.Paused) {
      sweep = run;
    }
    return progress;
  }
}
