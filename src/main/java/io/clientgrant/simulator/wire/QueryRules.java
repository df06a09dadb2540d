package io.clientgrant.simulator.wire;

import java.util.List;
import java.util.Optional;

/**
 * Validates query parameters as the API does.
 *
 * @param query the query of the request
 */
public record QueryRules(Query query) {

  public Optional<Integer> integer(String name, int min, int max) {
    return query.first(name).map(text -> integer(name, text, min, max));
  }

  public Optional<Boolean> flag(String name) {
    return choice(name, List.of("true", "false")).map(Boolean::parseBoolean);
  }

  public Optional<String> choice(String name, List<String> values) {
    return query
        .first(name)
        .map(text -> {
          if (!values.contains(text)) {
            throw violation("Invalid value \"" + text + "\"", name);
          }
          return text;
        });
  }

  private static int integer(String name, String text, int min, int max) {
    if (!text.matches("-?[0-9]{1,9}")) {
      throw violation("Expected type integer but found type string", name);
    }
    var value = Integer.parseInt(text);
    if (value < min) {
      throw violation("Value " + value + " is less than minimum " + min, name);
    }
    if (value > max) {
      throw violation("Value " + value + " is greater than maximum " + max, name);
    }
    return value;
  }

  /** Source: Management API, validation errors. The wording inside the quotes is inferred. */
  public static ErrorResponse violation(String what, String name) {
    return ErrorResponse.of(
        400,
        "Query validation error: '%s' on property %s.".formatted(what, name),
        "invalid_query_string");
  }
}
