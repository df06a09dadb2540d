package io.clientgrant.auth0.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The clients' part of the Management API. The SDK pages by number only: that ends at a thousand
 * clients, and moves when a client comes or goes. Its type for a client also takes 230 classes,
 * which each command would load.
 */
record ClientsApiClient(JsonCalls json, ManagementCalls calls) implements ClientsApi {
  /** Each is enough to read a name. Source: OpenAPI, list clients. */
  private static final String READ_NAMES = "read:client_summary";

  private static final String READ_CLIENTS = "read:clients";

  @Override
  public Iterator<List<ClientName>> names() {
    return new Pages<>("client_id,name", ClientName::read);
  }

  @Override
  public Iterator<List<ClientProfile>> profiles() {
    return new Pages<>(fields(), ClientProfile::read);
  }

  @Override
  public Optional<ClientProfile> profile(String clientId) {
    if (!ClientName.isId(clientId)) {
      return Optional.empty();
    }
    var url = at("clients/" + clientId, fields()).build();
    try {
      return calls.make(() -> ClientProfile.read(json.get(url)), READ_NAMES, READ_CLIENTS);
    } catch (TenantException e) {
      if (e.failure() instanceof NotFound) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private HttpUrl.Builder at(String path, String fields) {
    return json.at(path)
        .addQueryParameter("fields", fields)
        .addQueryParameter("include_fields", "true");
  }

  /** A credential that may read names only might be refused more. */
  private String fields() {
    return calls.has(READ_CLIENTS) ? ClientProfile.DETAILS : ClientProfile.SUMMARY;
  }

  /** One call for each page, made when it is asked for. */
  private final class Pages<T> implements Iterator<List<T>> {
    /** Auth0 allows fewer clients than that. An endpoint may invent more. */
    private static final int MAX_PAGES = 1_000;

    private final String fields;
    private final Function<JsonNode, Optional<T>> read;
    private @Nullable String next = "";
    private int pages;

    /**
     * @param fields what is asked for of each client
     * @param read reads a client; empty if it has no usable id
     */
    Pages(String fields, Function<JsonNode, Optional<T>> read) {
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
          at("clients", fields).addQueryParameter("take", Integer.toString(GrantsApi.PAGE_SIZE));
      if (!from.isEmpty()) {
        url.addQueryParameter("from", from);
      }
      return calls.make(
          () -> {
            var answer = json.get(url.build());
            var items = answer.isArray() ? answer : answer.path("clients");
            var found = items.valueStream().flatMap(client -> read.apply(client).stream()).toList();
            next = ManagementCalls.checkedCursor(answer.path("next").asText("")).orElse(null);
            pages++;
            return found;
          },
          READ_NAMES,
          READ_CLIENTS);
    }
  }
}
