package io.clientgrant.auth0;

import io.clientgrant.auth0.api.ManagementApi;
import io.clientgrant.auth0.cache.GrantCache;
import io.clientgrant.auth0.cache.Reader;
import io.clientgrant.auth0.cache.Resync;
import io.clientgrant.auth0.cache.ResyncProgress;
import io.clientgrant.auth0.cache.SharedReading;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.http.EndpointLimiters;
import io.clientgrant.auth0.http.TenantClock;
import io.clientgrant.auth0.limit.RateLimit;
import io.clientgrant.auth0.limit.RateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * A tenant as the controllers use it, over one connection: what it has, and when that is read. What
 * is seen of it is shared with the other connections to it.
 */
public final class Tenant implements AutoCloseable {
  private final ManagementApi api;
  private final GrantCache cache;
  private final Reader reader;
  private final ApiScopes apiScopes;
  private final EndpointLimiters limiters;
  private final RateLimiter rateLimiter;
  private final TenantClock tenantClock;
  private final Associations associations;
  private final TenantGrants grants;
  private final Clients clients;
  private final LogReading log;
  private final Semaphore logins;
  private final int maxGrants;
  private final InstantSource clock;
  private final Runnable onClose;
  private boolean closed;

  /**
   * @param endpoint what it shares with other connections
   * @param maxGrants how many grants it may have
   * @param clock the clock of the rate limiter
   * @param onClose runs once, when nobody uses it any more
   */
  Tenant(
      ManagementApi api,
      SharedEndpoint endpoint,
      int maxGrants,
      InstantSource clock,
      Runnable onClose) {
    this.api = api;
    this.cache = endpoint.cache();
    this.limiters = endpoint.limiters();
    this.rateLimiter = limiters.general();
    this.tenantClock = endpoint.clock();
    this.reader = new Reader(rateLimiter, clock);
    this.apiScopes =
        new ApiScopes(api, endpoint.declaredScopes(), rateLimiter, this::lastResync, clock);
    this.associations =
        new Associations(
            api.organizations(), endpoint.organizations(), cache, endpoint.limiters(), clock);
    this.grants = new TenantGrants(api.grants(), cache, associations);
    this.clients =
        new Clients(
            api.clients(),
            endpoint.clientNames(),
            endpoint.limiters().clients(),
            this::lastResync,
            clock);
    this.log = new LogReading(api, rateLimiter, clock);
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
   * @return false if too many others, or one with this credential, are logging in; try again later
   * @throws TenantException if there is no token for the credential
   */
  public boolean authenticate() {
    if (!logins.tryAcquire()) {
      return false;
    }
    try {
      return api.authenticate();
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
      apiScopes.close();
      clients.close();
      associations.close();
      log.close();
      reader.close();
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

  /** Its grants. */
  public TenantGrants grants() {
    return grants;
  }

  /** Its grants' associations with organizations. */
  public Associations associations() {
    return associations;
  }

  /** Reads it for somebody who waits, past the caches. */
  public TenantReader reader(Waiting waiting) {
    return new TenantReader(api, limiters, clock, waiting);
  }

  /**
   * Changes it for somebody who waits, past the caches.
   *
   * @param correlationId for whom, in the tenant's own log; at most 64 characters
   */
  public TenantWriter writer(Waiting waiting, String correlationId) {
    return new TenantWriter(api.grants(), rateLimiter, clock, waiting, correlationId);
  }

  /** Whether the credential may certainly read the tenant's own log, by its token; no call. */
  public boolean mayReadLog() {
    return api.logs().mayRead();
  }

  /** Its own log. */
  public LogReading log() {
    return log;
  }

  /** What its clients are called. */
  public Clients clients() {
    return clients;
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

  /** The time at Auth0; see {@link TenantClock#time}. */
  public Optional<Instant> time() {
    return tenantClock.time();
  }

  /** Whether the credential may read APIs, by its token; no call. */
  public boolean mayReadApis() {
    return api.apis().mayRead();
  }

  /** The scopes that its APIs declare. */
  public ApiScopes apiScopes() {
    return apiScopes;
  }

  /** Whether another is the same tenant, reached in the same way: then both know the same. */
  public boolean sharesCacheWith(Tenant other) {
    return cache == other.cache;
  }

  /** Whether its grants have been read once; before that, absence means nothing. */
  public boolean hasBeenRead() {
    return cache.reading().hasBeenRead();
  }

  /** Whether its grants have been read, and nobody is reading them again. */
  public boolean isFullyRead() {
    var reading = cache.reading();
    return reading.hasBeenRead() && reading.begunAt().equals(reading.readAt());
  }

  /** What the last resync took that has ended; empty if there is none. */
  public Optional<SharedReading.Completed> lastCompletedResync() {
    return cache.reading().completed();
  }

  /** How long the token of the credential is still good for; empty without a token. */
  public Optional<Duration> tokenExpiresIn() {
    return api.tokenExpiresAt().map(end -> Duration.between(clock.instant(), end));
  }

  /** When the last resync began that has ended, by the clock of the rate limiter. */
  public Optional<Instant> readAt() {
    return cache.reading().readAt();
  }

  /** How long ago the last resync began that has ended or is still under way. */
  public Duration sinceLastResync() {
    return Duration.between(lastResync(), clock.instant());
  }

  private Instant lastResync() {
    return cache.reading().begunAt().orElse(Instant.EPOCH);
  }

  /** Whether a resync was paused and goes on with the next {@link #resync}. */
  public boolean isResyncing() {
    return reader.hasPaused(cache.reading());
  }

  /**
   * When the next resync is due. One resync in an interval is enough for all connections to the
   * tenant, but a credential that is not known to read must read for itself. Empty if it is due
   * now, or was paused.
   */
  public Optional<Instant> nextResync(Duration interval) {
    return !isResyncing() && hasBeenRead() && api.grants().mayRead()
        ? Optional.of(lastResync().plus(interval)).filter(clock.instant()::isBefore)
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
    return reader
        .read(cache.reading(), () -> new Resync(api.grants(), cache.begin(), maxGrants))
        .<ResyncProgress>map(ResyncProgress.Paused::new)
        .orElseGet(() -> new ResyncProgress.Finished(grants.takeChangedKeys()));
  }
}
