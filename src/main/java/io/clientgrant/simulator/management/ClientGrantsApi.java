package io.clientgrant.simulator.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.state.GrantFilter;
import io.clientgrant.simulator.state.IdSource;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.SimulatorOptions;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.state.TenantState;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Query;
import io.clientgrant.simulator.wire.QueryRules;
import io.clientgrant.simulator.wire.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The endpoints under {@code /client-grants}: list, create, get, update and delete. */
public final class ClientGrantsApi {
  private static final int DEFAULT_PAGE = 100;

  private final TenantState tenant;
  private final IdSource ids;
  private final Supplier<SimulatorOptions> options;
  private final PagingCheckpoints checkpoints;
  private final Listing<StoredGrant> listing;

  public ClientGrantsApi(
      TenantState tenant,
      IdSource ids,
      Supplier<SimulatorOptions> options,
      PagingCheckpoints checkpoints) {
    this.tenant = tenant;
    this.ids = ids;
    this.options = options;
    this.checkpoints = checkpoints;
    this.listing = new Listing<>("client_grants", true, StoredGrant::id, this::shown, checkpoints);
  }

  Response list(Call call) {
    var query = new QueryRules(call.query());
    requireFiltersFit(call.query());
    var paging = Paging.ofBoth(query, checkpoints, options.get(), DEFAULT_PAGE);
    var filter =
        new GrantFilter(
            call.query().first("audience"),
            call.query().first("client_id"),
            query.choice("allow_any_organization", List.of("true")).isPresent(),
            query.choice("subject_type", GrantBodies.SUBJECT_TYPES),
            query.choice("default_for", List.of("third_party_clients")));
    return tenant.atomically(() -> listing.response(paging, source(filter)));
  }

  /** Source: auth0-cli, client_grants.go. */
  private static void requireFiltersFit(Query query) {
    if (query.first("client_id").isPresent() && query.first("default_for").isPresent()) {
      throw QueryRules.violation("Cannot be combined with client_id", "default_for");
    }
    if (query.first("subject_type").isPresent()
        && Stream.of("client_id", "audience", "default_for")
            .allMatch(other -> query.first(other).isEmpty())) {
      throw QueryRules.violation("Requires client_id, audience or default_for", "subject_type");
    }
  }

  Response get(Call call) {
    return Response.management(200, shown(existing(call.parameter("id"))));
  }

  /** Source: Management API, create a client grant. */
  Response create(Call call) {
    var body = GrantBodies.create(call.request());
    rules().requireComplete(body);
    return tenant.atomically(() -> {
      var grant = GrantBodies.created(ids.next("cgr_"), effective(body));
      grant.clientId().ifPresent(id -> requireClient(id, grant.audience()));
      var api = requireApi(grant.audience());
      rules().requireAllowed(body, grant, api);
      if (tenant.grant(grant.key()).isPresent()) {
        throw ErrorResponse.of(
            409,
            "A client grant already exists between %s and %s"
                .formatted(grant.clientId().or(grant::defaultFor).orElse(""), grant.audience()));
      }
      if (tenant.grantCount() >= options.get().maxClientGrants()) {
        throw ErrorResponse.of(
            403,
            "The tenant has as many client grants as its plan allows",
            "insufficient_entitlement");
      }
      tenant.put(grant);
      return Response.management(201, shown(grant));
    });
  }

  /** Source: Management API, update a client grant. */
  Response update(Call call) {
    var body = GrantBodies.update(call.request());
    return tenant.atomically(() -> {
      var before = existing(call.parameter("id"));
      requireNotSystem(before);
      var after = GrantBodies.updated(before, effective(body));
      rules().requireAllowed(body, after, requireApi(after.audience()));
      tenant.put(after);
      return Response.management(200, shown(after));
    });
  }

  /**
   * A grant that does not exist is answered with 204 too, and so is one that organizations use.
   * Source: Management API, delete a client grant; go-auth0, TestClientGrantManager_Organizations.
   */
  Response delete(Call call) {
    return tenant.atomically(() -> {
      tenant.grant(call.parameter("id")).ifPresent(ClientGrantsApi::requireNotSystem);
      if (options.get().associationsOutliveTheirGrant()) {
        tenant.removeGrantAlone(call.parameter("id"));
      } else {
        tenant.removeGrant(call.parameter("id"));
      }
      return Response.noContent();
    });
  }

  /** The JSON of a grant, as the API shows it. */
  private JsonNode shown(StoredGrant grant) {
    ObjectNode all = Json.tree(grant).deepCopy();
    if (grant.scope().isPresent() || !options.get().showScopeWithAllScopes()) {
      return all;
    }
    var shown = Json.object();
    for (var field : all.properties()) {
      shown.set(field.getKey(), field.getValue());
      if (field.getKey().equals("audience")) {
        shown.putArray("scope");
      }
    }
    return shown;
  }

  /** A body without the fields that are to have no effect. */
  private ObjectNode effective(ObjectNode body) {
    return body.deepCopy().remove(options.get().ignoredFields());
  }

  private StoredGrant existing(String id) {
    return tenant.grant(id).orElseThrow(ClientGrantsApi::noSuchGrant);
  }

  static ErrorResponse noSuchGrant() {
    return ErrorResponse.of(404, "The grant does not exist.", "inexistent_client_grant");
  }

  private void requireClient(String clientId, String audience) {
    var client =
        tenant.client(clientId).orElseThrow(() -> ErrorResponse.of(404, "Client not found"));
    if (client.appType().equals(Optional.of("express_configuration"))) {
      throw ErrorResponse.of(
          400, "Client of type express_configuration cannot be used", "validation_error");
    }
    if (!client.firstParty() && options.get().apisClosedToThirdParties().contains(audience)) {
      throw ErrorResponse.of(
          400, "Client grants for this API cannot be created for third-party clients.");
    }
  }

  private ResourceServer requireApi(String audience) {
    return tenant
        .resourceServer(audience)
        .filter(api -> api.identifier().equals(audience))
        .orElseThrow(() ->
            ErrorResponse.of(
                404,
                options.get().textsOfOpenapi()
                    ? "Resource server not found"
                    : "No resource with identifier " + audience));
  }

  private GrantRules rules() {
    return new GrantRules(options.get(), tenant.managementAudience());
  }

  private static void requireNotSystem(StoredGrant grant) {
    if (grant.system()) {
      throw ErrorResponse.of(
          403,
          "System client grants cannot be modified or deleted directly",
          "operation_not_supported");
    }
  }

  private Listing.Source<StoredGrant> source(GrantFilter filter) {
    return new Listing.Source<>() {
      @Override
      public int total() {
        return tenant.count(filter);
      }

      @Override
      public List<StoredGrant> from(int offset, int size) {
        return tenant.grantsFrom(filter, offset, size);
      }

      @Override
      public List<StoredGrant> after(String id, int size) {
        return tenant.grantsAfter(filter, id, size);
      }
    };
  }
}
