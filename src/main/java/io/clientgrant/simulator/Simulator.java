package io.clientgrant.simulator;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.clientgrant.simulator.control.ControlFaults;
import io.clientgrant.simulator.control.ControlRoutes;
import io.clientgrant.simulator.control.ControlSettings;
import io.clientgrant.simulator.control.ControlState;
import io.clientgrant.simulator.faults.Faults;
import io.clientgrant.simulator.limit.LimitBucket;
import io.clientgrant.simulator.limit.LimitPolicy;
import io.clientgrant.simulator.limit.Throttle;
import io.clientgrant.simulator.management.ClientGrantsApi;
import io.clientgrant.simulator.management.DirectoryApi;
import io.clientgrant.simulator.management.LogsApi;
import io.clientgrant.simulator.management.OrganizationGrantsApi;
import io.clientgrant.simulator.management.PagingCheckpoints;
import io.clientgrant.simulator.management.TenantRoutes;
import io.clientgrant.simulator.server.HttpFrontend;
import io.clientgrant.simulator.server.RequestLog;
import io.clientgrant.simulator.server.Router;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.SimulatorOptions;
import io.clientgrant.simulator.state.TenantLog;
import io.clientgrant.simulator.state.TenantState;
import io.clientgrant.simulator.token.ClientAuthentication;
import io.clientgrant.simulator.token.TokenEndpoint;
import io.clientgrant.simulator.token.TokenIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * A simulated Auth0 tenant. It serves the token endpoint and those parts of the Management API that
 * client grants need.
 *
 * <pre>{@code
 * try (var simulator = Simulator.start(Seed.demo())) {
 *   var api = simulator.uri() + "/api/v2";
 *   ...
 *   assertThat(simulator.requests().count("POST /api/v2/client-grants")).isEqualTo(1);
 * }
 * }</pre>
 */
public final class Simulator implements AutoCloseable {
  private final TenantState tenant;
  private final RequestLog requests;
  private final Faults faults;
  private final Throttle rateLimits;
  private final TokenIssuer tokens;
  private final AtomicReference<SimulatorOptions> options;
  private final TenantLog log;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Simulator(Seed seed, SimulatorEnvironment environment) throws IOException {
    tenant = new TenantState(seed);
    requests = new RequestLog(environment.clock());
    faults = new Faults(environment.random());
    rateLimits = new Throttle(environment.clock(), seed.rateLimits());
    options = new AtomicReference<>(seed.options());
    log = new TenantLog(tenant, environment.clock(), options::get);
    tokens = new TokenIssuer(tenant, environment.clock(), options::get);
    disableNagle();
    server = server(environment);
    server.setExecutor(threads);
    server.createContext(
        "/", new HttpFrontend(tenantSide(environment), controlSide(environment), requests, faults));
    server.start();
  }

  private Router tenantSide(SimulatorEnvironment environment) {
    var checkpoints = new PagingCheckpoints(environment.clock());
    var authentication = new ClientAuthentication(tenant, environment.clock());
    var routes =
        TenantRoutes.of(
            new TokenEndpoint(tenant, tokens, authentication, log),
            tokens,
            new ClientGrantsApi(tenant, environment.ids(), options::get, checkpoints),
            new OrganizationGrantsApi(tenant, options::get, checkpoints),
            new DirectoryApi(tenant, options::get, checkpoints),
            new LogsApi(log, tokens, tenant.domain()));
    return new Router(routes, tokens, rateLimits, options::get);
  }

  private Router controlSide(SimulatorEnvironment environment) {
    var routes =
        ControlRoutes.of(
            new ControlState(tenant, environment.ids(), options::get, rateLimits, log),
            new ControlFaults(faults),
            new ControlSettings(requests, rateLimits, tokens, options));
    return new Router(routes, tokens, rateLimits, options::get);
  }

  /** Starts a simulator on loopback, on a free port. */
  public static Simulator start(Seed seed) {
    return start(seed, SimulatorEnvironment.standard());
  }

  /**
   * Starts a simulator.
   *
   * @throws UncheckedIOException if the port is in use
   */
  public static Simulator start(Seed seed, SimulatorEnvironment environment) {
    try {
      return new Simulator(seed, environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpServer server(SimulatorEnvironment environment) throws IOException {
    var address = new InetSocketAddress(environment.address(), environment.port());
    if (environment.tls().isEmpty()) {
      return HttpServer.create(address, 0);
    }
    var server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(environment.tls().get()));
    return server;
  }

  /**
   * The address it listens on, for example {@code http://127.0.0.1:8099}, without a trailing slash.
   */
  public URI uri() {
    var scheme = server instanceof HttpsServer ? "https" : "http";
    var address = server.getAddress();
    return URI.create(
        "%s://%s:%d".formatted(scheme, address.getAddress().getHostAddress(), address.getPort()));
  }

  /** The state of the tenant. */
  public TenantState tenant() {
    return tenant;
  }

  /** The log of the tenant. */
  public TenantLog log() {
    return log;
  }

  /** The requests that it received. */
  public RequestLog requests() {
    return requests;
  }

  /** The faults that it injects. */
  public Faults faults() {
    return faults;
  }

  /** The tokens that it issued. */
  public TokenIssuer tokens() {
    return tokens;
  }

  /** The rate limits of all buckets. */
  public Throttle rateLimits() {
    return rateLimits;
  }

  /** Limits the Management API to a bucket of so many calls, which gains one after each time. */
  public void rateLimit(int limit, Duration token) {
    rateLimits.set(LimitBucket.MANAGEMENT, LimitPolicy.drip(limit, token));
  }

  /** The options that are in force. */
  public SimulatorOptions options() {
    return options.get();
  }

  /** Changes the options. */
  public void options(UnaryOperator<SimulatorOptions> change) {
    options.updateAndGet(change);
  }

  /** Stops the simulator at once. Requests in progress are cut off. */
  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }

  /**
   * Disables Nagle's algorithm, which the JDK's server allows only by a system property. The server
   * sends headers and body in separate packets, so with Nagle's algorithm the body waits about 40
   * ms for the client to acknowledge the headers.
   */
  private static void disableNagle() {
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }
}
