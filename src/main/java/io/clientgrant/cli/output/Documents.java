package io.clientgrant.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes JSON and YAML for people: two spaces a level, every value on a line of its own, and no
 * character that a terminal would obey.
 */
public final class Documents {
  /** What YAML takes for nothing but text, whichever version of it. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_./@-]*(:[A-Za-z0-9_./@-]+)*");

  private static final Pattern WORD =
      Pattern.compile("(?i)true|false|yes|no|on|off|y|n|null|nan|inf");

  private Documents() {}

  /** A text in one line, fit to be shown. */
  public static String line(String text) {
    return Printable.of(text);
  }

  /** A document as JSON. */
  public static String json(JsonNode document) {
    return json(document, 0) + "\n";
  }

  /** A document as JSON, so many levels deep in another. */
  static String json(JsonNode document, int depth) {
    return "  ".repeat(depth) + value(document, depth);
  }

  private static String value(JsonNode node, int depth) {
    return switch (node) {
      case ObjectNode object when !object.isEmpty() ->
          object.properties().stream()
              .map(property ->
                  "  ".repeat(depth + 1)
                      + quoted(property.getKey(), false)
                      + ": "
                      + value(property.getValue(), depth + 1))
              .collect(Collectors.joining(",\n", "{\n", "\n" + "  ".repeat(depth) + "}"));
      case ArrayNode array when !array.isEmpty() ->
          array
              .valueStream()
              .map(item -> json(item, depth + 1))
              .collect(Collectors.joining(",\n", "[\n", "\n" + "  ".repeat(depth) + "]"));
      default -> scalar(node, false);
    };
  }

  /** A document as YAML. */
  public static String yaml(JsonNode document) {
    return block(document, "").stripLeading() + (isBlock(document) ? "" : "\n");
  }

  /** A document as an item of a list in YAML. */
  static String yamlItem(JsonNode document) {
    return item(document, "");
  }

  private static String block(JsonNode node, String indent) {
    return switch (node) {
      case ObjectNode object when !object.isEmpty() ->
          object.properties().stream()
              .map(property ->
                  indent + plain(property.getKey()) + ":" + after(property.getValue(), indent))
              .collect(Collectors.joining());
      case ArrayNode array when !array.isEmpty() ->
          array.valueStream().map(item -> item(item, indent)).collect(Collectors.joining());
      default -> scalar(node, true);
    };
  }

  /** What follows the key of a property. */
  private static String after(JsonNode node, String indent) {
    if (!isBlock(node)) {
      return " " + scalar(node, true) + "\n";
    }
    return "\n" + block(node, node.isArray() ? indent : indent + "  ");
  }

  private static String item(JsonNode node, String indent) {
    return isBlock(node)
        ? indent + "- " + block(node, indent + "  ").substring(indent.length() + 2)
        : indent + "- " + scalar(node, true) + "\n";
  }

  private static boolean isBlock(JsonNode node) {
    return node.isContainerNode() && !node.isEmpty();
  }

  private static String scalar(JsonNode node, boolean isYaml) {
    if (!node.isTextual()) {
      return node.toString();
    }
    return isYaml ? plain(node.textValue()) : quoted(node.textValue(), false);
  }

  private static String plain(String text) {
    return PLAIN.matcher(text).matches() && !WORD.matcher(text).matches()
        ? text
        : quoted(text, true);
  }

  /** A text in quotes. JSON and YAML differ only beyond the first 65,536 characters. */
  private static String quoted(String text, boolean isYaml) {
    var quoted = new StringBuilder(text.length() + 2).append('"');
    text.codePoints()
        .forEach(character -> {
          if (character == '"' || character == '\\') {
            quoted.append('\\').append((char) character);
          } else if (Printable.isShown(character)) {
            quoted.appendCodePoint(character);
          } else if (isYaml && Character.isSupplementaryCodePoint(character)) {
            quoted.append("\\U%08X".formatted(character));
          } else {
            for (var unit : Character.toChars(character)) {
              quoted.append("\\u%04X".formatted((int) unit));
            }
          }
        });
    return quoted.append('"').toString();
  }
}
