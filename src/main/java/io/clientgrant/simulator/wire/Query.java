package io.clientgrant.simulator.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a query or a form.
 *
 * @param values the values of each name, in the order in which they were sent
 */
public record Query(Map<String, List<String>> values) {

  /** Decodes a query or a form. Text with invalid percent-encoding is taken literally. */
  public static Query parse(String encoded) {
    var values = new LinkedHashMap<String, List<String>>();
    for (var pair : encoded.split("&", -1)) {
      if (!pair.isEmpty()) {
        var equals = pair.indexOf('=');
        var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        var value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
    return new Query(values);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }
}
