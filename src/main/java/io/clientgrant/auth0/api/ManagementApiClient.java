package io.clientgrant.auth0.api;

import com.auth0.client.mgmt.ClientGrantsClient;
import com.auth0.client.mgmt.OrganizationsClient;
import com.auth0.client.mgmt.ResourceServersClient;
import com.auth0.client.mgmt.core.ClientOptions;
import com.auth0.client.mgmt.core.Environment;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.http.EndpointLimiters;
import io.clientgrant.auth0.http.LargeResponses;
import io.clientgrant.auth0.http.TenantHttpClients;
import io.clientgrant.auth0.token.AccessTokenSource;
import io.clientgrant.auth0.token.BearerTokenInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** The Management API through Auth0's SDK, whose own retries and token supplier stay off. */
public final class ManagementApiClient implements ManagementApi {
  private final AccessTokenSource tokens;
  private final GrantsApi grants;
  private final OrganizationsApi organizations;
  private final ClientsApi clients;
  private final ApisApi apis;
  private final LogsApi logs;

  /**
   * Connects to a tenant; no call is made yet.
   *
   * @param connection where it is reached, and with what credential
   * @param http what every call goes through
   * @param limiters what is told of the tenant's own rate limits
   * @param callTimeout how long a call may take, from the first byte sent to the last byte read
   * @param maxAnswerBytes how large an answer may be
   * @param largeResponses those of all tenants
   */
  public ManagementApiClient(
      Connection connection,
      OkHttpClient http,
      MeterRegistry registry,
      EndpointLimiters limiters,
      InstantSource clock,
      Duration callTimeout,
      int maxAnswerBytes,
      LargeResponses largeResponses) {
    var domain = connection.domain();
    var httpClients = new TenantHttpClients(connection, http, registry, callTimeout);
    this.tokens = new AccessTokenSource(httpClients.forTokens(), connection, clock);
    var authorized =
        httpClients.forManagementApi(
            new BearerTokenInterceptor(tokens),
            new AuditTrail(domain),
            limiters,
            clock,
            maxAnswerBytes,
            largeResponses);
    var url = connection.endpoint().newBuilder().addPathSegments("api/v2").build();
    // Not the SDK's class ManagementApi: it names all clients, so the whole SDK would be shipped.
    var sdk =
        ClientOptions.builder()
            .environment(Environment.custom(url.toString()))
            .httpClient(authorized)
            .build();
    var json = new JsonCalls(authorized, url);
    var calls = new ManagementCalls(domain, tokens, limiters.general(), largeResponses);
    var grants = new ClientGrantsClient(sdk);
    this.grants = new GrantsApiClient(domain, grants, tokens, calls);
    this.organizations =
        new OrganizationsApiClient(
            grants, new OrganizationsClient(sdk), calls, limiters.associating());
    this.clients = new ClientsApiClient(json, calls.limitedBy(limiters.clients()));
    this.apis = new ApisApiClient(new ResourceServersClient(sdk), calls, tokens);
    this.logs = new LogsApiClient(json, calls);
  }

  @Override
  public boolean authenticate() {
    return tokens.tryFetch();
  }

  @Override
  public Optional<Instant> tokenExpiresAt() {
    return tokens.expiresAt();
  }

  @Override
  public GrantsApi grants() {
    return grants;
  }

  @Override
  public OrganizationsApi organizations() {
    return organizations;
  }

  @Override
  public ClientsApi clients() {
    return clients;
  }

  @Override
  public ApisApi apis() {
    return apis;
  }

  @Override
  public LogsApi logs() {
    return logs;
  }
}
