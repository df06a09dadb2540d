package io.clientgrant.auth0.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client application of a tenant is called.
 *
 * @param clientId its id, which never changes
 * @param name its name, which can change, and which others can have too
 */
public record ClientName(String clientId, String name) {
  /** As the schema of {@code clientId}. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  /** Reads a client as the API shows it; empty if it has no usable id. */
  static Optional<ClientName> read(JsonNode client) {
    return Optional.of(client.path("client_id").asText(""))
        .filter(ClientName::isId)
        .map(id -> new ClientName(id, client.path("name").asText("")));
  }

  /** Whether a client can have this id. */
  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }
}
