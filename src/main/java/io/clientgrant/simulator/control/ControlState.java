package io.clientgrant.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.setting.IdSource;
import io.clientgrant.simulator.setting.LimitCounters;
import io.clientgrant.simulator.setting.SimulatorOptions;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.SeedReader;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.state.TenantState;
import io.clientgrant.simulator.wire.Answer;
import io.clientgrant.simulator.wire.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads and changes what the tenant holds, behind the operator's back. */
public final class ControlState {
  private final TenantState tenant;
  private final IdSource ids;
  private final Supplier<SimulatorOptions> options;
  private final LimitCounters rateLimits;

  public ControlState(
      TenantState tenant,
      IdSource ids,
      Supplier<SimulatorOptions> options,
      LimitCounters rateLimits) {
    this.tenant = tenant;
    this.ids = ids;
    this.options = options;
    this.rateLimits = rateLimits;
  }

  /** All of it, in the form of a seed. */
  Answer whole(Call call) {
    return Answer.management(
        200, tenant.atomically(() -> tenant.asSeed(options.get(), rateLimits.all())));
  }

  /**
   * Puts a seed in the place of all there is. SimulatorOptions and rate limits stay as they are.
   */
  Answer replaceWhole(Call call) {
    try {
      var seed = new SeedReader(ids).read(ControlBody.json(call));
      if (!seed.domain().equals(tenant.domain())) {
        throw ControlBody.wrong("the domain is " + tenant.domain() + " and stays so");
      }
      tenant.replaceWith(seed);
      return Answer.noContent();
    } catch (SeedReader.BrokenSeed e) {
      throw ControlBody.wrong(e.getMessage());
    }
  }

  /** Adds one grant or an array of them. */
  Answer addGrants(Call call) {
    var added = new ArrayList<StoredGrant>();
    var body = ControlBody.json(call);
    for (JsonNode one : body.isArray() ? body : List.of(body)) {
      if (!(one instanceof ObjectNode grant)) {
        throw ControlBody.wrong("a grant is a JSON object");
      }
      if (!grant.has("id")) {
        grant.put("id", ids.next("cgr_"));
      }
      added.add(ControlBody.value(grant, StoredGrant.class));
    }
    return change(() -> {
      added.forEach(tenant::put);
      return Answer.management(201, body.isArray() ? added : added.getFirst());
    });
  }

  Answer getGrant(Call call) {
    return tenant
        .grant(call.parameter("id"))
        .map(grant -> Answer.management(200, grant))
        .orElseThrow(() -> ControlBody.missing("the grant"));
  }

  Answer putGrant(Call call) {
    var grant = named(call, "id", StoredGrant.class);
    return change(() -> {
      tenant.put(grant);
      return Answer.management(200, grant);
    });
  }

  Answer removeGrant(Call call) {
    return removed(tenant.removeGrant(call.parameter("id")), "the grant");
  }

  Answer putClient(Call call) {
    var client = named(call, "client_id", StoredClient.class);
    tenant.put(client);
    return Answer.management(200, client);
  }

  Answer changeSecret(Call call) {
    var secret = ControlBody.object(call).path("client_secret");
    if (!secret.isTextual()) {
      throw ControlBody.wrong("client_secret must be a text");
    }
    return tenant.atomically(() -> {
      var client =
          tenant.client(call.parameter("id")).orElseThrow(() -> ControlBody.missing("the client"));
      tenant.put(client.withSecret(secret.textValue()));
      return Answer.noContent();
    });
  }

  Answer removeClient(Call call) {
    return removed(tenant.removeClient(call.parameter("id")), "the client");
  }

  Answer putResourceServer(Call call) {
    var api = named(call, "identifier", ResourceServer.class);
    tenant.put(api);
    return Answer.management(200, api);
  }

  Answer removeResourceServer(Call call) {
    return removed(tenant.removeResourceServer(call.parameter("id")), "the resource server");
  }

  Answer putOrganization(Call call) {
    var organization = named(call, "id", Organization.class);
    tenant.put(organization);
    return Answer.management(200, organization);
  }

  Answer removeOrganization(Call call) {
    return removed(tenant.removeOrganization(call.parameter("id")), "the organization");
  }

  public Answer associate(Call call) {
    return change(() -> {
      tenant.associate(call.parameter("id"), call.parameter("grant_id"));
      return Answer.noContent();
    });
  }

  public Answer dissociate(Call call) {
    return removed(
        tenant.dissociate(call.parameter("id"), call.parameter("grant_id")), "the association");
  }

  /** What the body says, under the name that the path says. */
  private static <T> T named(Call call, String field, Class<T> type) {
    return ControlBody.value(ControlBody.object(call).put(field, call.parameter("id")), type);
  }

  private Answer change(Supplier<Answer> steps) {
    try {
      return tenant.atomically(steps);
    } catch (IllegalArgumentException e) {
      throw ControlBody.wrong(String.valueOf(e.getMessage()));
    }
  }

  private static Answer removed(boolean wasThere, String what) {
    if (!wasThere) {
      throw ControlBody.missing(what);
    }
    return Answer.noContent();
  }
}
