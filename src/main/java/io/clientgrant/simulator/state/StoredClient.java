package io.clientgrant.simulator.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * A client, also called an application, of the tenant.
 *
 * @param clientId the id
 * @param clientSecret the secret for the token endpoint
 * @param publicKey the PEM of the key that verifies its client assertions
 * @param name the name; the id if empty
 * @param description the description shown to people
 * @param appType for example {@code non_interactive}; {@code express_configuration} cannot have
 *     grants
 * @param isFirstParty whether it belongs to the owner of the tenant
 * @param grantTypes the OAuth grant types it may use; client credentials if empty
 */
public record StoredClient(
    @JsonProperty(required = true) String clientId,
    Optional<String> clientSecret,
    Optional<String> publicKey,
    String name,
    Optional<String> description,
    Optional<String> appType,
    @JsonProperty("is_first_party") Optional<Boolean> isFirstParty,
    Optional<List<String>> grantTypes) {

  /** Fills in a missing name and missing grant types. */
  public StoredClient {
    if (clientId.isEmpty()) {
      throw new IllegalArgumentException("a client needs a client_id");
    }
    name = name.isEmpty() ? clientId : name;
    grantTypes = Optional.of(List.copyOf(grantTypes.orElse(List.of("client_credentials"))));
  }

  /**
   * A machine-to-machine client without credentials. It can have grants, but it cannot get a token.
   */
  public static StoredClient of(String clientId) {
    return new StoredClient(
        clientId,
        Optional.empty(),
        Optional.empty(),
        clientId,
        Optional.empty(),
        Optional.of("non_interactive"),
        Optional.empty(),
        Optional.empty());
  }

  /** This client with another secret, which replaces the old one. */
  public StoredClient withSecret(String secret) {
    return new StoredClient(
        clientId,
        Optional.of(secret),
        publicKey,
        name,
        description,
        appType,
        isFirstParty,
        grantTypes);
  }

  /** This client with a public key for its client assertions. */
  public StoredClient withPublicKey(String pem) {
    return new StoredClient(
        clientId,
        clientSecret,
        Optional.of(pem),
        name,
        description,
        appType,
        isFirstParty,
        grantTypes);
  }

  /** This client with another application type. */
  public StoredClient withAppType(String type) {
    return new StoredClient(
        clientId,
        clientSecret,
        publicKey,
        name,
        description,
        Optional.of(type),
        isFirstParty,
        grantTypes);
  }

  /** This client with another name. */
  public StoredClient withName(String other) {
    return new StoredClient(
        clientId, clientSecret, publicKey, other, description, appType, isFirstParty, grantTypes);
  }

  /** This client with other grant types. */
  public StoredClient withGrantTypes(String... types) {
    return new StoredClient(
        clientId,
        clientSecret,
        publicKey,
        name,
        description,
        appType,
        isFirstParty,
        Optional.of(List.of(types)));
  }

  /** This client as one that does not belong to the owner of the tenant. */
  public StoredClient asThirdParty() {
    return new StoredClient(
        clientId,
        clientSecret,
        publicKey,
        name,
        description,
        appType,
        Optional.of(false),
        grantTypes);
  }

  /** Whether it belongs to the owner of the tenant, as it does if nothing else is said. */
  public boolean firstParty() {
    return isFirstParty.orElse(true);
  }

  public boolean mayUse(String grantType) {
    return grantTypes.orElse(List.of()).contains(grantType);
  }
}
