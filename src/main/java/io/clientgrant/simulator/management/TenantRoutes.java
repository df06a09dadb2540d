package io.clientgrant.simulator.management;

import static io.clientgrant.simulator.limit.LimitBucket.CLIENTS_READ;
import static io.clientgrant.simulator.limit.LimitBucket.LOGS_READ;
import static io.clientgrant.simulator.limit.LimitBucket.MANAGEMENT;
import static io.clientgrant.simulator.limit.LimitBucket.ORGANIZATION_CLIENT_GRANTS_READ;
import static io.clientgrant.simulator.limit.LimitBucket.ORGANIZATION_CLIENT_GRANTS_WRITE;
import static io.clientgrant.simulator.limit.LimitBucket.TOKEN;
import static io.clientgrant.simulator.wire.Route.free;
import static io.clientgrant.simulator.wire.Route.management;
import static io.clientgrant.simulator.wire.Route.open;

import io.clientgrant.simulator.token.TokenEndpoint;
import io.clientgrant.simulator.token.TokenIssuer;
import io.clientgrant.simulator.wire.Response;
import io.clientgrant.simulator.wire.Route;
import java.util.List;

/** The routes of the tenant. Every other path is answered with 404. */
public final class TenantRoutes {
  /** Source: OpenAPI, GET /clients and GET /organizations. */
  private static final String READ_CLIENTS =
      "read:clients read:client_keys read:client_credentials read:client_summary";

  private static final String READ_ORGANIZATIONS = "read:organizations read:organizations_summary";

  private static final String READ_LOGS = "read:logs read:logs_users";

  private TenantRoutes() {}

  public static List<Route> of(
      TokenEndpoint token,
      TokenIssuer tokens,
      ClientGrantsApi grants,
      OrganizationGrantsApi associations,
      DirectoryApi directory,
      LogsApi logs) {
    return List.of(
        open("POST /oauth/token", TOKEN, token::token),
        free("GET /.well-known/jwks.json", _ -> Response.token(200, tokens.keySet())),
        management("GET /api/v2/client-grants", "read:client_grants", MANAGEMENT, grants::list),
        management(
            "POST /api/v2/client-grants",
            "create:client_grants",
            MANAGEMENT,
            logs.logged("Create client grant", grants::create)),
        management("GET /api/v2/client-grants/{id}", "read:client_grants", MANAGEMENT, grants::get),
        management(
            "PATCH /api/v2/client-grants/{id}",
            "update:client_grants",
            MANAGEMENT,
            logs.logged("Update client grant", grants::update)),
        management(
            "DELETE /api/v2/client-grants/{id}",
            "delete:client_grants",
            MANAGEMENT,
            logs.logged("Delete client grant", grants::delete)),
        management(
            "GET /api/v2/client-grants/{id}/organizations",
            "read:organization_client_grants",
            MANAGEMENT,
            associations::organizationsOfGrant),
        management(
            "GET /api/v2/organizations/{id}/client-grants",
            "read:organization_client_grants",
            ORGANIZATION_CLIENT_GRANTS_READ,
            associations::grantsOfOrganization),
        management(
            "POST /api/v2/organizations/{id}/client-grants",
            "create:organization_client_grants",
            ORGANIZATION_CLIENT_GRANTS_WRITE,
            associations::associate),
        management(
            "DELETE /api/v2/organizations/{id}/client-grants/{grant_id}",
            "delete:organization_client_grants",
            MANAGEMENT,
            associations::dissociate),
        management("GET /api/v2/clients", READ_CLIENTS, CLIENTS_READ, directory::listClients),
        management("GET /api/v2/clients/{id}", READ_CLIENTS, MANAGEMENT, directory::getClient),
        management(
            "DELETE /api/v2/clients/{id}", "delete:clients", MANAGEMENT, directory::deleteClient),
        management(
            "GET /api/v2/resource-servers",
            "read:resource_servers",
            MANAGEMENT,
            directory::listResourceServers),
        management(
            "GET /api/v2/resource-servers/{id}",
            "read:resource_servers",
            MANAGEMENT,
            directory::getResourceServer),
        management(
            "DELETE /api/v2/resource-servers/{id}",
            "delete:resource_servers",
            MANAGEMENT,
            directory::deleteResourceServer),
        management(
            "GET /api/v2/organizations",
            READ_ORGANIZATIONS,
            MANAGEMENT,
            directory::listOrganizations),
        management(
            "GET /api/v2/organizations/name/{name}",
            READ_ORGANIZATIONS,
            MANAGEMENT,
            directory::getOrganizationByName),
        management(
            "GET /api/v2/organizations/{id}",
            READ_ORGANIZATIONS,
            MANAGEMENT,
            directory::getOrganization),
        management(
            "DELETE /api/v2/organizations/{id}",
            "delete:organizations",
            MANAGEMENT,
            directory::deleteOrganization),
        management("GET /api/v2/logs", READ_LOGS, LOGS_READ, logs::list),
        management("GET /api/v2/logs/{id}", READ_LOGS, LOGS_READ, logs::get));
  }
}
