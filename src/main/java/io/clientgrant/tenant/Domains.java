package io.clientgrant.tenant;

import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;

/**
 * Connects to tenants. Whoever reaches the same domain in the same way, with whatever credential,
 * shares its view and its gate: there is one tenant behind them, with one rate limit. Who names
 * another endpoint, or trusts others, does not, since a server of his own could answer there.
 */
public final class Domains {
  private final Map<Way, Domain> domains = new ConcurrentHashMap<>();
  private final Map<CaBundle, OkHttpClient> clients = new ConcurrentHashMap<>();

  /**
   * Each keeps its own key, so that both are forgotten when no tenant is reached by it any more.
   */
  private final Map<Connection, WeakReference<GrantsApi>> apis = new WeakHashMap<>();

  private final OkHttpClient http;
  private final MeterRegistry registry;
  private final ClientAssertions assertions;
  private final InstantSource steady;
  private final Duration callTimeout;

  /**
   * @param http what every call goes through
   * @param ids gives another id each time, of at most 64 characters
   * @param clock what Auth0 goes by
   * @param steady what pauses are measured by: it is never set
   * @param callTimeout how long a call may be on its way
   */
  public Domains(
      OkHttpClient http,
      MeterRegistry registry,
      Supplier<String> ids,
      InstantSource clock,
      InstantSource steady,
      Duration callTimeout) {
    this.http = http;
    this.registry = registry;
    this.assertions = new ClientAssertions(clock, ids);
    this.steady = steady;
    this.callTimeout = callTimeout;
  }

  /** Connects; no call is made yet. */
  public Tenant connect(Connection connection) {
    var domain =
        domains.computeIfAbsent(
            new Way(connection.domain(), connection.endpoint(), connection.caBundle()),
            _ -> new Domain(new TenantView(), new Gate(steady)));
    return new Tenant(api(connection, domain.gate), domain.view, domain.gate, steady);
  }

  /** Whoever has the same credential, too, shares its token. */
  private synchronized GrantsApi api(Connection connection, Gate gate) {
    var used = apis.getOrDefault(connection, new WeakReference<>(null)).get();
    if (used != null) {
      return used;
    }
    var api =
        new ManagementApiGrants(
            connection,
            client(connection.caBundle()),
            registry,
            gate,
            assertions,
            steady,
            callTimeout);
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

  private record Way(String domain, HttpUrl endpoint, CaBundle caBundle) {}

  private record Domain(TenantView view, Gate gate) {}
}
