package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.Dashboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard of the chart. {@code AlertsIT} asks a Prometheus each of its questions. */
class DashboardTest {
  private static final Pattern METRIC =
      Pattern.compile("\\b(clientgrant|operator_sdk|jvm|process)_[a-z_0-9]+");
  private static final Pattern DOCUMENTED = Pattern.compile("`([a-z_0-9]+)` \\|");

  @Test
  void itAsksForMetricsThatExist() throws IOException {
    var page = Files.readString(Path.of("docs", "metrics.md"));
    var known =
        DOCUMENTED.matcher(page).results().map(row -> row.group(1)).collect(Collectors.toSet());
    assertThat(Dashboard.queries()).hasSizeGreaterThan(20);
    assertThat(
            Dashboard.queries().stream()
                .flatMap(query -> METRIC.matcher(query).results())
                .map(metric -> metric.group().replaceFirst("_seconds_(count|bucket)$", "_seconds")))
        .isSubsetOf(known);
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
