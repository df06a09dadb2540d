package io.clientgrant.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.clientgrant.simulator.limit.LimitBucket;
import io.clientgrant.simulator.limit.LimitPolicy;
import io.clientgrant.simulator.limit.Plan;
import io.clientgrant.simulator.limit.Throttle;
import io.clientgrant.simulator.server.HttpFrontend;
import io.clientgrant.simulator.server.RecordedRequest;
import io.clientgrant.simulator.server.RequestLog;
import io.clientgrant.simulator.state.SimulatorOptions;
import io.clientgrant.simulator.token.TokenIssuer;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Shows the requests, changes the options and the rate limits, and revokes tokens. */
public final class ControlSettings {
  private final RequestLog requests;
  private final Throttle rateLimits;
  private final TokenIssuer tokens;
  private final AtomicReference<SimulatorOptions> options;

  public ControlSettings(
      RequestLog requests,
      Throttle rateLimits,
      TokenIssuer tokens,
      AtomicReference<SimulatorOptions> options) {
    this.requests = requests;
    this.rateLimits = rateLimits;
    this.tokens = tokens;
    this.options = options;
  }

  Response overview(Call call) {
    var overview = Json.object();
    var paths = overview.putArray("paths");
    for (var path :
        new String[] {
          "requests",
          "seed",
          "client-grants",
          "clients",
          "resource-servers",
          "organizations",
          "faults",
          "rate-limits",
          "options",
          "tokens"
        }) {
      paths.add(HttpFrontend.CONTROL + "/" + path);
    }
    return Response.management(200, overview.put("documentation", "docs/simulator.md"));
  }

  Response requests(Call call) {
    var body = Json.object();
    body.set("counts", Json.tree(requests.counts()));
    var recent = body.putArray("recent");
    requests.recent().forEach(r -> recent.add(shown(r)));
    return Response.management(200, body);
  }

  Response resetRequests(Call call) {
    requests.reset();
    return Response.noContent();
  }

  Response options(Call call) {
    return Response.management(200, options.get());
  }

  Response changeOptions(Call call) {
    var changes = ControlBody.object(call);
    try {
      var changed = options.get().with(changes);
      options.set(changed);
      return Response.management(200, changed);
    } catch (IllegalArgumentException e) {
      throw ControlBody.badRequest(String.valueOf(e.getMessage()));
    }
  }

  Response rateLimits(Call call) {
    return Response.management(200, rateLimits.all());
  }

  /** Replaces all limits with those of a plan. */
  Response setPlan(Call call) {
    rateLimits.set(ControlBody.value(ControlBody.object(call).path("plan"), Plan.class));
    return rateLimits(call);
  }

  /** Sets the limits of the given buckets. Null removes a limit. */
  Response changeRateLimits(Call call) {
    var steps = new ArrayList<Runnable>();
    for (var change : ControlBody.object(call).properties()) {
      var bucket = bucket(change.getKey());
      if (change.getValue().isNull()) {
        steps.add(() -> rateLimits.lift(bucket));
      } else {
        var limit = ControlBody.value(change.getValue(), LimitPolicy.class);
        steps.add(() -> rateLimits.set(bucket, limit));
      }
    }
    steps.forEach(Runnable::run);
    return rateLimits(call);
  }

  Response revokeTokens(Call call) {
    Optional<String> client = call.query().first("client_id");
    client.ifPresentOrElse(tokens::revoke, tokens::revokeAll);
    return Response.noContent();
  }

  private static LimitBucket bucket(String name) {
    return Arrays.stream(LimitBucket.values())
        .filter(b -> Json.tree(b).textValue().equals(name))
        .findFirst()
        .orElseThrow(() ->
            ControlBody.badRequest(
                "no bucket %s; there are %s"
                    .formatted(name, Json.text(Json.tree(LimitBucket.values())))));
  }

  private static JsonNode shown(RecordedRequest request) {
    var shown =
        Json.object()
            .put("number", request.number())
            .put("at", request.at().toString())
            .put("from", request.from())
            .put("method", request.method())
            .put("path", request.path())
            .put("query", request.query())
            .put("route", request.route())
            .put("body", request.body());
    if (!request.userAgent().isEmpty()) {
      shown.put("user_agent", request.userAgent());
    }
    request.correlationId().ifPresent(id -> shown.put("correlation_id", id));
    request.status().ifPresent(status -> shown.put("status", status));
    return shown;
  }
}
