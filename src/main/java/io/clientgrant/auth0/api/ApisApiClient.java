package io.clientgrant.auth0.api;

import com.auth0.client.mgmt.ResourceServersClient;
import com.auth0.client.mgmt.core.SyncPage;
import com.auth0.client.mgmt.types.ListResourceServerOffsetPaginatedResponseContent;
import com.auth0.client.mgmt.types.ListResourceServerRequestParameters;
import com.auth0.client.mgmt.types.ResourceServer;
import java.util.Iterator;
import java.util.List;

/** The list of APIs of the Management API, through Auth0's SDK. */
record ApisApiClient(ResourceServersClient apis, ManagementCalls calls) implements ApisApi {
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
                "read:resource_servers"));
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
