package io.clientgrant.simulator.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * An organization of the tenant.
 *
 * @param id {@code org_} and 16 letters or digits
 * @param name the name used in URLs
 * @param displayName the name shown to people
 */
public record Organization(
    @JsonProperty(required = true) String id,
    @JsonProperty(required = true) String name,
    Optional<String> displayName) {

  /** An organization with a name. */
  public static Organization of(String id, String name) {
    return new Organization(id, name, Optional.empty());
  }
}
