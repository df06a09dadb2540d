package io.clientgrant.simulator.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Query;
import io.clientgrant.simulator.wire.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a token request, sent as JSON or as a form.
 *
 * @param values the parameters
 */
record TokenForm(Map<String, String> values) {

  static TokenForm read(Request request) {
    var values = new HashMap<String, String>();
    if (request.isForm()) {
      Query.parse(request.text()).values().forEach((name, all) -> values.put(name, all.getFirst()));
    } else {
      json(request).properties().forEach(p -> values.put(p.getKey(), p.getValue().asText()));
    }
    request.header("authorization").ifPresent(header -> addBasic(header, values));
    return new TokenForm(values);
  }

  /** A parameter. An empty one counts as absent. */
  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).filter(v -> !v.isEmpty());
  }

  private static ObjectNode json(Request request) {
    try {
      if (Json.parse(request.body()) instanceof ObjectNode object) {
        return object;
      }
    } catch (Json.InvalidJson _) {
      // Rejected below, like every body that is not an object.
    }
    throw ErrorResponse.token(400, "invalid_request", "The body is neither JSON nor a form");
  }

  /** Reads credentials from the header, where many OAuth libraries send them first. */
  private static void addBasic(String header, Map<String, String> values) {
    var scheme = "Basic ";
    if (!header.regionMatches(true, 0, scheme, 0, scheme.length())) {
      return;
    }
    try {
      var decoded = Base64.getDecoder().decode(header.substring(scheme.length()).trim());
      var pair = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
      if (pair.length == 2) {
        values.putIfAbsent("client_id", pair[0]);
        values.putIfAbsent("client_secret", pair[1]);
      }
    } catch (IllegalArgumentException _) {
      // Invalid Basic credentials count as none.
    }
  }
}
