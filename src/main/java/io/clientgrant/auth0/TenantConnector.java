package io.clientgrant.auth0;

import io.clientgrant.auth0.api.ManagementApi;
import io.clientgrant.auth0.api.ManagementApiClient;
import io.clientgrant.auth0.cache.ClientNames;
import io.clientgrant.auth0.cache.DeclaredScopes;
import io.clientgrant.auth0.cache.GrantCache;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.http.CallMetrics;
import io.clientgrant.auth0.http.EndpointLimiters;
import io.clientgrant.auth0.http.LargeResponses;
import io.clientgrant.auth0.http.TenantClock;
import io.clientgrant.auth0.limit.RateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;

/**
 * Connects to tenants. Connections to the same domain, endpoint and CA bundle share the cache and
 * the rate limiter, whatever their credentials: there is one tenant behind them. Connections with
 * another endpoint or CA bundle do not, because another server could answer there. What connections
 * share is kept until the last of them is closed.
 */
public final class TenantConnector {
  private final Map<EndpointKey, SharedEndpoint> endpoints = new HashMap<>();
  private final OkHttpClient http;
  private final MeterRegistry registry;
  private final InstantSource steady;
  private final Duration callTimeout;
  private final Bounds bounds;
  private final LargeResponses largeResponses = new LargeResponses();

  /**
   * @param http what every call goes through
   * @param steady what pauses are measured by: it is never set
   * @param callTimeout how long a call may be on its way
   * @param bounds how much memory the tenants may take
   */
  public TenantConnector(
      OkHttpClient http,
      MeterRegistry registry,
      InstantSource steady,
      Duration callTimeout,
      Bounds bounds) {
    this.http = http;
    this.registry = registry;
    this.steady = steady;
    this.callTimeout = callTimeout;
    this.bounds = bounds;
  }

  /** A connector with nothing but the bounds in common, whose calls somebody looks at. */
  public TenantConnector seenBy(Interceptor look) {
    var seen = http.newBuilder();
    seen.interceptors().addFirst(look);
    return new TenantConnector(seen.build(), registry, steady, callTimeout, bounds);
  }

  /** Connects; no call is made yet. The caller closes the tenant. */
  public synchronized Tenant connect(Connection connection) {
    var key = EndpointKey.of(connection);
    var endpoint = Optional.ofNullable(endpoints.get(key)).orElseGet(() -> share(key));
    var api = endpoint.open(connection); // if that is not possible, nothing is kept
    endpoints.put(key, endpoint);
    return new Tenant(api, endpoint, bounds.maxGrants(), steady, () -> close(connection));
  }

  private synchronized long freeCacheBytes() {
    return bounds.cacheBytes() - endpoints.values().stream().mapToLong(SharedEndpoint::bytes).sum();
  }

  private synchronized void close(Connection connection) {
    var key = EndpointKey.of(connection);
    endpoints.computeIfPresent(key, (_, endpoint) -> endpoint.close(connection) ? null : endpoint);
    if (endpoints.keySet().stream().noneMatch(used -> used.domain.equals(connection.domain()))) {
      CallMetrics.remove(registry, connection.domain());
    }
  }

  private SharedEndpoint share(EndpointKey key) {
    var limiters = EndpointLimiters.of(new RateLimiter(key.domain, steady));
    var clock = new TenantClock(steady);
    var client = client(key.caBundle).newBuilder().addNetworkInterceptor(clock).build();
    return new SharedEndpoint(
        new GrantCache(this::freeCacheBytes),
        new DeclaredScopes(this::freeCacheBytes),
        new ClientNames(this::freeCacheBytes),
        limiters,
        clock,
        connection -> api(connection, client, limiters));
  }

  private ManagementApi api(Connection connection, OkHttpClient client, EndpointLimiters limiters) {
    return new ManagementApiClient(
        connection,
        client,
        registry,
        limiters,
        steady,
        callTimeout,
        bounds.answerBytes(),
        largeResponses);
  }

  /** Every client shares the threads and the pool of the first. */
  OkHttpClient client(CaBundle bundle) {
    if (bundle.equals(CaBundle.OF_THE_SYSTEM)) {
      return http;
    }
    var trusted = new HandshakeCertificates.Builder();
    bundle.certificates().forEach(trusted::addTrustedCertificate);
    var certificates = trusted.build();
    return http.newBuilder()
        .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager())
        .build();
  }

  /** How many endpoints something is kept of. */
  synchronized int endpoints() {
    return endpoints.size();
  }

  private record EndpointKey(String domain, HttpUrl endpoint, CaBundle caBundle) {
    static EndpointKey of(Connection connection) {
      return new EndpointKey(connection.domain(), connection.endpoint(), connection.caBundle());
    }
  }
}
