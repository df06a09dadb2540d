package io.clientgrant.auth0;

import io.clientgrant.auth0.api.ManagementApi;
import io.clientgrant.auth0.cache.ClientNames;
import io.clientgrant.auth0.cache.DeclaredScopes;
import io.clientgrant.auth0.cache.GrantCache;
import io.clientgrant.auth0.cache.OrganizationCache;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.http.EndpointLimiters;
import io.clientgrant.auth0.http.TenantClock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** What all connections to one endpoint share. It lives as long as one of them is open. */
final class SharedEndpoint {
  private static final int MAX_LOGINS = 4;

  private final GrantCache cache;
  private final DeclaredScopes declaredScopes;
  private final ClientNames clientNames;
  private final OrganizationCache organizations = new OrganizationCache();
  private final EndpointLimiters limiters;
  private final TenantClock clock;
  private final Function<Connection, ManagementApi> connect;
  private final Semaphore logins = new Semaphore(MAX_LOGINS);
  private final Map<Connection, SharedApi> apis = new HashMap<>();

  /**
   * @param cache the grants that are seen there
   * @param declaredScopes the scopes that its APIs declare
   * @param clientNames what its clients are called
   * @param clock the time there
   * @param connect makes a client of the API for a credential, without a call
   */
  SharedEndpoint(
      GrantCache cache,
      DeclaredScopes declaredScopes,
      ClientNames clientNames,
      EndpointLimiters limiters,
      TenantClock clock,
      Function<Connection, ManagementApi> connect) {
    this.cache = cache;
    this.declaredScopes = declaredScopes;
    this.clientNames = clientNames;
    this.limiters = limiters;
    this.clock = clock;
    this.connect = connect;
  }

  /** One client of the API, with one token, for all users of a credential. */
  private static final class SharedApi {
    final ManagementApi api;
    int users;

    SharedApi(ManagementApi api) {
      this.api = api;
    }
  }

  GrantCache cache() {
    return cache;
  }

  DeclaredScopes declaredScopes() {
    return declaredScopes;
  }

  ClientNames clientNames() {
    return clientNames;
  }

  /** About how many bytes its caches take. */
  long bytes() {
    return cache.bytes() + declaredScopes.bytes() + clientNames.bytes();
  }

  TenantClock clock() {
    return clock;
  }

  OrganizationCache organizations() {
    return organizations;
  }

  EndpointLimiters limiters() {
    return limiters;
  }

  /** The places for logins: those that hang must not keep every thread. */
  Semaphore logins() {
    return logins;
  }

  synchronized ManagementApi open(Connection connection) {
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
