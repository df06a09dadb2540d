package io.clientgrant.auth0.api;

import com.auth0.client.mgmt.ClientsClient;
import com.auth0.client.mgmt.core.ObjectMappers;
import com.auth0.client.mgmt.types.Client;
import com.auth0.client.mgmt.types.GetClientRequestParameters;
import com.fasterxml.jackson.databind.JsonNode;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.Unavailable;
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
    return new Pages<>(
        "client_id,name",
        client -> ClientName.read(client.getClientId().orElse(""), client.getName().orElse("")));
  }

  @Override
  public Iterator<List<ClientProfile>> profiles() {
    return new Pages<>(fields(), ClientProfile::read);
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

  /**
   * One call for each page, made when it is asked for. Pages by number, which are all that the SDK
   * knows, end at a thousand clients, and move when a client comes or goes; these do not.
   */
  private final class Pages<T> implements Iterator<List<T>> {
    /** Auth0 allows fewer clients than that. An endpoint may invent more. */
    private static final int MAX_PAGES = 1_000;

    private final String fields;
    private final Function<Client, Optional<T>> read;
    private @Nullable String next = "";
    private int pages;

    /**
     * @param fields what is asked for of each client
     * @param read reads a client; empty if it has no usable id
     */
    Pages(String fields, Function<Client, Optional<T>> read) {
      this.fields = fields;
      this.read = read;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public List<T> next() {
      var from = next;
      if (from == null) {
        throw new NoSuchElementException();
      }
      if (pages == MAX_PAGES) {
        throw new TenantException(new Unavailable("Auth0's list of clients does not end."));
      }
      var url =
          json.at("clients")
              .addQueryParameter("take", Integer.toString(GrantsApi.PAGE_SIZE))
              .addQueryParameter("fields", fields)
              .addQueryParameter("include_fields", "true");
      if (!from.isEmpty()) {
        url.addQueryParameter("from", from);
      }
      return calls.make(
          () -> {
            var answer = json.get(url.build());
            var items = answer.isArray() ? answer : answer.path("clients");
            var found = items.valueStream().flatMap(client -> read(client).stream()).toList();
            next = ManagementCalls.checkedCursor(answer.path("next").asText("")).orElse(null);
            pages++;
            return found;
          },
          READ_NAMES,
          READ_CLIENTS);
    }

    private Optional<T> read(JsonNode client) {
      return read.apply(ObjectMappers.JSON_MAPPER.convertValue(client, Client.class));
    }
  }
}
