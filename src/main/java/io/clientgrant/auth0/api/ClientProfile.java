package io.clientgrant.auth0.api;

import com.auth0.client.mgmt.types.Client;
import com.auth0.client.mgmt.types.ClientAuthenticationMethod;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client application, as far as its grants are concerned. What is null was not shown: the
 * credential may read names only.
 *
 * @param clientId its id
 * @param name what people call it; empty if it has no name
 * @param appType what kind of application it is, such as {@code non_interactive}
 * @param firstParty whether it belongs to the tenant's owner
 * @param grantTypes the OAuth grant types that it may use
 * @param authenticationMethod how it proves itself, such as {@code client_secret_post} or {@code
 *     private_key_jwt}
 */
public record ClientProfile(
    String clientId,
    String name,
    @Nullable String appType,
    @Nullable Boolean firstParty,
    @Nullable List<String> grantTypes,
    @Nullable String authenticationMethod) {
  /** What can be read with any right to clients. Source: OpenAPI, list clients. */
  static final String SUMMARY = "client_id,name,app_type";

  /** What a profile is read from, with the right to read all of a client but its secrets. */
  static final String DETAILS =
      SUMMARY
          + ",is_first_party,grant_types,token_endpoint_auth_method,client_authentication_methods";

  /** Reads a client; empty if it has no usable id. */
  static Optional<ClientProfile> read(Client client) {
    return ClientName.read(client.getClientId().orElse(""), client.getName().orElse(""))
        .map(named ->
            new ClientProfile(
                named.clientId(),
                named.name(),
                client.getAppType().map(Object::toString).orElse(null),
                client.getIsFirstParty().orElse(null),
                client.getGrantTypes().map(List::copyOf).orElse(null),
                authenticationMethod(client).orElse(null)));
  }

  private static Optional<String> authenticationMethod(Client client) {
    var methods = client.getClientAuthenticationMethods();
    return (methods == null || !methods.isPresent()
            ? Optional.<String>empty()
            : withKey(methods.get()))
        .or(() -> client.getTokenEndpointAuthMethod().map(Object::toString));
  }

  private static Optional<String> withKey(ClientAuthenticationMethod methods) {
    return methods.getPrivateKeyJwt().isPresent()
        ? Optional.of("private_key_jwt")
        : methods
            .getTlsClientAuth()
            .map(_ -> "tls_client_auth")
            .or(() -> methods.getSelfSignedTlsClientAuth().map(_ -> "self_signed_tls_client_auth"));
  }
}
