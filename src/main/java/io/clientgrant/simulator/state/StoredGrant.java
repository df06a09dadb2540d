package io.clientgrant.simulator.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * A client grant in the tenant. The API does not show a field whose component is empty.
 *
 * <p>The order of the components is the order of the keys in a response. Source: Management API,
 * the grant object.
 *
 * @param id {@code cgr_} and 16 letters or digits
 * @param clientId the client of the grant; empty for a default grant
 * @param audience the identifier of the API
 * @param scope the scopes in the order in which they were sent; empty only if all scopes are
 *     allowed
 * @param organizationUsage {@code deny}, {@code allow} or {@code require}
 * @param allowAnyOrganization whether every organization may be used
 * @param subjectType {@code client}, {@code user} or {@code anonymous_user}
 * @param authorizationDetailsTypes the allowed types of authorization details
 * @param allowAllScopes whether every scope of the API is allowed
 * @param system whether the tenant itself created the grant
 * @param defaultFor the clients that a default grant is for, for example {@code
 *     third_party_clients}
 */
public record StoredGrant(
    @JsonProperty(required = true) String id,
    Optional<String> clientId,
    @JsonProperty(required = true) String audience,
    Optional<List<String>> scope,
    Optional<String> organizationUsage,
    Optional<Boolean> allowAnyOrganization,
    String subjectType,
    Optional<List<String>> authorizationDetailsTypes,
    Optional<Boolean> allowAllScopes,
    @JsonProperty("is_system") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean system,
    Optional<String> defaultFor) {

  /** Enforces the rules for every grant of the API. */
  public StoredGrant {
    if (id.isEmpty() || audience.isEmpty()) {
      throw new IllegalArgumentException("a grant needs an id and an audience");
    }
    if (clientId.isPresent() == defaultFor.isPresent()) {
      throw new IllegalArgumentException("a grant has either a client_id or a default_for");
    }
    if (allowAllScopes.orElse(false)) {
      scope = Optional.empty();
    } else {
      scope = Optional.of(List.copyOf(scope.orElse(List.of())));
    }
    if (subjectType.isEmpty()) {
      subjectType = "client";
    }
    authorizationDetailsTypes = authorizationDetailsTypes.map(List::copyOf);
  }

  /** A grant that allows a client some scopes of an API. */
  public static StoredGrant of(String id, String clientId, String audience, String... scope) {
    return new StoredGrant(
        id,
        Optional.of(clientId),
        audience,
        Optional.of(List.of(scope)),
        Optional.empty(),
        Optional.empty(),
        "client",
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  /** This grant with other scopes. */
  public StoredGrant withScope(String... values) {
    return new StoredGrant(
        id,
        clientId,
        audience,
        Optional.of(List.of(values)),
        organizationUsage,
        allowAnyOrganization,
        subjectType,
        authorizationDetailsTypes,
        allowAllScopes.map(_ -> false),
        system,
        defaultFor);
  }

  /** This grant with another organization usage. */
  public StoredGrant withOrganizationUsage(String usage) {
    return new StoredGrant(
        id,
        clientId,
        audience,
        scope,
        Optional.of(usage),
        allowAnyOrganization,
        subjectType,
        authorizationDetailsTypes,
        allowAllScopes,
        system,
        defaultFor);
  }

  /** This grant with another subject type. */
  public StoredGrant withSubjectType(String type) {
    return new StoredGrant(
        id,
        clientId,
        audience,
        scope,
        organizationUsage,
        allowAnyOrganization,
        type,
        authorizationDetailsTypes,
        allowAllScopes,
        system,
        defaultFor);
  }

  /** This grant as a system grant, which the tenant itself created. */
  public StoredGrant asSystem() {
    return new StoredGrant(
        id,
        clientId,
        audience,
        scope,
        organizationUsage,
        allowAnyOrganization,
        subjectType,
        authorizationDetailsTypes,
        allowAllScopes,
        true,
        defaultFor);
  }

  /** The key, which is unique among the grants of a tenant. */
  @JsonIgnore
  public Key key() {
    return new Key(clientId, defaultFor, audience, subjectType);
  }

  /** The key of a grant. Source: Management API, create a client grant. */
  record Key(
      Optional<String> clientId,
      Optional<String> defaultFor,
      String audience,
      String subjectType) {}
}
