package io.clientgrant.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.wire.Answer;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.Json;

/** Reads what a person or a test sends to {@code /_simulator/}, and says plainly what is wrong. */
final class ControlBody {
  private ControlBody() {}

  static JsonNode json(Call call) {
    try {
      return Json.parse(call.request().body());
    } catch (Json.NotJson e) {
      throw wrong(e.getMessage());
    }
  }

  static ObjectNode object(Call call) {
    if (json(call) instanceof ObjectNode object) {
      return object;
    }
    throw wrong("a JSON object is expected");
  }

  static <T> T value(JsonNode tree, Class<T> type) {
    try {
      return Json.value(tree, type);
    } catch (Json.NotJson e) {
      throw wrong(e.getMessage());
    }
  }

  static ErrorResponse wrong(String sentence) {
    return new ErrorResponse(Answer.management(400, Json.object().put("error", sentence)));
  }

  static ErrorResponse missing(String what) {
    return new ErrorResponse(
        Answer.management(404, Json.object().put("error", what + " does not exist")));
  }
}
