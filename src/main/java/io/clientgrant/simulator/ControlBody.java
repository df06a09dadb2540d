package io.clientgrant.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

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

  static Refusal wrong(String sentence) {
    return new Refusal(Answer.management(400, Json.object().put("error", sentence)));
  }

  static Refusal missing(String what) {
    return new Refusal(
        Answer.management(404, Json.object().put("error", what + " does not exist")));
  }
}
