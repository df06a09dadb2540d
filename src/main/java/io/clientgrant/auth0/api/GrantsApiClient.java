package io.clientgrant.auth0.api;

import com.auth0.client.mgmt.ClientGrantsClient;
import com.auth0.client.mgmt.core.SyncPage;
import com.auth0.client.mgmt.types.ClientGrantResponseContent;
import com.auth0.client.mgmt.types.ClientGrantSubjectTypeEnum;
import com.auth0.client.mgmt.types.ListClientGrantPaginatedResponseContent;
import com.auth0.client.mgmt.types.ListClientGrantsRequestParameters;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.token.AccessTokenSource;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of the Management API that is about client grants, through Auth0's SDK. */
final class GrantsApiClient implements GrantsApi {
  private static final Logger LOG = LoggerFactory.getLogger(GrantsApiClient.class);

  /** As many grants as a tenant of Auth0's largest plan may have: 100,000. */
  private static final int MAX_PAGES_OF_AN_API = 1_000;

  private final String domain;
  private final ClientGrantsClient grants;
  private final AccessTokenSource tokens;
  private final ManagementCalls calls;
  private volatile boolean hasRead;

  GrantsApiClient(
      String domain, ClientGrantsClient grants, AccessTokenSource tokens, ManagementCalls calls) {
    this.domain = domain;
    this.grants = grants;
    this.tokens = tokens;
    this.calls = calls;
  }

  @Override
  public boolean mayRead() {
    return hasRead || tokens.has("read:client_grants");
  }

  @Override
  public Iterator<List<Grant>> pages(GrantQuery query) {
    return new Pages(query);
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
      return Optional.of(understood(calls.make(() -> grants.get(id.value()))));
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
        calls.make(() ->
            grants.create(GrantMapper.create(desired), ManagementCalls.onBehalfOf(correlationId))));
  }

  @Override
  public Grant update(GrantId id, Settings patch, String correlationId) {
    return understood(
        calls.make(() ->
            grants.update(
                id.value(), GrantMapper.update(patch), ManagementCalls.onBehalfOf(correlationId))));
  }

  @Override
  public void delete(GrantId id, String correlationId) {
    calls.make(() -> {
      grants.delete(id.value(), ManagementCalls.onBehalfOf(correlationId));
      return id;
    });
  }

  private Grant understood(Object content) {
    return GrantMapper.read(domain, content)
        .orElseThrow(
            () -> new TenantException(new Unavailable("Auth0 answered with no usable grant.")));
  }

  private static ListClientGrantsRequestParameters.Builder filter(GrantQuery query) {
    var filter = ListClientGrantsRequestParameters.builder().take(PAGE_SIZE);
    if (query.clientId() != null) {
      filter.clientId(query.clientId());
    }
    if (query.audience() != null) {
      filter.audience(query.audience());
    }
    if (query.subjectType() != null) {
      filter.subjectType(ClientGrantSubjectTypeEnum.valueOf(query.subjectType()));
    }
    if (query.allowAnyOrganization() != null) {
      filter.allowAnyOrganization(query.allowAnyOrganization());
    }
    return filter;
  }

  private Page page(ListClientGrantsRequestParameters.Builder filter) {
    return calls.make(() -> {
      var page = grants.list(filter.build());
      hasRead = true;
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
    return page.<ListClientGrantPaginatedResponseContent>getResponse()
        .flatMap(ListClientGrantPaginatedResponseContent::getNext)
        .flatMap(ManagementCalls::checkedCursor)
        .orElse(null);
  }

  /**
   * A page of a list.
   *
   * @param next where the next page begins; null if this is the last one
   */
  private record Page(List<Grant> grants, @Nullable String next) {}

  /** One call for each page, made when it is asked for. Nothing of a page is kept but its end. */
  private final class Pages implements Iterator<List<Grant>> {
    private final GrantQuery query;
    private @Nullable String next;
    private boolean begun;

    Pages(GrantQuery query) {
      this.query = query;
    }

    @Override
    public boolean hasNext() {
      return !begun || next != null;
    }

    @Override
    public List<Grant> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      var filter = filter(query);
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
