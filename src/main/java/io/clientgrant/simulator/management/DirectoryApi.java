package io.clientgrant.simulator.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.SimulatorOptions;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.TenantState;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.QueryRules;
import io.clientgrant.simulator.wire.Response;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The endpoints for clients, APIs and organizations. They can be read and deleted here, but not
 * created or changed. Source: OpenAPI; go-auth0, TestClient_List, TestResourceServer_List.
 */
public final class DirectoryApi {
  private static final int DEFAULT_PAGE = 100;
  private static final int DEFAULT_PAGE_OF_ORGANIZATIONS = 50;

  private final TenantState tenant;
  private final Supplier<SimulatorOptions> options;
  private final PagingCheckpoints checkpoints;

  public DirectoryApi(
      TenantState tenant, Supplier<SimulatorOptions> options, PagingCheckpoints checkpoints) {
    this.tenant = tenant;
    this.options = options;
    this.checkpoints = checkpoints;
  }

  Response listClients(Call call) {
    var query = new QueryRules(call.query());
    var fields = Fields.of(query);
    var firstParty = query.flag("is_first_party");
    var types = call.query().first("app_type").map(list -> Arrays.asList(list.split(",")));
    var clients =
        tenant.clients().stream()
            .filter(c -> firstParty.map(wanted -> wanted == c.firstParty()).orElse(true))
            .filter(c -> types.map(of -> c.appType().filter(of::contains).isPresent()).orElse(true))
            .toList();
    var listing =
        new Listing<StoredClient>(
            "clients",
            true,
            StoredClient::clientId,
            c -> shown(c, call.scopes(), fields),
            checkpoints);
    return listing.response(paging(call, DEFAULT_PAGE), listing.sourceOf(clients));
  }

  Response getClient(Call call) {
    var fields = Fields.of(new QueryRules(call.query()));
    return tenant
        .client(call.parameter("id"))
        .map(client -> Response.management(200, shown(client, call.scopes(), fields)))
        .orElseThrow(() -> ErrorResponse.of(404, "The client does not exist", "inexistent_client"));
  }

  Response deleteClient(Call call) {
    tenant.removeClient(call.parameter("id"));
    return Response.noContent();
  }

  Response listResourceServers(Call call) {
    var fields = Fields.of(new QueryRules(call.query()));
    var listing =
        new Listing<ResourceServer>(
            "resource_servers",
            true,
            ResourceServer::identifier,
            api -> shown(api, fields),
            checkpoints);
    Set<String> identifiers = Set.copyOf(call.query().all("identifiers"));
    List<ResourceServer> apis =
        tenant.resourceServers().stream()
            .filter(api -> identifiers.isEmpty() || identifiers.contains(api.identifier()))
            .toList();
    return listing.response(paging(call, DEFAULT_PAGE), listing.sourceOf(apis));
  }

  Response getResourceServer(Call call) {
    return Response.management(
        200, shown(existingApi(call), Fields.of(new QueryRules(call.query()))));
  }

  Response deleteResourceServer(Call call) {
    return tenant.atomically(() -> {
      tenant
          .resourceServer(call.parameter("id"))
          .filter(ResourceServer::system)
          .ifPresent(_ -> {
            throw ErrorResponse.of(403, "System APIs cannot be deleted", "operation_not_supported");
          });
      if (options.get().grantsOutliveTheirApi()) {
        tenant.removeResourceServerAlone(call.parameter("id"));
      } else {
        tenant.removeResourceServer(call.parameter("id"));
      }
      return Response.noContent();
    });
  }

  Response listOrganizations(Call call) {
    requireOrganizations(options.get());
    var listing =
        new Listing<Organization>(
            "organizations", false, Organization::id, Json::tree, checkpoints);
    return listing.response(
        paging(call, DEFAULT_PAGE_OF_ORGANIZATIONS), listing.sourceOf(tenant.organizations()));
  }

  Response getOrganization(Call call) {
    return shown(tenant.organization(call.parameter("id")));
  }

  Response getOrganizationByName(Call call) {
    return shown(tenant.organizationNamed(call.parameter("name")));
  }

  private Response shown(Optional<Organization> organization) {
    requireOrganizations(options.get());
    return organization
        .map(found -> Response.management(200, found))
        .orElseThrow(() -> noSuchOrganization(options.get()));
  }

  Response deleteOrganization(Call call) {
    requireOrganizations(options.get());
    tenant.removeOrganization(call.parameter("id"));
    return Response.noContent();
  }

  /** Source: recorded by the Terraform provider; OpenAPI has the other text. */
  static ErrorResponse noSuchOrganization(SimulatorOptions options) {
    return ErrorResponse.of(
        404,
        options.textsOfOpenapi()
            ? "No organization found by that id."
            : "No organization found by that id or name");
  }

  /** Source: documentation, plans; the wording of the 403 is inferred. */
  static void requireOrganizations(SimulatorOptions options) {
    if (!options.planHasOrganizations()) {
      throw ErrorResponse.of(
          403, "This feature is not enabled for this tenant.", "feature_not_enabled");
    }
  }

  private ResourceServer existingApi(Call call) {
    return tenant
        .resourceServer(call.parameter("id"))
        .orElseThrow(() ->
            ErrorResponse.of(
                404, "The resource server does not exist.", "inexistent_resource_server"));
  }

  private Paging paging(Call call, int defaultSize) {
    return Paging.ofBoth(new QueryRules(call.query()), checkpoints, options.get(), defaultSize);
  }

  /**
   * The JSON of a client, as the API shows it. The secret is shown only with the scope {@code
   * read:client_keys}, and the tenant whatever fields are asked for.
   */
  private JsonNode shown(StoredClient client, Set<String> scopes, Fields fields) {
    ObjectNode own = Json.tree(client).deepCopy();
    own.remove("public_key");
    if (Collections.disjoint(
        scopes, List.of("read:clients", "read:client_keys", "read:client_credentials"))) {
      return fields.of(own.retain("client_id", "app_type", "name", "description"));
    }
    if (!scopes.contains("read:client_keys")) {
      own.remove("client_secret");
    }
    own.put("global", false).put("is_first_party", client.firstParty());
    var shown = Json.object().put("tenant", tenant.domain().split("\\.", 2)[0]);
    shown.setAll(fields.of(own));
    return shown;
  }

  /** The JSON of an API. The scopes are not shown if it has none. */
  private static JsonNode shown(ResourceServer api, Fields fields) {
    ObjectNode shown = Json.tree(api).deepCopy();
    if (api.scopes().isEmpty()) {
      shown.remove("scopes");
    }
    shown
        .put("signing_alg", "RS256")
        .put("allow_offline_access", false)
        .put("token_lifetime", 86_400)
        .put("token_lifetime_for_web", 7_200)
        .put("skip_consent_for_verifiable_first_party_clients", false);
    return fields.of(shown);
  }
}
