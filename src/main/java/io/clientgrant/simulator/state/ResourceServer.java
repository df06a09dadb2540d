package io.clientgrant.simulator.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An API of the tenant. Auth0 calls it a resource server.
 *
 * @param id 24 hexadecimal digits; derived from the identifier if empty
 * @param name the name; the identifier if empty
 * @param identifier the audience of its tokens, compared exactly
 * @param scopes the scopes it defines
 * @param system whether it is Auth0's own, as the Management API is
 */
public record ResourceServer(
    String id,
    String name,
    @JsonProperty(required = true) String identifier,
    List<Scope> scopes,
    @JsonProperty("is_system") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean system) {

  /** Source: Auth0's documentation, entity limit policy. */
  private static final int MOST_SCOPES = 1_000;

  /** Fills in a missing id and name. */
  public ResourceServer {
    if (identifier.isEmpty()) {
      throw new IllegalArgumentException("a resource server needs an identifier");
    }
    if (scopes.size() > MOST_SCOPES) {
      throw new IllegalArgumentException("an API has at most " + MOST_SCOPES + " scopes");
    }
    id = id.isEmpty() ? idOf(identifier) : id;
    name = name.isEmpty() ? identifier : name;
    scopes = List.copyOf(scopes);
  }

  /** An API with these scopes. */
  public static ResourceServer of(String identifier, String... scopes) {
    return new ResourceServer(
        "",
        identifier,
        identifier,
        Arrays.stream(scopes).map(v -> new Scope(v, Optional.empty())).toList(),
        false);
  }

  /** This API as a system API of Auth0. */
  public ResourceServer asSystem() {
    return new ResourceServer(id, name, identifier, scopes, true);
  }

  boolean isNamed(String identifierOrId) {
    return identifier.equals(identifierOrId) || id.equals(identifierOrId);
  }

  public List<String> scopeValues() {
    return scopes.stream().map(Scope::value).toList();
  }

  private static String idOf(String identifier) {
    var hash = UUID.nameUUIDFromBytes(identifier.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits(hash.getMostSignificantBits())
        + HexFormat.of().toHexDigits((int) hash.getLeastSignificantBits());
  }

  /**
   * A scope of an API.
   *
   * @param value the name that grants use
   * @param description the description shown to people
   */
  public record Scope(@JsonProperty(required = true) String value, Optional<String> description) {}
}
