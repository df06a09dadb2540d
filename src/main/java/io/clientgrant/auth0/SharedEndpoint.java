package io.clientgrant.auth0;

import io.clientgrant.auth0.api.GrantsApi;
import io.clientgrant.auth0.cache.GrantCache;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.limit.RateLimiter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** What all connections to one endpoint share. It lives as long as one of them is open. */
final class SharedEndpoint {
  private static final int MAX_LOGINS = 4;

  private final GrantCache cache;
  private final RateLimiter rateLimiter;
  private final Function<Connection, GrantsApi> connect;
  private final Semaphore logins = new Semaphore(MAX_LOGINS);
  private final Map<Connection, SharedApi> apis = new HashMap<>();

  /**
   * @param cache the grants that are seen there
   * @param connect makes a client of the API for a credential, without a call
   */
  SharedEndpoint(
      GrantCache cache, RateLimiter rateLimiter, Function<Connection, GrantsApi> connect) {
    this.cache = cache;
    this.rateLimiter = rateLimiter;
    this.connect = connect;
  }

  /** One client of the API, with one token, for all users of a credential. */
  private static final class SharedApi {
    final GrantsApi api;
    int users;

    SharedApi(GrantsApi api) {
      this.api = api;
    }
  }

  GrantCache cache() {
    return cache;
  }

  RateLimiter rateLimiter() {
    return rateLimiter;
  }

  /** The places for logins: those that hang must not keep every thread. */
  Semaphore logins() {
    return logins;
  }

  synchronized GrantsApi open(Connection connection) {
    var shared = apis.computeIfAbsent(connection, made -> new SharedApi(connect.apply(made)));
    shared.users++;
    return shared.api;
  }

  /** Returns whether it was the last connection. */
  synchronized boolean close(Connection connection) {
    apis.computeIfPresent(connection, (_, shared) -> --shared.users == 0 ? null : shared);
    return apis.isEmpty();
  }
}
