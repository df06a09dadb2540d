package io.clientgrant.simulator.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * An application of the tenant.
 *
 * @param clientId its id
 * @param clientSecret the secret that the token endpoint takes
 * @param publicKey the key, in PEM, that verifies its client assertions
 * @param name its name; its id when left out
 * @param description a text for people
 * @param appType for example {@code non_interactive}; {@code express_configuration} takes no grants
 * @param isFirstParty whether it belongs to the tenant's owner
 * @param grantTypes what it may ask the token endpoint for; client credentials when left out
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

  /** Fills in the name and the grant types. */
  public StoredClient {
    if (clientId.isEmpty()) {
      throw new IllegalArgumentException("a client needs a client_id");
    }
    name = name.isEmpty() ? clientId : name;
    grantTypes = Optional.of(List.copyOf(grantTypes.orElse(List.of("client_credentials"))));
  }

  /**
   * A machine-to-machine client without a credential: it can be granted, and cannot get a token.
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

  /** This client with another secret; the one before is refused from now on. */
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

  /** This client with a key that verifies its client assertions. */
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

  /** This client as an application of another type. */
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

  public boolean mayUse(String grantType) {
    return grantTypes.orElse(List.of()).contains(grantType);
  }
}
