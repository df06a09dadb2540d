package io.clientgrant.auth0;

import io.clientgrant.auth0.api.GrantsApi;
import io.clientgrant.auth0.cache.GrantCache;
import io.clientgrant.auth0.cache.Resync;
import io.clientgrant.auth0.cache.ResyncProgress;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.limit.RateLimit;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.plan.Observation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as the controllers use it: its grants as last seen, and the calls that change them.
 * Every answer goes into the cache, so that the next observation needs no call.
 */
public final class Tenant implements AutoCloseable {
  /** While another connection reads the grants. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final GrantsApi api;
  private final GrantCache cache;
  private final RateLimiter rateLimiter;
  private final Semaphore logins;
  private final int maxGrants;
  private final InstantSource clock;
  private final Runnable onClose;
  private boolean closed;
  private @Nullable Resync pausedResync;

  /**
   * @param endpoint what it shares with other connections
   * @param maxGrants how many grants it may have
   * @param clock the clock of the rate limiter
   * @param onClose runs once, when nobody uses it any more
   */
  Tenant(
      GrantsApi api,
      SharedEndpoint endpoint,
      int maxGrants,
      InstantSource clock,
      Runnable onClose) {
    this.api = api;
    this.cache = endpoint.cache();
    this.rateLimiter = endpoint.rateLimiter();
    this.logins = endpoint.logins();
    this.maxGrants = maxGrants;
    this.clock = clock;
    this.onClose = onClose;
  }

  /**
   * Makes sure that Auth0 accepts the credential. This comes first: the cache and the rate limiter
   * are shared by all connections to the tenant, and a connection without a right to the tenant
   * must not affect them.
   *
   * @return false if too many connections to the endpoint are logging in; try again later
   * @throws TenantException if there is no token for the credential
   */
  public boolean authenticate() {
    if (!logins.tryAcquire()) {
      return false;
    }
    try {
      api.authenticate();
      return true;
    } finally {
      logins.release();
    }
  }

  /** Takes back what it has set, and lets go of what it shares; waits for no call. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      removeRateLimit();
      Optional.ofNullable(pausedResync).ifPresent(Resync::abort);
    }
    onClose.run();
  }

  /** The rate limiter of the tenant, shared by all connections to it. */
  public RateLimiter rateLimiter() {
    return rateLimiter;
  }

  /**
   * The calls that one reconciliation makes.
   *
   * @param caller who makes them; a caller that was refused before keeps its place in the queue
   * @param urgent whether a person waits for them
   */
  public CallPermit calls(Object caller, boolean urgent) {
    return new CallPermit(rateLimiter, caller, urgent);
  }

  /** Sets the rate limit that one Auth0Tenant configures, unless closed. The lowest applies. */
  public synchronized void limitRate(RateLimit limit) {
    if (!closed) {
      rateLimiter.configure(this, limit);
    }
  }

  /** Removes the configured rate limit, if there is one. */
  public void removeRateLimit() {
    rateLimiter.removeConfigured(this);
  }

  /** Whether another is the same tenant, reached in the same way: then both know the same. */
  public boolean sharesCacheWith(Tenant other) {
    return cache == other.cache;
  }

  /** Whether its grants have been read once; before that, absence means nothing. */
  public boolean hasBeenRead() {
    return cache.hasBeenRead();
  }

  /** How many grants it holds, as last seen. */
  public int grantCount() {
    return cache.size();
  }

  /** What it holds under a key, as last seen; no call. */
  public Observation observe(GrantKey key) {
    return cache.observe(key);
  }

  /**
   * What it holds under a key now; one call.
   *
   * @throws TenantException if the call does not succeed
   */
  public Observation refresh(GrantKey key) {
    api.find(key).ifPresentOrElse(cache::recordFound, () -> cache.recordAbsent(key));
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
   * @param correlationId for whom, as the tenant's own log shows it
   * @throws TenantException if the call does not succeed; after {@link Failure.Unavailable} the
   *     grant may have been made all the same
   */
  public Grant create(DesiredGrant desired, String correlationId) {
    var grant = api.create(desired, correlationId);
    cache.put(grant);
    return grant;
  }

  /**
   * Changes some fields of a grant. A 404 alone, which may be that of something in between, does
   * not say that the grant is gone: then its list is asked.
   *
   * @throws TenantException if the call does not succeed
   */
  public Grant update(Grant grant, Settings patch, String correlationId) {
    try {
      var updated = api.update(grant.id(), patch, correlationId);
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
   * Which of these scopes an API does not define; one call if the credential may read that. None if
   * it may not, or if the call does not succeed: this only helps after a refusal.
   */
  public Set<String> undefinedScopes(String audience, Set<String> scopes) {
    try {
      return api.definedScopes(audience).stream()
          .flatMap(defined -> scopes.stream().filter(scope -> !defined.contains(scope)))
          .collect(Collectors.toUnmodifiableSet());
    } catch (TenantException e) {
      return Set.of();
    }
  }

  /**
   * Deletes a grant; one that is gone already is a success. As with {@link #update}, a 404 alone
   * does not say so.
   *
   * @throws TenantException if the call does not succeed
   */
  public void delete(Grant grant, String correlationId) {
    try {
      api.delete(grant.id(), correlationId);
      cache.remove(grant);
    } catch (TenantException e) {
      if (!(e.failure() instanceof NotFound) || exists(grant)) {
        throw e;
      }
    }
  }

  /**
   * Whether no grant has an id any more; one call.
   *
   * @throws TenantException if the call does not succeed
   */
  public boolean isGone(GrantId id) {
    return api.get(id).isEmpty();
  }

  private boolean exists(Grant grant) {
    return refresh(grant.key()) instanceof Observation.Found(var found)
        && found.id().equals(grant.id());
  }

  /** How long ago the last resync began that has ended or is still under way. */
  public Duration sinceLastResync() {
    return Duration.between(cache.lastResync(), clock.instant());
  }

  /** Whether a resync was paused and goes on with the next {@link #resync}. */
  public synchronized boolean isResyncing() {
    return pausedResync != null;
  }

  /**
   * When the next resync is due. One resync in an interval is enough for all connections to the
   * tenant. Empty if it is due now, or was paused.
   */
  public synchronized Optional<Instant> nextResync(Duration interval) {
    return pausedResync == null && hasBeenRead()
        ? Optional.of(cache.lastResync().plus(interval)).filter(clock.instant()::isBefore)
        : Optional.empty();
  }

  /**
   * Reads every grant; goes on with a reading that was paused. Waits while another connection reads
   * them.
   *
   * @throws TenantException if a call does not succeed; what was read until then is kept, and what
   *     differed is reported by the next resync that ends
   */
  public ResyncProgress resync() {
    var run = takeUp();
    var progress =
        run.map(Resync::advance)
            .orElseGet(() -> new ResyncProgress.Paused(clock.instant().plus(LOOK_AGAIN)));
    if (progress instanceof ResyncProgress.Paused) {
      run.ifPresent(this::keep);
    }
    return progress;
  }

  /** The resync to go on with; empty while another connection has one under way. */
  private synchronized Optional<Resync> takeUp() {
    if (closed) {
      return Optional.empty();
    }
    var paused = Optional.ofNullable(pausedResync);
    pausedResync = null; // a run that fails is not taken up again
    return paused.or(() ->
        cache
            .tryBeginResync(clock.instant())
            .map(pass -> new Resync(api, pass, rateLimiter, maxGrants, clock)));
  }

  private synchronized void keep(Resync run) {
    if (closed) {
      run.abort();
    } else if (!run.isTakenOver()) {
      pausedResync = run;
    }
  }
}
