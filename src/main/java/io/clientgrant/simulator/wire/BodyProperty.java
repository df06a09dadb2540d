package io.clientgrant.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * One property of a request's body.
 *
 * @param name its name
 * @param description what the API's own schema says of it; a refusal repeats it
 * @param nullable whether it may be null
 * @param holds what it holds
 */
public record BodyProperty(String name, String description, boolean nullable, Holds holds) {

  /** What a property holds. */
  public sealed interface Holds {
    /** Text of some length. */
    record Text(int min, int max) implements Holds {}

    /** The id of a client. */
    record ClientId() implements Holds {}

    /** One of a few words. */
    record Choice(List<String> words) implements Holds {}

    /** True or false. */
    record Flag() implements Holds {}

    /** A list of texts of some length. */
    record Texts(int min, int max) implements Holds {}
  }

  public BodyProperty orNull() {
    return new BodyProperty(name, description, true, holds);
  }

  /** What is wrong with a value, in the words of the API's validator. */
  Optional<String> wrong(JsonNode value) {
    if (value.isNull() && nullable) {
      return Optional.empty();
    }
    return switch (holds) {
      case Holds.Text(int min, int max) -> wrongText(value, min, max);
      case Holds.ClientId() ->
          wrongText(value, 1, 64)
              .or(() ->
                  value.textValue().matches("[A-Za-z0-9_-]+")
                      ? Optional.empty()
                      : Optional.of(
                          "Object didn't pass validation for format client-id: "
                              + value.textValue()));
      case Holds.Choice(List<String> words) ->
          wrongType(value, "string")
              .or(() ->
                  words.contains(value.textValue())
                      ? Optional.empty()
                      : Optional.of("Invalid value \"" + value.textValue() + "\""));
      case Holds.Flag() -> wrongType(value, "boolean");
      case Holds.Texts(int min, int max) -> wrongTexts(value, min, max);
    };
  }

  private static Optional<String> wrongTexts(JsonNode value, int min, int max) {
    var wrong = wrongType(value, "array");
    for (var item : value) {
      wrong = wrong.or(() -> wrongText(item, min, max));
    }
    return wrong;
  }

  private static Optional<String> wrongText(JsonNode value, int min, int max) {
    var wrong = wrongType(value, "string");
    if (wrong.isPresent()) {
      return wrong;
    }
    var length = value.textValue().length();
    if (length < min) {
      return Optional.of("String is too short (%d chars), minimum %d".formatted(length, min));
    }
    return length > max
        ? Optional.of("String is too long (%d chars), maximum %d".formatted(length, max))
        : Optional.empty();
  }

  private static Optional<String> wrongType(JsonNode value, String expected) {
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

  /** The values of a form as the JSON that they stand for. */
  JsonNode fromForm(List<String> values) {
    var first = values.getFirst();
    return switch (holds) {
      case Holds.Texts _ -> Json.tree(values);
      case Holds.Flag _ when first.equals("true") || first.equals("false") ->
          Json.tree(Boolean.valueOf(first));
      default -> Json.tree(first);
    };
  }
}
