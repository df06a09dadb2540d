package io.clientgrant.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * One property of a request body.
 *
 * @param name the name
 * @param description the description in the API's own schema, which error messages repeat
 * @param nullable whether it may be null
 * @param type the type
 */
public record BodyProperty(String name, String description, boolean nullable, PropertyType type) {

  /** The type of a property. */
  public sealed interface PropertyType {
    /** A string whose length is limited. */
    record Text(int min, int max) implements PropertyType {}

    /** A client id. */
    record ClientId() implements PropertyType {}

    /** One of some strings. */
    record Choice(List<String> values) implements PropertyType {}

    /** A boolean. */
    record Flag() implements PropertyType {}

    /** A list of strings whose length is limited. */
    record Texts(int min, int max) implements PropertyType {}
  }

  public BodyProperty asNullable() {
    return new BodyProperty(name, description, true, type);
  }

  /** The error of a value, in the words of the API's validator. */
  Optional<String> error(JsonNode value) {
    if (value.isNull() && nullable) {
      return Optional.empty();
    }
    return switch (type) {
      case PropertyType.Text(int min, int max) -> textError(value, min, max);
      case PropertyType.ClientId() ->
          textError(value, 1, 64)
              .or(() ->
                  value.textValue().matches("[A-Za-z0-9_-]+")
                      ? Optional.empty()
                      : Optional.of(
                          "Object didn't pass validation for format client-id: "
                              + value.textValue()));
      case PropertyType.Choice(List<String> values) ->
          typeError(value, "string")
              .or(() ->
                  values.contains(value.textValue())
                      ? Optional.empty()
                      : Optional.of("Invalid value \"" + value.textValue() + "\""));
      case PropertyType.Flag() -> typeError(value, "boolean");
      case PropertyType.Texts(int min, int max) -> textsError(value, min, max);
    };
  }

  private static Optional<String> textsError(JsonNode value, int min, int max) {
    var error = typeError(value, "array");
    for (var item : value) {
      error = error.or(() -> textError(item, min, max));
    }
    return error;
  }

  private static Optional<String> textError(JsonNode value, int min, int max) {
    var error = typeError(value, "string");
    if (error.isPresent()) {
      return error;
    }
    var length = value.textValue().length();
    if (length < min) {
      return Optional.of("String is too short (%d chars), minimum %d".formatted(length, min));
    }
    return length > max
        ? Optional.of("String is too long (%d chars), maximum %d".formatted(length, max))
        : Optional.empty();
  }

  private static Optional<String> typeError(JsonNode value, String expected) {
    var found = typeOf(value);
    return found.equals(expected)
        ? Optional.empty()
        : Optional.of("Expected type %s but found type %s".formatted(expected, found));
  }

  static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      case OBJECT -> "object";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      default -> "null";
    };
  }

  /** The JSON value for the values of a form field. */
  JsonNode fromForm(List<String> values) {
    var first = values.getFirst();
    return switch (type) {
      case PropertyType.Texts _ -> Json.tree(values);
      case PropertyType.Flag _ when first.equals("true") || first.equals("false") ->
          Json.tree(Boolean.valueOf(first));
      default -> Json.tree(first);
    };
  }
}
