package io.clientgrant.auth0.api;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.auth0.client.mgmt.ResourceServersClient;
import com.auth0.client.mgmt.core.SyncPage;
import com.auth0.client.mgmt.types.ListResourceServerOffsetPaginatedResponseContent;
import com.auth0.client.mgmt.types.ListResourceServerRequestParameters;
import com.auth0.client.mgmt.types.ResourceServer;
import com.auth0.client.mgmt.types.ResourceServerScope;
import io.clientgrant.auth0.token.AccessTokenSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of the Management API that is about APIs, through Auth0's SDK. */
record ApisApiClient(ResourceServersClient apis, ManagementCalls calls, AccessTokenSource tokens)
    implements ApisApi {
  private static final String SCOPE = "read:resource_servers";

  /** As part of a path these would address something else, and no encoding prevents that. */
  private static final Set<String> MEANT_AS_A_PATH = Set.of("", ".", "..");

  @Override
  public boolean mayRead() {
    return tokens.has(SCOPE);
  }

  @Override
  public Optional<Set<String>> definedScopes(String audience) {
    if (MEANT_AS_A_PATH.contains(audience) || !mayRead()) {
      return Optional.empty();
    }
    var api = calls.make(() -> apis.get(audience));
    return api.getIsSystem().orElse(false) || !api.getIdentifier().equals(Optional.of(audience))
        ? Optional.empty()
        : Optional.of(
            api.getScopes().orElseGet(List::of).stream() // one without scopes shows no such field
                .map(ResourceServerScope::getValue)
                .collect(toUnmodifiableSet()));
  }

  @Override
  public Iterator<List<ApiProfile>> profiles() {
    return new NumberedPages<>(
        "APIs",
        page ->
            calls.make(
                () -> {
                  var found = apis.list(query(page));
                  var items = found.getItems();
                  return new NumberedPages.Page<>(
                      items.stream().flatMap(api -> ApiProfile.read(api).stream()).toList(),
                      items.size(),
                      total(found));
                },
                SCOPE));
  }

  private static ListResourceServerRequestParameters query(int page) {
    return ListResourceServerRequestParameters.builder()
        .includeTotals(true)
        .page(page)
        .perPage(PAGE_SIZE)
        .build();
  }

  private static int total(SyncPage<ResourceServer> page) {
    return page.<ListResourceServerOffsetPaginatedResponseContent>getResponse()
        .flatMap(ListResourceServerOffsetPaginatedResponseContent::getTotal)
        .map(Double::intValue)
        .orElse(Integer.MAX_VALUE);
  }
}
