package io.clientgrant.auth0.api;

import com.auth0.client.mgmt.ClientsClient;
import com.auth0.client.mgmt.core.ObjectMappers;
import com.auth0.client.mgmt.core.SyncPage;
import com.auth0.client.mgmt.types.Client;
import com.auth0.client.mgmt.types.GetClientRequestParameters;
import com.auth0.client.mgmt.types.ListClientsOffsetPaginatedResponseContent;
import com.auth0.client.mgmt.types.ListClientsRequestParameters;
import com.fasterxml.jackson.databind.JsonNode;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.TenantException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The clients' part of the Management API, through Auth0's SDK. */
record ClientsApiClient(ClientsClient clients, JsonCalls json, ManagementCalls calls)
    implements ClientsApi {
  /** Each is enough to read a name. Source: OpenAPI, list clients. */
  private static final String READ_NAMES = "read:client_summary";

  private static final String READ_CLIENTS = "read:clients";

  @Override
  public Iterator<List<ClientName>> names() {
    return pages(
        "client_id,name",
        client -> ClientName.read(client.getClientId().orElse(""), client.getName().orElse("")));
  }

  @Override
  public Iterator<List<ClientProfile>> profiles() {
    return new ProfilePages();
  }

  @Override
  public Optional<ClientProfile> profile(String clientId) {
    if (ClientName.read(clientId, "").isEmpty()) {
      return Optional.empty();
    }
    var query = GetClientRequestParameters.builder().fields(fields()).includeFields(true).build();
    try {
      return calls.make(
          () ->
              ClientProfile.read(
                  ObjectMappers.JSON_MAPPER.convertValue(
                      clients.get(clientId, query), Client.class)),
          READ_NAMES,
          READ_CLIENTS);
    } catch (TenantException e) {
      if (e.failure() instanceof NotFound) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A credential that may read names only might be refused more. */
  private String fields() {
    return calls.has(READ_CLIENTS) ? ClientProfile.DETAILS : ClientProfile.SUMMARY;
  }

  private <T> Iterator<List<T>> pages(String fields, Function<Client, Optional<T>> read) {
    return new NumberedPages<>(
        "clients",
        page ->
            calls.make(
                () -> {
                  var found = clients.list(query(page, fields));
                  var items = found.getItems();
                  return new NumberedPages.Page<>(
                      items.stream().flatMap(client -> read.apply(client).stream()).toList(),
                      items.size(),
                      total(found));
                },
                READ_NAMES,
                READ_CLIENTS));
  }

  private static ListClientsRequestParameters query(int page, String fields) {
    return ListClientsRequestParameters.builder()
        .fields(fields)
        .includeFields(true)
        .includeTotals(true)
        .page(page)
        .perPage(GrantsApi.PAGE_SIZE)
        .build();
  }

  private static int total(SyncPage<Client> page) {
    return page.<ListClientsOffsetPaginatedResponseContent>getResponse()
        .flatMap(ListClientsOffsetPaginatedResponseContent::getTotal)
        .map(Double::intValue)
        .orElse(Integer.MAX_VALUE); // without it, the list ends with an empty page
  }

  /**
   * One call for each page, made when it is asked for. Pages by number, which are all that the SDK
   * knows, end at a thousand clients; these do not.
   */
  private final class ProfilePages implements Iterator<List<ClientProfile>> {
    private @Nullable String next = "";

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public List<ClientProfile> next() {
      var from = next;
      if (from == null) {
        throw new NoSuchElementException();
      }
      var url =
          json.at("clients")
              .addQueryParameter("take", Integer.toString(GrantsApi.PAGE_SIZE))
              .addQueryParameter("fields", fields())
              .addQueryParameter("include_fields", "true");
      if (!from.isEmpty()) {
        url.addQueryParameter("from", from);
      }
      return calls.make(
          () -> {
            var answer = json.get(url.build());
            var items = answer.isArray() ? answer : answer.path("clients");
            next = ManagementCalls.checkedCursor(answer.path("next").asText("")).orElse(null);
            return items.valueStream().flatMap(client -> read(client).stream()).toList();
          },
          READ_NAMES,
          READ_CLIENTS);
    }

    private static Optional<ClientProfile> read(JsonNode client) {
      return ClientProfile.read(ObjectMappers.JSON_MAPPER.convertValue(client, Client.class));
    }
  }
}
