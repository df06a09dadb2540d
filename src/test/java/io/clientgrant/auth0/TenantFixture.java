package io.clientgrant.auth0;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clientgrant.auth0.api.ManagementApi;
import io.clientgrant.auth0.api.ManagementApiClient;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential;
import io.clientgrant.auth0.connection.Credential.SharedSecret;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.http.EndpointLimiters;
import io.clientgrant.auth0.http.LargeResponses;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.SimulatorEnvironment;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.MovableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A tenant on loopback with one API and one client, and what it takes to call it. */
public final class TenantFixture implements AutoCloseable {
  public static final String DOMAIN = "example.eu.auth0.test";
  public static final String CLIENT = "billing";
  public static final String AUDIENCE = "https://api.example.com/invoices";
  public static final GrantKey KEY = key(AUDIENCE);

  /** What the operator needs to work. */
  static final Set<String> SCOPES = Set.of("read:client_grants", "delete:client_grants");

  public static final String TOKEN = "POST /oauth/token";
  public static final String LIST = "GET /api/v2/client-grants";
  public static final String GET = "GET /api/v2/client-grants/{id}";
  public static final String CREATE = "POST /api/v2/client-grants";
  public static final String UPDATE = "PATCH /api/v2/client-grants/{id}";
  static final String DELETE = "DELETE /api/v2/client-grants/{id}";

  public final MovableClock clock = new MovableClock();
  public final OkHttpClient http =
      new OkHttpClient.Builder().addNetworkInterceptor(this::dated).build();
  public final Simulator simulator =
      Simulator.start(
          Seed.of(DOMAIN)
              .with(StoredClient.of(CLIENT))
              .with(ResourceServer.of(AUDIENCE, "read", "write", "audit")),
          SimulatorEnvironment.standard().withClock(clock));

  /** The JDK's server dates its answers itself, whatever clock the simulator goes by. */
  private Response dated(Interceptor.Chain chain) throws IOException {
    var dated = new Headers.Builder().set("date", clock.instant());
    return chain
        .proceed(chain.request())
        .newBuilder()
        .header("date", requireNonNull(dated.get("date")))
        .build();
  }

  public HttpUrl endpoint() {
    return HttpUrl.get(simulator.uri().toString());
  }

  public Connection connection() {
    return connection(new SharedSecret(Seed.MANAGEMENT_CLIENT, Seed.MANAGEMENT_SECRET));
  }

  public Connection connection(Credential credential) {
    return new Connection(DOMAIN, endpoint(), credential, CaBundle.OF_THE_SYSTEM, SCOPES);
  }

  public ManagementApi api() {
    return api(Duration.ofSeconds(15));
  }

  public ManagementApi api(Duration timeout) {
    return api(connection(), timeout);
  }

  public ManagementApi api(Credential credential) {
    return api(connection(credential), Duration.ofSeconds(15));
  }

  public ManagementApi api(Connection connection, Duration timeout) {
    return api(connection, new RateLimiter("tenant", clock), timeout);
  }

  public ManagementApi api(RateLimiter rateLimiter) {
    return api(connection(), rateLimiter, Duration.ofSeconds(15));
  }

  private ManagementApi api(Connection connection, RateLimiter rateLimiter, Duration timeout) {
    return new ManagementApiClient(
        connection,
        http,
        new SimpleMeterRegistry(),
        EndpointLimiters.of(rateLimiter),
        clock,
        timeout,
        4 * 1024 * 1024,
        new LargeResponses());
  }

  /** A grant of the one client on the one API. */
  public StoredGrant holds(String id, String... scope) {
    return put(StoredGrant.of(id, CLIENT, AUDIENCE, scope));
  }

  /** A grant as it is given. */
  public StoredGrant put(StoredGrant grant) {
    simulator.tenant().put(grant);
    return grant;
  }

  /** So many grants of the one client, each on an API of its own, in the order of their ids. */
  public List<StoredGrant> holdsMany(int count) {
    return IntStream.range(0, count).mapToObj(this::numbered).toList();
  }

  private StoredGrant numbered(int number) {
    var api = "https://api.example.com/%05d".formatted(number);
    simulator.tenant().put(ResourceServer.of(api, "read", "write"));
    return put(StoredGrant.of("cgr_%016d".formatted(number), CLIENT, api, "read"));
  }

  public long calls(String route) {
    return simulator.requests().count(route);
  }

  public static GrantKey key(String audience) {
    return new GrantKey(DOMAIN, new Grantee.Client(CLIENT), audience, "client");
  }

  public static DesiredGrant desired(Settings settings) {
    return new DesiredGrant(KEY, false, settings);
  }

  public static Settings scope(String... names) {
    return Settings.NONE.with(Field.SCOPE, StringSet.of(List.of(names)));
  }

  public static GrantId id(StoredGrant grant) {
    return new GrantId(grant.id());
  }

  /** The failure that a call ends in. */
  public static Failure failure(ThrowingCallable call) {
    var thrown = catchThrowableOfType(TenantException.class, call);
    assertThat(thrown).as("the call fails").isNotNull();
    return thrown.failure();
  }

  @Override
  public void close() {
    simulator.close();
  }
}
