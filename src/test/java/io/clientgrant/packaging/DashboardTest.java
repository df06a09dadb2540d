package io.clientgrant.packaging;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.Dashboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard of the chart. {@code AlertsIT} asks a Prometheus each of its questions. */
class DashboardTest {
  private static final Pattern METRIC =
      Pattern.compile("\\b(clientgrant|operator_sdk|jvm|process)_[a-z_0-9]+");
  private static final Pattern DOCUMENTED =
      Pattern.compile("`([a-z_0-9]+)` \\| [a-z]+ \\| ([a-z_, ]*)\\|");
  private static final Pattern GROUPED = Pattern.compile("by \\(([a-z_, ]+)\\)");

  @Test
  void itAsksForMetricsThatExist() throws IOException {
    assertThat(Dashboard.queries()).hasSizeGreaterThan(20);
    assertThat(Dashboard.queries().stream().flatMap(DashboardTest::metrics))
        .isSubsetOf(documented().keySet());
  }

  /** A label that no metric has gives one line without a name. */
  @Test
  void itGroupsByLabelsThatExist() throws IOException {
    var documented = documented();
    for (var query : Dashboard.queries()) {
      var labels =
          metrics(query)
              .flatMap(metric -> documented.getOrDefault(metric, Set.of()).stream())
              .toList();
      assertThat(GROUPED.matcher(query).results().flatMap(by -> split(by.group(1))))
          .as(query)
          .filteredOn(label -> !label.equals("le"))
          .isSubsetOf(labels);
    }
  }

  private static Map<String, Set<String>> documented() throws IOException {
    return DOCUMENTED
        .matcher(Files.readString(Path.of("docs", "metrics.md")))
        .results()
        .collect(toMap(row -> row.group(1), row -> split(row.group(2)).collect(toSet())));
  }

  private static Stream<String> metrics(String query) {
    return METRIC
        .matcher(query)
        .results()
        .map(metric -> metric.group().replaceFirst("_seconds_(count|bucket)$", "_seconds"));
  }

  private static Stream<String> split(String labels) {
    return Stream.of(labels.strip().split(", *"));
  }

  @Test
  void eachPanelHasATitleAndEachQueryTheChosenSource() throws IOException {
    assertThat(Dashboard.panels())
        .allSatisfy(panel -> {
          assertThat(panel.path("title").asText()).isNotEmpty();
          assertThat(panel.path("targets").valueStream())
              .allMatch(target -> target.at("/datasource/uid").asText().equals("${datasource}"));
        });
  }
}
