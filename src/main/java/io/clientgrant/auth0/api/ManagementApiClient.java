package io.clientgrant.auth0.api;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.auth0.client.mgmt.ClientGrantsClient;
import com.auth0.client.mgmt.ManagementApi;
import com.auth0.client.mgmt.ResourceServersClient;
import com.auth0.client.mgmt.core.ManagementApiException;
import com.auth0.client.mgmt.core.ManagementException;
import com.auth0.client.mgmt.core.RequestOptions;
import com.auth0.client.mgmt.core.SyncPage;
import com.auth0.client.mgmt.types.ClientGrantResponseContent;
import com.auth0.client.mgmt.types.ListClientGrantPaginatedResponseContent;
import com.auth0.client.mgmt.types.ListClientGrantsRequestParameters;
import com.auth0.client.mgmt.types.ResourceServerScope;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.MissingScopes;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.NoResponseException;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.http.LargeResponses;
import io.clientgrant.auth0.http.TenantHttpClients;
import io.clientgrant.auth0.http.TransportErrors;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Management API through Auth0's SDK, whose own retries and token supplier stay off. */
public final class ManagementApiClient implements GrantsApi {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementApiClient.class);

  /** As many grants as a tenant of Auth0's largest plan may have: 100,000. */
  private static final int MAX_PAGES_OF_AN_API = 1_000;

  private static final int LONGEST_CURSOR = 4 * 1024; // it gets into a URL

  /** As part of a path these would address something else, and no encoding prevents that. */
  private static final Set<String> MEANT_AS_A_PATH = Set.of("", ".", "..");

  private final String domain;
  private final ClientGrantsClient grants;
  private final ResourceServersClient apis;
  private final RateLimiter rateLimiter;
  private final AccessTokenSource tokens;
  private final LargeResponses largeResponses;

  /**
   * Connects to a tenant; no call is made yet.
   *
   * @param connection where it is reached, and with what credential
   * @param http what every call goes through
   * @param rateLimiter what is told of the tenant's own rate limit
   * @param callTimeout how long a call may take, from the first byte sent to the last byte read
   * @param maxAnswerBytes how large an answer may be
   * @param largeResponses those of all tenants
   */
  public ManagementApiClient(
      Connection connection,
      OkHttpClient http,
      MeterRegistry registry,
      RateLimiter rateLimiter,
      InstantSource clock,
      Duration callTimeout,
      int maxAnswerBytes,
      LargeResponses largeResponses) {
    this.domain = connection.domain();
    this.rateLimiter = rateLimiter;
    this.largeResponses = largeResponses;
    var clients = new TenantHttpClients(connection, http, registry, callTimeout);
    this.tokens = new AccessTokenSource(clients.forTokens(), connection, clock);
    var authorized =
        clients.forManagementApi(
            new BearerTokenInterceptor(tokens), rateLimiter, clock, maxAnswerBytes, largeResponses);
    var api =
        ManagementApi.builder()
            .url(connection.endpoint().newBuilder().addPathSegments("api/v2").toString())
            .token("set by BearerToken for each call")
            .httpClient(authorized)
            .build();
    this.grants = api.clientGrants();
    this.apis = api.resourceServers();
  }

  @Override
  public void authenticate() {
    tokens.current();
  }

  @Override
  public Iterator<List<Grant>> pages() {
    return new Pages();
  }

  @Override
  public Optional<Grant> find(GrantKey key) {
    var filter =
        ListClientGrantsRequestParameters.builder().audience(key.audience()).take(PAGE_SIZE);
    if (key.grantee() instanceof Grantee.Client(var id)) {
      filter.clientId(id);
    }
    for (var read = 0; read < MAX_PAGES_OF_AN_API; read++) {
      var page = page(filter);
      var found = page.grants.stream().filter(grant -> grant.key().equals(key)).findFirst();
      if (found.isPresent() || page.next == null) {
        return found;
      }
      filter.from(page.next);
    }
    throw new TenantException(
        new Unavailable("Auth0's list of the grants for one API does not end."));
  }

  @Override
  public Optional<Grant> get(GrantId id) {
    try {
      return Optional.of(understood(call(() -> grants.get(id.value()))));
    } catch (TenantException e) {
      if (e.failure() instanceof NotFound) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Grant create(DesiredGrant desired, String correlationId) {
    return understood(
        call(
            "create:client_grants",
            () -> grants.create(GrantMapper.create(desired), onBehalfOf(correlationId))));
  }

  @Override
  public Grant update(GrantId id, Settings patch, String correlationId) {
    return understood(
        call(
            "update:client_grants",
            () -> grants.update(id.value(), GrantMapper.update(patch), onBehalfOf(correlationId))));
  }

  @Override
  public Optional<Set<String>> definedScopes(String audience) {
    if (MEANT_AS_A_PATH.contains(audience) || !call(() -> tokens.has("read:resource_servers"))) {
      return Optional.empty();
    }
    var api = call(() -> apis.get(audience));
    return api.getIsSystem().orElse(false)
        ? Optional.empty()
        : api.getScopes()
            .map(scopes ->
                scopes.stream().map(ResourceServerScope::getValue).collect(toUnmodifiableSet()));
  }

  @Override
  public void delete(GrantId id, String correlationId) {
    call(
        "delete:client_grants",
        () -> {
          grants.delete(id.value(), onBehalfOf(correlationId));
          return id;
        });
  }

  /** Source: contract of the Management API, D16. */
  private static RequestOptions onBehalfOf(String correlationId) {
    return RequestOptions.builder().addHeader("X-Correlation-ID", correlationId).build();
  }

  private Grant understood(Object content) {
    return GrantMapper.read(domain, content)
        .orElseThrow(
            () -> new TenantException(new Unavailable("Auth0 answered with no usable grant.")));
  }

  private Page page(ListClientGrantsRequestParameters.Builder filter) {
    return call(() -> {
      var page = grants.list(filter.build());
      var grants =
          page.getItems().stream()
              .flatMap(content -> GrantMapper.read(domain, content).stream())
              .toList();
      var unreadable = page.getItems().size() - grants.size();
      if (unreadable > 0) {
        LOG.atWarn()
            .addKeyValue("domain", domain)
            .addKeyValue("grants", unreadable)
            .log("listed grants cannot be read");
      }
      return new Page(grants, page.hasNext() ? next(page) : null);
    });
  }

  /** Where the next page begins. */
  private static @Nullable String next(SyncPage<ClientGrantResponseContent> page) {
    var next =
        page.<ListClientGrantPaginatedResponseContent>getResponse()
            .flatMap(ListClientGrantPaginatedResponseContent::getNext)
            .orElse(null);
    if (next != null && next.length() > LONGEST_CURSOR) {
      throw new TenantException(
          new Unavailable("The list names a next page that cannot be asked for."));
    }
    return next;
  }

  /** A call that not every credential may make. */
  private <T> T call(String scope, Supplier<T> call) {
    return call(() -> {
      tokens.require(scope);
      return call.get();
    });
  }

  private <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (ManagementApiException e) {
      throw new TenantException(failure(e));
    } catch (ManagementException e) {
      rateLimiter.noResponse();
      throw new NoResponseException(TransportErrors.of("The Management API", e.getCause()));
    } catch (NoResponseException e) { // of the token endpoint
      rateLimiter.noResponse();
      throw e;
    } catch (TenantException e) { // likewise
      throw e;
    } catch (RuntimeException
        | StackOverflowError e) { // JSON of another shape than the SDK counts on
      LOG.atWarn() // without the exception's message, which may quote the answer
          .addKeyValue("domain", domain)
          .addKeyValue("exception", e.getClass().getName())
          .log("an answer cannot be read");
      throw new TenantException(
          new Unavailable("The Management API gave an answer that cannot be read."));
    } finally {
      largeResponses.end();
    }
  }

  private Failure failure(ManagementApiException e) {
    var body = e.body() instanceof Map<?, ?> map ? map : Map.of();
    var message =
        body.get("message") instanceof String said
            ? ResponseClassifier.quoted(said)
            : "HTTP status %d, and no reason given.".formatted(e.statusCode());
    if (e.statusCode() == 403 && "insufficient_scope".equals(body.get("errorCode"))) {
      tokens.scopeIsMissing();
      return new MissingScopes(message);
    }
    return ResponseClassifier.failure(e.statusCode(), message, rateLimiter.opens());
  }

  /**
   * A page of a list.
   *
   * @param next where the next page begins; null if this is the last one
   */
  private record Page(List<Grant> grants, @Nullable String next) {}

  /** One call for each page, made when it is asked for. Nothing of a page is kept but its end. */
  private final class Pages implements Iterator<List<Grant>> {
    private @Nullable String next;
    private boolean begun;

    @Override
    public boolean hasNext() {
      return !begun || next != null;
    }

    @Override
    public List<Grant> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      var filter = ListClientGrantsRequestParameters.builder().take(PAGE_SIZE);
      if (next != null) {
        filter.from(next);
      }
      var page = page(filter);
      begun = true;
      next = page.next;
      return page.grants;
    }
  }
}
