package io.clientgrant.auth0.token;

import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.Throttled;
import io.clientgrant.auth0.failure.Failure.Unauthorized;
import io.clientgrant.auth0.failure.TenantException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The access token of one credential: fetched when it is first needed, shared by all calls, renewed
 * before it ends, and fetched again when the API no longer takes it. The SDK's own supplier does
 * none of the last, and goes around the HTTP client it is given.
 *
 * <p>A token keeps the scopes that it was given, whatever the client is allowed later. So one that
 * lacks a scope is of no use, and is asked for again after a while: by one call, however many
 * resources wait for it, since Auth0 counts the tokens that it gives.
 */
public final class AccessTokenSource {
  private static final Duration REFUSAL_STANDS = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 10;

  private final TokenEndpoint endpoint;
  private final InstantSource clock;
  private @Nullable AccessToken token;
  private @Nullable CompletableFuture<AccessToken> underWay;
  private @Nullable RememberedFailure rememberedFailure;
  private int rejectedTokens;

  /**
   * Fetches no token yet.
   *
   * @param http what the token endpoint is called through
   * @param connection the endpoint, and the credential
   * @param clock the clock that tells when a token ends
   */
  public AccessTokenSource(OkHttpClient http, Connection connection, InstantSource clock) {
    this.endpoint = new TokenEndpoint(http, connection, clock);
    this.clock = clock;
  }

  /**
   * A token to call with; one fetch, however many threads ask. The others wait for it, without a
   * lock, and get what it comes to. Callers that come soon after a refusal get the same refusal.
   *
   * @throws TenantException if the token endpoint gives none, or one that lacks a scope
   */
  String current() {
    return await(tokenOrFetch()).usable();
  }

  /**
   * Fetches a token, if there is none to call with.
   *
   * @return false if another thread is fetching one; this one does not wait for that
   * @throws TenantException as {@link #current}
   */
  public boolean tryFetch() {
    var token = tokenOrFetch();
    if (!token.isDone()) {
      return false;
    }
    var _ = await(token).usable();
    return true;
  }

  /** The token, or the fetch that another thread has begun; fetches one if there is neither. */
  private CompletableFuture<AccessToken> tokenOrFetch() {
    var mine = new CompletableFuture<AccessToken>();
    synchronized (this) {
      if (rememberedFailure != null && rememberedFailure.isCurrent(clock.instant())) {
        throw rememberedFailure.exception;
      }
      if (token != null && clock.instant().isBefore(token.renewAt())) {
        return CompletableFuture.completedFuture(token);
      }
      if (underWay != null) {
        return underWay;
      }
      underWay = mine;
    }
    return mine.completeAsync(this::renew, Runnable::run);
  }

  private static AccessToken await(CompletableFuture<AccessToken> token) {
    try {
      return token.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof TenantException failure ? failure : e;
    }
  }

  /** Whether the last token certainly has none of these scopes; no call. */
  public synchronized boolean lacks(String... scopes) {
    return token != null
        && !token.scopes().isEmpty()
        && Stream.of(scopes).noneMatch(token.scopes()::contains);
  }

  /**
   * Whether the token certainly has a scope that most calls do not need; no call. False also
   * without a token.
   */
  public synchronized boolean has(String scope) {
    return token != null && token.scopes().contains(scope);
  }

  /** When the token ends, by the clock of this source; empty without a token. */
  public synchronized Optional<Instant> expiresAt() {
    return Optional.ofNullable(token).map(AccessToken::expiresAt);
  }

  /**
   * Makes sure that the token does not lack all of the scopes of which one kind of call needs one;
   * no call. If it does, another is asked for after a while.
   *
   * @throws TenantException if it does, naming the first
   */
  public synchronized void require(String... oneOf) {
    if (token != null && lacks(oneOf)) {
      token = token.ofNoUse();
      throw AccessToken.lacks(List.of(oneOf[0]));
    }
  }

  private AccessToken renew() {
    @Nullable AccessToken fetched = null;
    @Nullable RememberedFailure failure = null;
    try {
      fetched = endpoint.fetch();
      return fetched;
    } catch (TenantException e) {
      failure = new RememberedFailure(e, end(e.failure()));
      throw e;
    } finally {
      ended(fetched, failure);
    }
  }

  private synchronized void ended(
      @Nullable AccessToken fetched, @Nullable RememberedFailure failure) {
    token = fetched == null ? token : fetched;
    rememberedFailure = failure;
    underWay = null;
  }

  /** Until when a failure is what the next fetch would get as well. */
  private Instant end(Failure failure) {
    return switch (failure) {
      case Throttled(_, var until) -> until;
      case Unauthorized _ -> clock.instant().plus(REFUSAL_STANDS);
      default -> Instant.MIN;
    };
  }

  /**
   * The API has rejected a token. It is forgotten, unless another has replaced it meanwhile. The
   * first time, a new token may be tried at once: the old one may have been revoked. If that is
   * rejected too, the next token is asked for after a pause that grows, because Auth0 bills each.
   *
   * @return whether a new token may be tried at once
   */
  synchronized boolean rejected(String value) {
    if (token == null || !token.value().equals(value)) {
      return token != null || rejectedTokens < 2; // another thread was first
    }
    token = null;
    rejectedTokens++;
    if (rejectedTokens == 1) {
      return true;
    }
    var doublings = Math.min(rejectedTokens - 2, MOST_DOUBLINGS);
    var pause = REFUSAL_STANDS.multipliedBy(1L << doublings);
    rememberedFailure =
        new RememberedFailure(
            new TenantException(
                new Unauthorized("The Management API rejects the tokens of this credential.")),
            clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
    return false;
  }

  /** The API has taken a token. */
  synchronized void accepted() {
    rejectedTokens = 0;
  }

  /** The API says that the token lacks a scope; the token endpoint may not have said so. */
  public synchronized void scopeIsMissing() {
    if (token != null) {
      token = token.ofNoUse();
    }
  }

  /**
   * What came of the last fetch, if it failed.
   *
   * @param until when to ask again at the earliest
   */
  private record RememberedFailure(TenantException exception, Instant until) {
    boolean isCurrent(Instant now) {
      return now.isBefore(until);
    }
  }
}
