package io.clientgrant.auth0;

import io.clientgrant.auth0.api.GrantsApi;
import io.clientgrant.auth0.api.ManagementApiClient;
import io.clientgrant.auth0.cache.GrantCache;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.limit.RateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;

/**
 * Connects to tenants. Connections to the same domain, endpoint and CA bundle share the cache and
 * the rate limiter, whatever their credentials: there is one tenant behind them. Connections with
 * another endpoint or CA bundle do not, because another server could answer there.
 */
public final class TenantConnector {
  private final Map<EndpointKey, SharedEndpoint> endpoints = new ConcurrentHashMap<>();
  private final Map<CaBundle, OkHttpClient> clients = new ConcurrentHashMap<>();

  /**
   * Each keeps its own key, so that both are forgotten when no tenant is reached by it any more.
   */
  private final Map<Connection, WeakReference<GrantsApi>> apis = new WeakHashMap<>();

  private final OkHttpClient http;
  private final MeterRegistry registry;
  private final InstantSource steady;
  private final Duration callTimeout;
  private final int maxGrants;

  /**
   * @param http what every call goes through
   * @param steady what pauses are measured by: it is never set
   * @param callTimeout how long a call may be on its way
   * @param maxGrants how many grants a tenant may have
   */
  public TenantConnector(
      OkHttpClient http,
      MeterRegistry registry,
      InstantSource steady,
      Duration callTimeout,
      int maxGrants) {
    this.http = http;
    this.registry = registry;
    this.steady = steady;
    this.callTimeout = callTimeout;
    this.maxGrants = maxGrants;
  }

  /** Connects; no call is made yet. */
  public Tenant connect(Connection connection) {
    var domain =
        endpoints.computeIfAbsent(
            new EndpointKey(connection.domain(), connection.endpoint(), connection.caBundle()),
            _ -> new SharedEndpoint(new GrantCache(), new RateLimiter(steady)));
    return new Tenant(
        api(connection, domain.rateLimiter), domain.cache, domain.rateLimiter, maxGrants, steady);
  }

  /** Connections with the same credential share its token. */
  private synchronized GrantsApi api(Connection connection, RateLimiter rateLimiter) {
    var used = apis.getOrDefault(connection, new WeakReference<>(null)).get();
    if (used != null) {
      return used;
    }
    var api =
        new ManagementApiClient(
            connection, client(connection.caBundle()), registry, rateLimiter, steady, callTimeout);
    apis.remove(connection); // its key may be that of one that is gone
    apis.put(connection, new WeakReference<>(api));
    return api;
  }

  /**
   * One client for each bundle, or none of them would find the other's connections; all with the
   * threads and the pool of the first.
   */
  OkHttpClient client(CaBundle bundle) {
    return bundle.equals(CaBundle.OF_THE_SYSTEM)
        ? http
        : clients.computeIfAbsent(bundle, this::trusting);
  }

  private OkHttpClient trusting(CaBundle bundle) {
    var trusted = new HandshakeCertificates.Builder();
    bundle.certificates().forEach(trusted::addTrustedCertificate);
    var certificates = trusted.build();
    return http.newBuilder()
        .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager())
        .build();
  }

  private record EndpointKey(String domain, HttpUrl endpoint, CaBundle caBundle) {}

  private record SharedEndpoint(GrantCache cache, RateLimiter rateLimiter) {}
}
