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
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The endpoints for clients, APIs and organizations. They can be read and deleted here, but not
 * created or changed.
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
    var listing =
        new Listing<StoredClient>(
            "clients", true, StoredClient::clientId, c -> shown(c, call.scopes()), checkpoints);
    return listing.response(paging(call, DEFAULT_PAGE), listing.sourceOf(tenant.clients()));
  }

  Response getClient(Call call) {
    return tenant
        .client(call.parameter("id"))
        .map(client -> Response.management(200, shown(client, call.scopes())))
        .orElseThrow(() -> ErrorResponse.of(404, "The client does not exist", "inexistent_client"));
  }

  Response deleteClient(Call call) {
    tenant.removeClient(call.parameter("id"));
    return Response.noContent();
  }

  Response listResourceServers(Call call) {
    var listing =
        new Listing<ResourceServer>(
            "resource_servers", true, ResourceServer::identifier, Json::tree, checkpoints);
    Set<String> identifiers = Set.copyOf(call.query().all("identifiers"));
    List<ResourceServer> apis =
        tenant.resourceServers().stream()
            .filter(api -> identifiers.isEmpty() || identifiers.contains(api.identifier()))
            .toList();
    return listing.response(paging(call, DEFAULT_PAGE), listing.sourceOf(apis));
  }

  Response getResourceServer(Call call) {
    return Response.management(200, existingApi(call));
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
    var listing =
        new Listing<Organization>(
            "organizations", false, Organization::id, Json::tree, checkpoints);
    return listing.response(
        paging(call, DEFAULT_PAGE_OF_ORGANIZATIONS), listing.sourceOf(tenant.organizations()));
  }

  Response getOrganization(Call call) {
    return tenant
        .organization(call.parameter("id"))
        .map(organization -> Response.management(200, organization))
        .orElseThrow(DirectoryApi::noSuchOrganization);
  }

  Response getOrganizationByName(Call call) {
    return tenant.organizations().stream()
        .filter(organization -> organization.name().equals(call.parameter("name")))
        .findFirst()
        .map(organization -> Response.management(200, organization))
        .orElseThrow(DirectoryApi::noSuchOrganization);
  }

  Response deleteOrganization(Call call) {
    tenant.removeOrganization(call.parameter("id"));
    return Response.noContent();
  }

  static ErrorResponse noSuchOrganization() {
    return ErrorResponse.of(404, "No organization found by that id or name");
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
   * read:client_keys}.
   */
  private JsonNode shown(StoredClient client, Set<String> scopes) {
    ObjectNode own = Json.tree(client).deepCopy();
    own.remove("public_key");
    if (Collections.disjoint(
        scopes, List.of("read:clients", "read:client_keys", "read:client_credentials"))) {
      return own.retain("client_id", "app_type", "name", "description");
    }
    if (!scopes.contains("read:client_keys")) {
      own.remove("client_secret");
    }
    var shown =
        Json.object()
            .put("tenant", tenant.domain().split("\\.", 2)[0])
            .put("global", false)
            .put("is_first_party", true);
    shown.setAll(own);
    return shown;
  }
}
