package io.clientgrant.picture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a panel.
 *
 * @param name as its legend calls it
 */
record Series(String name, List<Point> points) {
  private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

  /**
   * A value.
   *
   * @param time in seconds since 1970
   */
  record Point(double time, double value) {}

  /**
   * A line of Prometheus' answer. What has no number is left out.
   *
   * @param legend how Grafana is to call it, with the names of labels in braces
   * @param result what Prometheus has answered
   */
  static Series of(String legend, JsonNode result) {
    var name =
        LABEL
            .matcher(legend)
            .replaceAll(label ->
                Matcher.quoteReplacement(result.path("metric").path(label.group(1)).asText()));
    return new Series(
        name.strip(),
        result
            .path("values")
            .valueStream()
            .map(
                pair -> new Point(pair.get(0).asDouble(), Double.parseDouble(pair.get(1).asText())))
            .filter(point -> Double.isFinite(point.value))
            .toList());
  }
}
