package io.clientgrant.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The schema of a request body. Only the first violation is reported. Source: Management API,
 * validation errors.
 *
 * @param properties the allowed properties
 * @param required the names of the required properties
 * @param minimum how many properties there must be at least
 */
public record BodyRules(List<BodyProperty> properties, List<String> required, int minimum) {
  private static final int MAX_BYTES = 1 << 20;

  /**
   * Reads and validates a JSON body or a form. Throws the API's error response if it is not valid.
   */
  public ObjectNode read(Request request) {
    if (request.body().length > MAX_BYTES) {
      throw ErrorResponse.of(
          413, "Payload content length greater than maximum allowed: " + MAX_BYTES);
    }
    var body =
        switch (request.mediaType()) {
          case "application/json" -> json(request);
          case "application/x-www-form-urlencoded" -> form(Query.parse(request.text()));
          default -> throw ErrorResponse.of(415, "Unsupported Media Type");
        };
    if (!(body instanceof ObjectNode object)) {
      throw violation("Expected type object but found type " + BodyProperty.typeOf(body));
    }
    check(object);
    return object;
  }

  private static JsonNode json(Request request) {
    if (request.body().length == 0) {
      return Json.object().nullNode();
    }
    try {
      return Json.parse(request.body());
    } catch (Json.InvalidJson _) {
      throw ErrorResponse.of(400, "Invalid request payload JSON format");
    }
  }

  private ObjectNode form(Query form) {
    var body = Json.object();
    form.values()
        .forEach((name, values) ->
            body.set(
                name,
                property(name)
                    .map(p -> p.fromForm(values))
                    .orElseGet(() -> Json.tree(values.getFirst()))));
    return body;
  }

  private void check(ObjectNode body) {
    var unknown =
        StreamSupport.stream(((Iterable<String>) body::fieldNames).spliterator(), false)
            .filter(name -> property(name).isEmpty())
            .collect(Collectors.joining(","));
    if (!unknown.isEmpty()) {
      throw violation("Additional properties not allowed: " + unknown);
    }
    for (var name : required) {
      if (!body.has(name)) {
        throw violation("Missing required property: " + name);
      }
    }
    if (body.size() < minimum) {
      throw violation(
          "Too few properties defined (%d), minimum %d".formatted(body.size(), minimum));
    }
    for (var property : properties) {
      if (body.has(property.name())) {
        property
            .error(body.path(property.name()))
            .ifPresent(what -> {
              throw violation(what, property);
            });
      }
    }
  }

  private Optional<BodyProperty> property(String name) {
    return properties.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  public static ErrorResponse violation(String what) {
    return ErrorResponse.of(400, "Payload validation error: '" + what + "'.", "invalid_body");
  }

  private static ErrorResponse violation(String what, BodyProperty property) {
    return ErrorResponse.of(
        400,
        "Payload validation error: '%s' on property %s (%s)."
            .formatted(what, property.name(), property.description()),
        "invalid_body");
  }
}
