package io.clientgrant.simulator.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.stream.Collectors;

/** The JSON of the simulator: snake case, strict, and without null fields. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY))
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** What a text contains; null if it is empty or no JSON. */
  public static JsonNode parsed(byte[] text) {
    try {
      return text.length == 0 ? NullNode.getInstance() : parse(text);
    } catch (InvalidJson _) {
      return NullNode.getInstance();
    }
  }

  /** Parses a JSON text. */
  public static JsonNode parse(byte[] text) throws InvalidJson {
    try {
      return MAPPER.readTree(text);
    } catch (java.io.IOException e) {
      throw new InvalidJson(sentence(e));
    }
  }

  /** Converts JSON to a value. Unknown fields are errors. */
  public static <T> T value(JsonNode tree, Class<T> type) throws InvalidJson {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new InvalidJson(sentence(e));
    }
  }

  public static String text(JsonNode value) {
    return value.toString();
  }

  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value of the simulator has no JSON", e);
    }
  }

  private static String sentence(Exception e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          "%s: unknown field (known: %s)"
              .formatted(
                  path(unknown),
                  unknown.getKnownPropertyIds().stream()
                      .map(Object::toString)
                      .sorted()
                      .collect(Collectors.joining(", ")));
      case JsonMappingException mapping
          when mapping.getCause() instanceof IllegalArgumentException i ->
          path(mapping) + ": " + i.getMessage();
      case JsonMappingException mapping ->
          path(mapping) + ": " + plain(mapping.getOriginalMessage());
      case JsonProcessingException syntax ->
          "line %d, column %d: %s"
              .formatted(
                  syntax.getLocation().getLineNr(),
                  syntax.getLocation().getColumnNr(),
                  syntax.getOriginalMessage());
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String path(JsonMappingException e) {
    var path =
        e.getPath().stream()
            .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
            .collect(Collectors.joining());
    return path.isEmpty() ? "the document" : path.substring(path.startsWith(".") ? 1 : 0);
  }

  /** Jackson's message without the names of Java classes. */
  private static String plain(String message) {
    return message
        .replaceAll("Missing required creator property .*", "this field is missing")
        .replaceAll(
            "Cannot deserialize value of type `[^`]*` from (\\w+) value.*",
            "must not be of type $1")
        .replaceAll("Cannot coerce (\\w+) value.*", "must not be of type $1");
  }

  /**
   * A text that is not JSON, or JSON of the wrong form. The message says what is wrong and where.
   */
  public static final class InvalidJson extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    InvalidJson(String sentence) {
      super(sentence);
      this.sentence = sentence;
    }

    @Override
    public String getMessage() {
      return sentence;
    }
  }
}
