package io.clientgrant.simulator;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.clientgrant.simulator.control.ControlFaults;
import io.clientgrant.simulator.control.ControlRoutes;
import io.clientgrant.simulator.control.ControlState;
import io.clientgrant.simulator.control.ControlSwitches;
import io.clientgrant.simulator.faults.Faults;
import io.clientgrant.simulator.faults.RequestLog;
import io.clientgrant.simulator.management.ClientGrantsApi;
import io.clientgrant.simulator.management.DirectoryApi;
import io.clientgrant.simulator.management.OrganizationGrantsApi;
import io.clientgrant.simulator.management.PagingCheckpoints;
import io.clientgrant.simulator.server.Front;
import io.clientgrant.simulator.server.Routes;
import io.clientgrant.simulator.server.Switchboard;
import io.clientgrant.simulator.setting.LimitBucket;
import io.clientgrant.simulator.setting.LimitCounters;
import io.clientgrant.simulator.setting.LimitPolicy;
import io.clientgrant.simulator.setting.SimulatorOptions;
import io.clientgrant.simulator.setting.SimulatorSetting;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.TenantState;
import io.clientgrant.simulator.token.ClientAuthentication;
import io.clientgrant.simulator.token.TokenEndpoint;
import io.clientgrant.simulator.token.Tokens;
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
 * An Auth0 tenant on loopback: its token endpoint and its Management API, as far as client grants
 * need them.
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
  private final LimitCounters rateLimits;
  private final Tokens tokens;
  private final AtomicReference<SimulatorOptions> options;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Simulator(Seed seed, SimulatorSetting setting) throws IOException {
    tenant = new TenantState(seed);
    requests = new RequestLog(setting.clock());
    faults = new Faults(setting.chance());
    rateLimits = new LimitCounters(setting.clock(), seed.rateLimits());
    options = new AtomicReference<>(seed.options());
    tokens = new Tokens(tenant, setting.clock(), options::get);
    answerAtOnce();
    server = server(setting);
    server.setExecutor(threads);
    server.createContext(
        "/", new Front(tenantSide(setting), controlSide(setting), requests, faults));
    server.start();
  }

  private Switchboard tenantSide(SimulatorSetting setting) {
    var checkpoints = new PagingCheckpoints(setting.clock());
    var authentication = new ClientAuthentication(tenant, setting.clock());
    var routes =
        Routes.of(
            new TokenEndpoint(tenant, tokens, authentication),
            tokens,
            new ClientGrantsApi(tenant, setting.ids(), options::get, checkpoints),
            new OrganizationGrantsApi(tenant, options::get, checkpoints),
            new DirectoryApi(tenant, options::get, checkpoints));
    return new Switchboard(routes, tokens, rateLimits, options::get);
  }

  private Switchboard controlSide(SimulatorSetting setting) {
    var routes =
        ControlRoutes.of(
            new ControlState(tenant, setting.ids(), options::get, rateLimits),
            new ControlFaults(faults),
            new ControlSwitches(requests, rateLimits, tokens, options));
    return new Switchboard(routes, tokens, rateLimits, options::get);
  }

  /** Starts a simulator on a free port. */
  public static Simulator start(Seed seed) {
    return start(seed, SimulatorSetting.standard());
  }

  /**
   * Starts a simulator.
   *
   * @throws UncheckedIOException if the port is taken
   */
  public static Simulator start(Seed seed, SimulatorSetting setting) {
    try {
      return new Simulator(seed, setting);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpServer server(SimulatorSetting setting) throws IOException {
    var address = new InetSocketAddress(setting.address(), setting.port());
    if (setting.tls().isEmpty()) {
      return HttpServer.create(address, 0);
    }
    var server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(setting.tls().get()));
    return server;
  }

  /** Where it listens, for example {@code http://127.0.0.1:8099}, without a slash at the end. */
  public URI uri() {
    var scheme = server instanceof HttpsServer ? "https" : "http";
    var address = server.getAddress();
    return URI.create(
        "%s://%s:%d".formatted(scheme, address.getAddress().getHostAddress(), address.getPort()));
  }

  /** What the tenant holds. */
  public TenantState tenant() {
    return tenant;
  }

  /** What was asked of it. */
  public RequestLog requests() {
    return requests;
  }

  /** What goes wrong. */
  public Faults faults() {
    return faults;
  }

  /** The tokens that it issued. */
  public Tokens tokens() {
    return tokens;
  }

  /** The rate limits of all buckets. */
  public LimitCounters rateLimits() {
    return rateLimits;
  }

  /** Enforces a limit on the Management API: so many requests in a window. */
  public void rateLimit(int limit, Duration window) {
    rateLimits.set(LimitBucket.MANAGEMENT, LimitPolicy.of(limit, window));
  }

  /** How it behaves where there is a choice. */
  public SimulatorOptions options() {
    return options.get();
  }

  /** Changes how it behaves where there is a choice. */
  public void options(UnaryOperator<SimulatorOptions> change) {
    options.updateAndGet(change);
  }

  /** Ends at once; what is under way is cut off. */
  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }

  /**
   * The JDK's server sends headers and body apart; with Nagle's algorithm the body then waits some
   * 40 ms for the client to acknowledge the headers. There is no other way to tell it.
   */
  private static void answerAtOnce() {
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }
}
