package io.clientgrant.auth0.api;

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

  /** Reads a client; empty if it has no usable id. */
  static Optional<ClientName> read(String clientId, String name) {
    return ID.matcher(clientId).matches()
        ? Optional.of(new ClientName(clientId, name))
        : Optional.empty();
  }
}
