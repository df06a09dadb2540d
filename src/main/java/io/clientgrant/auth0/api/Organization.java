package io.clientgrant.auth0.api;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An organization of a tenant.
 *
 * @param id its id, which never changes
 * @param name its name, which can change
 */
public record Organization(String id, String name) {
  /** An id gets into a path, where other characters would mean something else. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  /** Reads an organization; empty if it has no usable id. */
  static Optional<Organization> read(String id, String name) {
    return isId(id) ? Optional.of(new Organization(id, name)) : Optional.empty();
  }

  /** Whether a text has the shape of an id. */
  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }
}
