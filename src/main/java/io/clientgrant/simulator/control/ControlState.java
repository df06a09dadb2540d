package io.clientgrant.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.limit.Throttle;
import io.clientgrant.simulator.state.IdSource;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.SeedReader;
import io.clientgrant.simulator.state.SimulatorOptions;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.state.TenantLog;
import io.clientgrant.simulator.state.TenantState;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Query;
import io.clientgrant.simulator.wire.Request;
import io.clientgrant.simulator.wire.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads and changes the state of the tenant without the Management API. */
public final class ControlState {
  private final TenantState tenant;
  private final IdSource ids;
  private final Supplier<SimulatorOptions> options;
  private final Throttle rateLimits;
  private final TenantLog log;

  public ControlState(
      TenantState tenant,
      IdSource ids,
      Supplier<SimulatorOptions> options,
      Throttle rateLimits,
      TenantLog log) {
    this.tenant = tenant;
    this.ids = ids;
    this.options = options;
    this.rateLimits = rateLimits;
    this.log = log;
  }

  /** The whole state, as a seed. */
  Response seed(Call call) {
    return Response.management(
        200, tenant.atomically(() -> tenant.asSeed(options.get(), rateLimits.all())));
  }

  /** Replaces the whole state with a seed. Options and rate limits stay as they are. */
  Response replaceSeed(Call call) {
    try {
      var seed = new SeedReader(ids).read(ControlBody.json(call));
      if (!seed.domain().equals(tenant.domain())) {
        throw ControlBody.badRequest("the domain is " + tenant.domain() + " and stays so");
      }
      tenant.replaceWith(seed);
      return Response.noContent();
    } catch (SeedReader.InvalidSeed e) {
      throw ControlBody.badRequest(e.getMessage());
    }
  }

  /** Adds one grant or an array of grants. */
  Response addGrants(Call call) {
    var added = new ArrayList<StoredGrant>();
    var body = ControlBody.json(call);
    for (JsonNode one : body.isArray() ? body : List.of(body)) {
      if (!(one instanceof ObjectNode grant)) {
        throw ControlBody.badRequest("a grant is a JSON object");
      }
      if (!grant.has("id")) {
        grant.put("id", ids.next("cgr_"));
      }
      added.add(ControlBody.value(grant, StoredGrant.class));
    }
    return change(() -> {
      for (var grant : added) {
        tenant.put(grant);
        logged("Create client grant", call, "POST", "", Json.bytes(grant), 201);
      }
      return Response.management(201, body.isArray() ? added : added.getFirst());
    });
  }

  Response getGrant(Call call) {
    return tenant
        .grant(call.parameter("id"))
        .map(grant -> Response.management(200, grant))
        .orElseThrow(() -> ControlBody.notFound("the grant"));
  }

  Response putGrant(Call call) {
    var grant = bodyWithId(call, "id", StoredGrant.class);
    return change(() -> {
      var isNew = tenant.grant(grant.id()).isEmpty();
      tenant.put(grant);
      if (isNew) {
        logged("Create client grant", call, "POST", "", Json.bytes(grant), 201);
      } else {
        logged("Update client grant", call, "PATCH", "/" + grant.id(), Json.bytes(grant), 200);
      }
      return Response.management(200, grant);
    });
  }

  Response removeGrant(Call call) {
    var response = removed(tenant.removeGrant(call.parameter("id")), "the grant");
    logged("Delete client grant", call, "DELETE", "/" + call.parameter("id"), new byte[0], 204);
    return response;
  }

  /** Whoever changes a grant here is a person at the Dashboard for the tenant's log. */
  private void logged(
      String description, Call call, String method, String id, byte[] body, int status) {
    var path = "/api/v2/client-grants" + id;
    var request = new Request(call.request().from(), method, path, Query.parse(""), Map.of(), body);
    log.changedInDashboard(description, request, new Response(status, Map.of(), body));
  }

  Response putClient(Call call) {
    var client = bodyWithId(call, "client_id", StoredClient.class);
    tenant.put(client);
    return Response.management(200, client);
  }

  Response changeSecret(Call call) {
    var secret = ControlBody.object(call).path("client_secret");
    if (!secret.isTextual()) {
      throw ControlBody.badRequest("client_secret must be a text");
    }
    return tenant.atomically(() -> {
      var client =
          tenant.client(call.parameter("id")).orElseThrow(() -> ControlBody.notFound("the client"));
      tenant.put(client.withSecret(secret.textValue()));
      return Response.noContent();
    });
  }

  Response removeClient(Call call) {
    return removed(tenant.removeClient(call.parameter("id")), "the client");
  }

  Response putResourceServer(Call call) {
    var api = bodyWithId(call, "identifier", ResourceServer.class);
    tenant.put(api);
    return Response.management(200, api);
  }

  Response removeResourceServer(Call call) {
    return removed(tenant.removeResourceServer(call.parameter("id")), "the resource server");
  }

  Response putOrganization(Call call) {
    var organization = bodyWithId(call, "id", Organization.class);
    return change(() -> {
      tenant.put(organization);
      return Response.management(200, organization);
    });
  }

  Response removeOrganization(Call call) {
    return removed(tenant.removeOrganization(call.parameter("id")), "the organization");
  }

  Response associate(Call call) {
    return change(() -> {
      tenant.associate(call.parameter("id"), call.parameter("grant_id"));
      return Response.noContent();
    });
  }

  Response dissociate(Call call) {
    return removed(
        tenant.dissociate(call.parameter("id"), call.parameter("grant_id")), "the association");
  }

  /** The object in the body, with the id from the path. */
  private static <T> T bodyWithId(Call call, String field, Class<T> type) {
    return ControlBody.value(ControlBody.object(call).put(field, call.parameter("id")), type);
  }

  private Response change(Supplier<Response> steps) {
    try {
      return tenant.atomically(steps);
    } catch (IllegalArgumentException e) {
      throw ControlBody.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static Response removed(boolean wasThere, String what) {
    if (!wasThere) {
      throw ControlBody.notFound(what);
    }
    return Response.noContent();
  }
}
