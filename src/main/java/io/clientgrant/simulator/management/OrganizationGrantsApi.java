package io.clientgrant.simulator.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.SimulatorOptions;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.state.TenantState;
import io.clientgrant.simulator.wire.BodyProperty;
import io.clientgrant.simulator.wire.BodyRules;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.QueryRules;
import io.clientgrant.simulator.wire.Response;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The endpoints for organization grants, which associate grants with organizations. */
public final class OrganizationGrantsApi {
  private static final int DEFAULT_PAGE = 50;

  /** Source: OpenAPI, the 409 of an association; entity limits of the public cloud. */
  private static final int QUOTA = 100;

  /** Source: go-auth0 v3, management/requests.go. */
  private static final int MOST_GRANT_IDS = 10;

  private static final BodyRules ASSOCIATE =
      new BodyRules(
          List.of(
              new BodyProperty(
                  "grant_id",
                  "A Client Grant ID to add to the organization.",
                  false,
                  new BodyProperty.PropertyType.Text(1, 64))),
          List.of("grant_id"),
          1);

  /** The fields of a new association, besides {@code grant_id}, which replaces {@code id}. */
  private static final List<String> ASSOCIATED_FIELDS =
      List.of("client_id", "audience", "scope", "organization_usage", "allow_any_organization");

  private final TenantState tenant;
  private final Supplier<SimulatorOptions> options;
  private final PagingCheckpoints checkpoints;
  private final Listing<StoredGrant> grants;
  private final Listing<Organization> organizations;

  public OrganizationGrantsApi(
      TenantState tenant, Supplier<SimulatorOptions> options, PagingCheckpoints checkpoints) {
    this.tenant = tenant;
    this.options = options;
    this.checkpoints = checkpoints;
    this.grants = new Listing<>("client_grants", false, StoredGrant::id, Json::tree, checkpoints);
    this.organizations =
        new Listing<>("organizations", false, Organization::id, Json::tree, checkpoints);
  }

  /** {@code GET /organizations/{id}/client-grants}. It has no checkpoint pagination. */
  Response grantsOfOrganization(Call call) {
    var organization = existingOrganization(call);
    var paging = Paging.ofPages(new QueryRules(call.query()), options.get(), DEFAULT_PAGE);
    var ids = Set.copyOf(call.query().all("grant_ids"));
    if (ids.size() > MOST_GRANT_IDS) {
      throw QueryRules.violation("Array is too long, maximum " + MOST_GRANT_IDS, "grant_ids");
    }
    var audience = call.query().first("audience");
    var clientId = call.query().first("client_id");
    var items =
        tenant.grantsOf(organization.id()).stream()
            .filter(g -> ids.isEmpty() || ids.contains(g.id()))
            .filter(g -> audience.map(g.audience()::equals).orElse(true))
            .filter(g -> clientId.isEmpty() || clientId.equals(g.clientId()))
            .toList();
    return grants.response(paging, grants.sourceOf(items));
  }

  /**
   * {@code GET /client-grants/{id}/organizations}. A grant that does not exist has none. Source:
   * OpenAPI, which knows no 404 here.
   */
  Response organizationsOfGrant(Call call) {
    DirectoryApi.requireOrganizations(options.get());
    var paging =
        Paging.ofBoth(new QueryRules(call.query()), checkpoints, options.get(), DEFAULT_PAGE);
    var items = tenant.organizationsOf(call.parameter("id"));
    return organizations.response(paging, organizations.sourceOf(items));
  }

  /** {@code POST /organizations/{id}/client-grants}. */
  Response associate(Call call) {
    var grantId = ASSOCIATE.read(call.request()).path("grant_id").textValue();
    return tenant.atomically(() -> {
      var organization = existingOrganization(call);
      var grant = tenant.grant(grantId).orElseThrow(ClientGrantsApi::noSuchGrant);
      if (grant.organizationUsage().filter(u -> !u.equals("deny")).isEmpty()) {
        throw ErrorResponse.of(
            400,
            "The client grant does not allow organizations: organization_usage must be allow or"
                + " require",
            "invalid_body");
      }
      if (tenant.associationCount(organization.id()) >= QUOTA
          && !tenant.grantsOf(organization.id()).contains(grant)) {
        throw ErrorResponse.of(
            409,
            "Quota exceeded; cannot add more than %d client grants to a single organization"
                .formatted(QUOTA));
      }
      if (!tenant.associate(organization.id(), grantId)) {
        throw ErrorResponse.of(
            409, "The client grant has already been added to this organization.");
      }
      return Response.management(201, associated(grant));
    });
  }

  /**
   * {@code DELETE /organizations/{id}/client-grants/{grant_id}}. What is not associated is answered
   * with 204 too. Source: OpenAPI, whose only 404 is that of the organization.
   */
  Response dissociate(Call call) {
    return tenant.atomically(() -> {
      var organization = existingOrganization(call);
      tenant.dissociate(organization.id(), call.parameter("grant_id"));
      return Response.noContent();
    });
  }

  private Organization existingOrganization(Call call) {
    DirectoryApi.requireOrganizations(options.get());
    return tenant
        .organization(call.parameter("id"))
        .orElseThrow(() -> DirectoryApi.noSuchOrganization(options.get()));
  }

  private static ObjectNode associated(StoredGrant grant) {
    JsonNode all = Json.tree(grant);
    var shown = Json.object().put("grant_id", grant.id());
    ASSOCIATED_FIELDS.stream().filter(all::has).forEach(field -> shown.set(field, all.path(field)));
    return shown;
  }
}
