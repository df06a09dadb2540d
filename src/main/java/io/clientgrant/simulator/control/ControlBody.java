package io.clientgrant.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Response;

/**
 * Reads the bodies of requests to {@code /_simulator/}. Errors say in one sentence what is wrong.
 */
final class ControlBody {
  private ControlBody() {}

  static JsonNode json(Call call) {
    try {
      return Json.parse(call.request().body());
    } catch (Json.InvalidJson e) {
      throw badRequest(e.getMessage());
    }
  }

  static ObjectNode object(Call call) {
    if (json(call) instanceof ObjectNode object) {
      return object;
    }
    throw badRequest("a JSON object is expected");
  }

  static <T> T value(JsonNode tree, Class<T> type) {
    try {
      return Json.value(tree, type);
    } catch (Json.InvalidJson e) {
      throw badRequest(e.getMessage());
    }
  }

  static ErrorResponse badRequest(String sentence) {
    return new ErrorResponse(Response.management(400, Json.object().put("error", sentence)));
  }

  static ErrorResponse notFound(String what) {
    return new ErrorResponse(
        Response.management(404, Json.object().put("error", what + " does not exist")));
  }
}
