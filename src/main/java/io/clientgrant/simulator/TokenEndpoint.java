package io.clientgrant.simulator;

import java.util.List;

/** {@code POST /oauth/token} for client credentials. Its errors never have the API's shape. */
final class TokenEndpoint {
  private static final String CLIENT_CREDENTIALS = "client_credentials";

  private final Tenant tenant;
  private final Tokens tokens;
  private final ClientAuthentication authentication;

  TokenEndpoint(Tenant tenant, Tokens tokens, ClientAuthentication authentication) {
    this.tenant = tenant;
    this.tokens = tokens;
    this.authentication = authentication;
  }

  Answer token(Call call) {
    var form = TokenForm.read(call.request());
    var grantType = form.value("grant_type");
    if (grantType.isEmpty()) {
      throw Refusal.token(400, "invalid_request", "Missing required parameter: grant_type");
    }
    var client = authentication.authenticate(form);
    if (!grantType.get().equals(CLIENT_CREDENTIALS)) {
      throw Refusal.token(
          403, "unsupported_grant_type", "Unsupported grant type: " + grantType.get());
    }
    if (!client.mayUse(CLIENT_CREDENTIALS)) {
      throw grantTypeOff();
    }
    var audience =
        form.value("audience")
            .orElseThrow(() ->
                Refusal.token(
                    403, "access_denied", "Non-global clients are not allowed access to APIv1"));
    return issue(client, audience);
  }

  private Answer issue(Client client, String audience) {
    var api =
        tenant
            .resourceServer(audience)
            .filter(found -> found.identifier().equals(audience))
            .orElseThrow(
                () -> Refusal.token(403, "access_denied", "Service not found: " + audience));
    var scope =
        tenant
            .grant(client.clientId(), audience, "client")
            .map(grant -> grant.scope().orElseGet(api::scopeValues))
            .orElseThrow(() -> notGranted(audience));
    var lifetime = tokens.lifetimeSeconds();
    return Answer.token(
        200, body(tokens.issue(client.clientId(), audience, scope, lifetime), scope, lifetime));
  }

  private static com.fasterxml.jackson.databind.node.ObjectNode body(
      String token, List<String> scope, int lifetime) {
    var body = Json.object().put("access_token", token);
    if (!scope.isEmpty()) {
      body.put("scope", String.join(" ", scope));
    }
    return body.put("expires_in", lifetime).put("token_type", "Bearer");
  }

  private static Refusal notGranted(String audience) {
    return Refusal.token(
        403,
        "access_denied",
        ("Client is not authorized to access \"%s\". You need to create a \"client-grant\""
                + " associated to this API. See:"
                + " https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants")
            .formatted(audience));
  }

  private static Refusal grantTypeOff() {
    return new Refusal(
        Answer.token(
            403,
            Json.object()
                .put("error", "unauthorized_client")
                .put(
                    "error_description",
                    "Grant type 'client_credentials' not allowed for the client.")
                .put("error_uri", "https://auth0.com/docs/clients/client-grant-types")));
  }
}
