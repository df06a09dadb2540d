package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The alerts of the chart, against the pages that explain them. */
class AlertsTest {
  private static final Path ALERTS =
      Path.of("helm", "clientgrant-operator", "files", "alerts.yaml");
  private static final Path UNIT_TESTS = Path.of("src", "test", "resources", "alerts", "test.yaml");
  private static final Path RUNBOOK = Path.of("docs", "runbook.md");
  private static final Path METRICS = Path.of("docs", "metrics.md");
  private static final Pattern SECTION = Pattern.compile("^### (\\w+)$", Pattern.MULTILINE);
  private static final Pattern METRIC = Pattern.compile("clientgrant_[a-z_]+");
  private static final Pattern REASON = Pattern.compile("reason[=!]~?\"([^\"]+)\"");

  @Test
  void theRunbookHasASectionForEachAlertAndForNothingElse() throws IOException {
    assertThat(find(SECTION, RUNBOOK))
        .containsExactlyInAnyOrderElementsOf(
            alerts().map(alert -> alert.path("alert").asText()).toList());
  }

  /** {@code AlertsIT} runs them. */
  @Test
  void eachAlertHasAUnitTestInWhichItFires() throws IOException {
    var tests = new YAMLMapper().readTree(UNIT_TESTS.toFile()).path("tests");
    assertThat(
            tests
                .valueStream()
                .flatMap(test -> test.path("alert_rule_test").valueStream())
                .filter(test -> !test.path("exp_alerts").isEmpty())
                .map(test -> test.path("alertname").asText()))
        .containsExactlyInAnyOrderElementsOf(
            alerts().map(alert -> alert.path("alert").asText()).toList());
  }

  @Test
  void eachSectionSaysWhatItMeansHowToLookAndWhatToDo() throws IOException {
    var sections = Files.readString(RUNBOOK).split("\n### ");
    assertThat(Stream.of(sections).skip(1))
        .allSatisfy(
            section -> assertThat(section).contains("**Meaning.**", "**Look.**", "**Do.**"));
  }

  @Test
  void eachAlertAsksForMetricsThatExist() throws IOException {
    var known = find(Pattern.compile("`(clientgrant_[a-z_]+)`"), METRICS);
    assertThat(alerts().map(alert -> alert.path("expr").asText()))
        .allSatisfy(expr ->
            assertThat(
                    METRIC
                        .matcher(expr)
                        .results()
                        .map(match -> match.group().replaceFirst("_seconds_count$", "_seconds")))
                .isNotEmpty()
                .allMatch(known::contains));
  }

  /** A reason that nothing ever has would make an alert that never fires. */
  @Test
  void eachAlertAsksForReasonsThatExist() throws IOException {
    var page = Files.readString(Path.of("docs", "behaviour.md"));
    var reasons =
        alerts()
            .flatMap(alert ->
                REASON
                    .matcher(alert.path("expr").asText())
                    .results()
                    .flatMap(match -> Stream.of(match.group(1).split("\\|"))))
            .collect(Collectors.toSet());
    assertThat(reasons)
        .isNotEmpty()
        .allSatisfy(reason -> assertThat(page).contains("**" + reason + "**"));
  }

  @Test
  void eachAlertHasASeverityAndASummary() throws IOException {
    assertThat(alerts())
        .allSatisfy(alert -> {
          assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
          assertThat(alert.at("/annotations/summary").asText()).endsWith(".");
          assertThat(alert.path("for").asText()).matches("\\d+m");
        });
  }

  private static Stream<JsonNode> alerts() throws IOException {
    var groups = new YAMLMapper().readTree(ALERTS.toFile()).path("groups");
    return groups.valueStream().flatMap(group -> group.path("rules").valueStream());
  }

  private static Set<String> find(Pattern pattern, Path page) throws IOException {
    return pattern
        .matcher(Files.readString(page))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }
}
