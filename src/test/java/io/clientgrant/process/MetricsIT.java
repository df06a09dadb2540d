package io.clientgrant.process;

import static io.clientgrant.testing.OperatorFixture.client;
import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.Manifests;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a running operator serves to Prometheus, against docs/metrics.md. */
@ExtendWith(ControlPlaneExtension.class)
class MetricsIT {
  private static final Path PAGE = Path.of("docs", "metrics.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z_]+)` \\| ([a-z]+) \\|", Pattern.MULTILINE);
  private static final Pattern ROW_LABELS =
      Pattern.compile("^\\| `([a-z_]+)` \\| [a-z]+ \\| ([a-z_, ]*) ?\\|", Pattern.MULTILINE);
  private static final Pattern SAMPLE =
      Pattern.compile("^([a-z_]+)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
  private static final Pattern PART_OF_A_HISTOGRAM = Pattern.compile("_(?:bucket|count|sum)$");
  private static final Pattern TYPE =
      Pattern.compile("^# TYPE ([a-z_]+) ([a-z]+)$", Pattern.MULTILINE);
  private static final Pattern HELP = Pattern.compile("^# HELP ([a-z_]+) \\S", Pattern.MULTILINE);

  private static final String ONLY_IN_TROUBLE = "clientgrant_namespace_unreadable";

  @TempDir private Path folder;

  @Test
  void thePageNamesEveryMetricAndNoOther(OperatorFixture fixture) throws Exception {
    try (var operator = fixture.startProcess(Map.of(), folder.resolve("log"))) {
      fixture.applyTenant("1h");
      fixture.applyGrant("g", client(1), "scope: [read:invoices]");
      fixture.awaitInSync("g");
      var served = operator.get("/metrics");

      var page = types(ROW, Files.readString(PAGE));
      assertThat(page).containsAllEntriesOf(types(TYPE, served));
      assertThat(page.keySet())
          .filteredOn(name -> name.startsWith("clientgrant_") && !name.equals(ONLY_IN_TROUBLE))
          .isSubsetOf(types(TYPE, served).keySet());
      assertThat(types(TYPE, served).keySet())
          .filteredOn(name -> name.startsWith("clientgrant_"))
          .allMatch(
              name -> HELP.matcher(served).results().anyMatch(help -> help.group(1).equals(name)));
    }
  }

  @Test
  void thePageNamesTheLabelsOfEachMetric(OperatorFixture fixture) throws Exception {
    try (var operator = fixture.startProcess(Map.of(), folder.resolve("log"))) {
      fixture.applyTenant("1h");
      fixture.applyGrant("g", client(1), "scope: [read:invoices]");
      fixture.awaitInSync("g");
      fixture.grants().withName("g").delete();
      fixture.awaitGone("g");
      assertThat(labelsOnThePage()).containsAllEntriesOf(labels(operator.get("/metrics")));
    }
  }

  /** An operator that may write nothing tries again and again. */
  @Test
  void triesMakeNoNewTimeSeries(OperatorFixture fixture) throws Exception {
    allowReadingTo("reader-of-" + fixture.namespace, fixture);
    var environment = Map.of("KUBERNETES_IMPERSONATE_USERNAME", "reader-of-" + fixture.namespace);
    try (var operator = fixture.startProcess(environment, folder.resolve("log"))) {
      fixture.applyTenant("1h");
      await()
          .atMost(OperatorFixture.PATIENCE)
          .until(() ->
              operator.metric("operator_sdk_reconciliations_failed_total", "Auth0Tenant") >= 3);
      var served = operator.get("/metrics");
      assertThat(served.lines())
          .filteredOn(line -> line.startsWith("operator_sdk_reconciliations_started_total{"))
          .hasSize(1);
      assertThat(labelsOnThePage()).containsAllEntriesOf(labels(served));
    }
  }

  private static void allowReadingTo(String user, OperatorFixture fixture) {
    fixture
        .user
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(user)
                .endMetadata()
                .addNewRule()
                .withApiGroups("*")
                .withResources("*")
                .withVerbs("get", "list", "watch")
                .endRule()
                .build())
        .create();
    fixture
        .user
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(user)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", user)
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build())
        .create();
  }

  private static Map<String, Set<String>> labelsOnThePage() throws IOException {
    return ROW_LABELS
        .matcher(Files.readString(PAGE))
        .results()
        .collect(
            toMap(
                row -> row.group(1),
                row ->
                    row.group(2).isBlank()
                        ? Set.<String>of()
                        : Set.of(row.group(2).strip().split(", "))));
  }

  /** The labels of each metric that is served, but for those that each histogram has. */
  private static Map<String, Set<String>> labels(String served) {
    var types = types(TYPE, served);
    return SAMPLE
        .matcher(served)
        .results()
        .collect(
            groupingBy(
                sample ->
                    types.containsKey(sample.group(1))
                        ? sample.group(1)
                        : PART_OF_A_HISTOGRAM.matcher(sample.group(1)).replaceFirst(""),
                flatMapping(
                    sample ->
                        Optional.ofNullable(sample.group(2)).stream()
                            .flatMap(labels -> LABEL.matcher(labels).results())
                            .map(label -> label.group(1))
                            .filter(name -> !name.equals("le")),
                    toSet())));
  }

  @Test
  void resourcesAreCountedByTenantStateAndReason(OperatorFixture fixture) throws Exception {
    fixture
        .simulator
        .tenant()
        .put(StoredGrant.of("cgr_ofsomebodyelse01", client(2), OperatorFixture.AUDIENCE));
    try (var operator = fixture.startProcess(Map.of(), folder.resolve("log"))) {
      fixture.applyTenant("1h");
      fixture.applyGrant("one", client(1), "scope: [read:invoices]");
      fixture.applyGrant("two", client(2), "scope: [read:invoices]");
      fixture.applyGrant("three", client(3), "scope: [read:invoices], suspend: true");
      fixture.awaitInSync("one");
      fixture.awaitReason("two", "GrantExists");
      fixture.awaitReason("three", "Suspended");

      assertThat(resources(operator.get("/metrics")))
          .isEqualTo(
              Map.of(
                  "Auth0Tenant Ready Connected", "1.0",
                  "ClientGrant Ready InSync", "1.0",
                  "ClientGrant Stalled GrantExists", "1.0",
                  "ClientGrant Idle Suspended", "1.0"));

      fixture.grants().withName("one").delete();
      fixture.awaitGone("one");
      assertThat(resources(operator.get("/metrics"))).doesNotContainKey("ClientGrant Ready InSync");
    }
  }

  /** Else whoever may write ClientGrants could make a time series with each. */
  @Test
  void resourcesWithoutTheirTenantAreOneTimeSeries(OperatorFixture fixture) throws Exception {
    try (var operator = fixture.startProcess(Map.of(), folder.resolve("log"))) {
      fixture.applyTenant("1h");
      for (var number = 1; number <= 3; number++) {
        var name = "orphan-%d".formatted(number);
        fixture
            .user
            .resource(
                Manifests.grant(
                    name,
                    "tenantRef: {name: no-%s}, clientId: %s, audience: \"%s\", scope: []"
                        .formatted(name, client(number), OperatorFixture.AUDIENCE)))
            .inNamespace(fixture.namespace)
            .create();
        fixture.awaitReason(name, "TenantNotFound");
      }
      assertThat(operator.get("/metrics"))
          .containsPattern(
              "clientgrant_resources\\{kind=\"ClientGrant\",name=\"\",namespace=\"\",reason=\"TenantNotFound\",state=\"[A-Za-z]+\"\\} 3.0")
          .doesNotContain("no-orphan");
    }
  }

  private static Map<String, String> resources(String served) {
    return Pattern.compile(
            "^clientgrant_resources\\{kind=\"(\\w+)\",.*reason=\"(\\w*)\",state=\"(\\w+)\"\\} (\\S+)$",
            Pattern.MULTILINE)
        .matcher(served)
        .results()
        .collect(
            toMap(
                match -> "%s %s %s".formatted(match.group(1), match.group(3), match.group(2)),
                match -> match.group(4)));
  }

  private static Map<String, String> types(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .collect(toMap((MatchResult match) -> match.group(1), match -> match.group(2)));
  }
}
