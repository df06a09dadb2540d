package io.clientgrant.auth0;

import io.clientgrant.auth0.api.ManagementApi;
import io.clientgrant.auth0.cache.DeclaredScopes;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.Throttled;
import io.clientgrant.auth0.failure.NoResponseException;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.limit.Admission;
import io.clientgrant.auth0.limit.RateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The scopes that the APIs of a tenant declare. They are read over this connection, if its
 * credential may, and known to all connections to the tenant.
 *
 * <p>Each API is a call of its own. The list of all APIs would take fewer calls where more than one
 * in a hundred is named, but one page of it can have a hundred times a thousand scopes, which is
 * more than an answer may have; and one API that cannot be read would hide all others.
 */
public final class ApiScopes {
  /** After so many calls the worker is given back, so that other work gets its turn. */
  private static final int CALLS_AT_ONCE = 20;

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** Whether the credential may read APIs. */
  private enum Right {
    UNASKED,
    READ,
    NONE
  }

  private final ManagementApi api;
  private final DeclaredScopes declared;
  private final RateLimiter rateLimiter;
  private final Supplier<Instant> lastResync;
  private final InstantSource clock;
  private volatile Right right = Right.UNASKED;

  /**
   * @param declared what all connections to the tenant know
   * @param lastResync when the last resync began: an API is read once since then
   * @param clock the clock of the rate limiter
   */
  ApiScopes(
      ManagementApi api,
      DeclaredScopes declared,
      RateLimiter rateLimiter,
      Supplier<Instant> lastResync,
      InstantSource clock) {
    this.api = api;
    this.declared = declared;
    this.rateLimiter = rateLimiter;
    this.lastResync = lastResync;
    this.clock = clock;
  }

  /** Whether an API was not read yet, unless it is known that the credential may not read it. */
  public boolean isMissing(String audience) {
    return right != Right.NONE && !declared.isRead(audience);
  }

  /**
   * Whether an API has not answered yet, unless it is known that the credential may not read it.
   */
  public boolean isAwaited(String audience) {
    return right != Right.NONE && !declared.isAnswered(audience);
  }

  /** Which of these scopes an API does not declare, as last read; no call. None if not known. */
  public Set<String> undeclared(String audience, Set<String> scopes) {
    return declared.undeclared(audience, scopes);
  }

  /**
   * The same as it is now: one call if the credential may read that. None if it may not, or if the
   * call does not succeed: this only helps after a refusal.
   */
  public Set<String> undeclaredNow(String audience, Set<String> scopes) {
    try {
      var now = clock.instant();
      return api.apis()
          .definedScopes(audience)
          .map(defined -> {
            declared.record(audience, defined, now);
            return declared.undeclared(audience, scopes);
          })
          .orElseGet(Set::of);
    } catch (TenantException e) {
      return Set.of();
    }
  }

  /**
   * Reads these APIs, each once since the last resync began, as far as the rate limit allows.
   * Forgets all others. No call if the credential may not read them. If the tenant does not answer,
   * the rest has time until the next resync.
   *
   * @return when to go on; empty if all have been read
   */
  public Optional<Instant> read(Collection<String> audiences) {
    if (!api.authenticate()) { // the token is being fetched for another caller
      return Optional.of(clock.instant().plus(LOOK_AGAIN));
    }
    var before = right;
    right = api.apis().mayRead() ? Right.READ : Right.NONE;
    if (right == Right.NONE) {
      if (before == Right.READ) {
        declared.retain(Set.of()); // perhaps nobody may read them any more
      }
      return Optional.empty();
    }
    declared.retain(audiences);
    var calls = 0;
    for (var audience : new TreeSet<>(audiences)) {
      if (declared.isReadSince(audience, lastResync.get())) {
        continue;
      }
      if (calls++ == CALLS_AT_ONCE) {
        return Optional.of(clock.instant());
      }
      try {
        var later = readOne(audience);
        if (later.isPresent()) {
          return later;
        }
      } catch (NoResponseException e) {
        break;
      }
    }
    rateLimiter.cancel(this);
    return Optional.empty();
  }

  /** Gives up its place among those that wait for a call. */
  void close() {
    rateLimiter.cancel(this);
  }

  private Optional<Instant> readOne(String audience) {
    return switch (rateLimiter.tryAcquire(this, false)) {
      case Admission.RetryAt(var moment) -> Optional.of(moment);
      case Admission.Granted() -> {
        try {
          var now = clock.instant();
          yield declared.tryBegin(audience, lastResync.get(), now)
              ? call(audience, now)
              : Optional.empty();
        } finally {
          rateLimiter.release();
        }
      }
    };
  }

  /** What was known stays known if the API cannot be read just now. */
  private Optional<Instant> call(String audience, Instant now) {
    try {
      api.apis()
          .definedScopes(audience)
          .ifPresentOrElse(
              defined -> declared.record(audience, defined, now),
              () -> declared.recordUnknown(audience, now));
    } catch (NoResponseException e) {
      throw e;
    } catch (TenantException e) {
      if (e.failure() instanceof Throttled(_, var until)) {
        declared.forget(audience);
        return Optional.of(until);
      }
      if (e.failure() instanceof NotFound) {
        declared.recordUnknown(audience, now);
      }
    }
    return Optional.empty();
  }
}
