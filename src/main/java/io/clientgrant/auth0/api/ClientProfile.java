package io.clientgrant.auth0.api;

import com.fasterxml.jackson.databind.JsonNode;
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

  private static final List<String> WITH_KEY =
      List.of("private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth");

  /** Reads a client as the API shows it; empty if it has no usable id. */
  static Optional<ClientProfile> read(JsonNode client) {
    return ClientName.read(client)
        .map(named ->
            new ClientProfile(
                named.clientId(),
                named.name(),
                text(client, "app_type"),
                client.path("is_first_party").isBoolean()
                    ? client.path("is_first_party").booleanValue()
                    : null,
                client.path("grant_types").isArray()
                    ? client.path("grant_types").valueStream().map(JsonNode::asText).toList()
                    : null,
                authenticationMethod(client)));
  }

  private static @Nullable String authenticationMethod(JsonNode client) {
    var methods = client.path("client_authentication_methods");
    return WITH_KEY.stream()
        .filter(method -> methods.path(method).isObject())
        .findFirst()
        .orElseGet(() -> text(client, "token_endpoint_auth_method"));
  }

  private static @Nullable String text(JsonNode client, String field) {
    return client.path(field).textValue();
  }
}
