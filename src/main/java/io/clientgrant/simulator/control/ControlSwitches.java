package io.clientgrant.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.clientgrant.simulator.faults.RecordedRequest;
import io.clientgrant.simulator.faults.RequestLog;
import io.clientgrant.simulator.server.Front;
import io.clientgrant.simulator.setting.LimitBucket;
import io.clientgrant.simulator.setting.LimitCounters;
import io.clientgrant.simulator.setting.LimitPolicy;
import io.clientgrant.simulator.setting.SimulatorOptions;
import io.clientgrant.simulator.token.Tokens;
import io.clientgrant.simulator.wire.Answer;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What was asked, how the simulator behaves, which limits it enforces, which tokens are good. */
public final class ControlSwitches {
  private final RequestLog requests;
  private final LimitCounters rateLimits;
  private final Tokens tokens;
  private final AtomicReference<SimulatorOptions> options;

  public ControlSwitches(
      RequestLog requests,
      LimitCounters rateLimits,
      Tokens tokens,
      AtomicReference<SimulatorOptions> options) {
    this.requests = requests;
    this.rateLimits = rateLimits;
    this.tokens = tokens;
    this.options = options;
  }

  Answer overview(Call call) {
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
      paths.add(Front.CONTROL + "/" + path);
    }
    return Answer.management(200, overview.put("documentation", "docs/simulator.md"));
  }

  Answer requests(Call call) {
    var body = Json.object();
    body.set("counts", Json.tree(requests.counts()));
    var recent = body.putArray("recent");
    requests.recent().forEach(r -> recent.add(shown(r)));
    return Answer.management(200, body);
  }

  Answer forgetRequests(Call call) {
    requests.reset();
    return Answer.noContent();
  }

  Answer options(Call call) {
    return Answer.management(200, options.get());
  }

  Answer changeOptions(Call call) {
    var changes = ControlBody.object(call);
    try {
      var changed = options.get().with(changes);
      options.set(changed);
      return Answer.management(200, changed);
    } catch (Json.NotJson e) {
      throw ControlBody.wrong(e.getMessage());
    }
  }

  Answer rateLimits(Call call) {
    return Answer.management(200, rateLimits.all());
  }

  /** Sets the limits of the buckets that are named; null lifts one. */
  Answer changeRateLimits(Call call) {
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

  Answer revokeTokens(Call call) {
    Optional<String> client = call.query().first("client_id");
    client.ifPresentOrElse(tokens::revoke, tokens::revokeAll);
    return Answer.noContent();
  }

  private static LimitBucket bucket(String name) {
    return Arrays.stream(LimitBucket.values())
        .filter(b -> Json.tree(b).textValue().equals(name))
        .findFirst()
        .orElseThrow(() ->
            ControlBody.wrong(
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
    request.status().ifPresent(status -> shown.put("status", status));
    return shown;
  }
}
