package io.clientgrant.simulator.token;

import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.TenantLog;
import io.clientgrant.simulator.state.TenantState;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Response;
import java.util.List;

/**
 * {@code POST /oauth/token} for client credentials. Its errors differ in form from those of the
 * Management API.
 */
public final class TokenEndpoint {
  private static final String CLIENT_CREDENTIALS = "client_credentials";

  private final TenantState tenant;
  private final TokenIssuer tokens;
  private final ClientAuthentication authentication;
  private final TenantLog log;

  public TokenEndpoint(
      TenantState tenant, TokenIssuer tokens, ClientAuthentication authentication, TenantLog log) {
    this.tenant = tenant;
    this.tokens = tokens;
    this.authentication = authentication;
    this.log = log;
  }

  public Response token(Call call) {
    var form = TokenForm.read(call.request());
    var grantType = form.value("grant_type");
    if (grantType.isEmpty()) {
      throw ErrorResponse.token(400, "invalid_request", "Missing required parameter: grant_type");
    }
    try {
      return exchange(call, form, grantType.get());
    } catch (ErrorResponse error) {
      if (grantType.get().equals(CLIENT_CREDENTIALS)) {
        log.tokenRefused(
            call.request(),
            form.value("client_id").orElse(""),
            form.value("audience").orElse(""),
            Json.parsed(error.response().body()).path("error_description").asText());
      }
      throw error;
    }
  }

  private Response exchange(Call call, TokenForm form, String grantType) {
    var client = authentication.authenticate(form);
    if (!grantType.equals(CLIENT_CREDENTIALS)) {
      throw ErrorResponse.token(
          403, "unsupported_grant_type", "Unsupported grant type: " + grantType);
    }
    if (!client.mayUse(CLIENT_CREDENTIALS)) {
      throw grantTypeNotAllowed();
    }
    var audience =
        form.value("audience")
            .orElseThrow(() ->
                ErrorResponse.token(
                    403, "access_denied", "Non-global clients are not allowed access to APIv1"));
    return issue(call, client, audience);
  }

  private Response issue(Call call, StoredClient client, String audience) {
    var api =
        tenant
            .resourceServer(audience)
            .filter(found -> found.identifier().equals(audience))
            .orElseThrow(
                () -> ErrorResponse.token(403, "access_denied", "Service not found: " + audience));
    var scope =
        tenant
            .grant(client.clientId(), audience, "client")
            .map(grant -> grant.scope().orElseGet(api::scopeValues))
            .orElseThrow(() -> notGranted(audience));
    var lifetime = tokens.lifetimeSeconds();
    log.tokenIssued(call.request(), client.clientId(), audience, scope);
    return Response.token(
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

  private static ErrorResponse notGranted(String audience) {
    return ErrorResponse.token(
        403,
        "access_denied",
        ("Client is not authorized to access \"%s\". You need to create a \"client-grant\""
                + " associated to this API. See:"
                + " https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants")
            .formatted(audience));
  }

  private static ErrorResponse grantTypeNotAllowed() {
    return new ErrorResponse(
        Response.token(
            403,
            Json.object()
                .put("error", "unauthorized_client")
                .put(
                    "error_description",
                    "Grant type 'client_credentials' not allowed for the client.")
                .put("error_uri", "https://auth0.com/docs/clients/client-grant-types")));
  }
}
