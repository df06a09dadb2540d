package io.clientgrant.process;

import static io.clientgrant.testing.OperatorFixture.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.Dashboard;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.OperatorProcess;
import io.clientgrant.testing.Program;
import io.clientgrant.testing.Prometheus;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alerts of the chart. promtool checks each by itself; then a Prometheus scrapes an operator to
 * which everything happens that they are about, in seconds instead of minutes.
 */
@ExtendWith(ControlPlaneExtension.class)
class AlertsIT {
  private static final Path RULES = Path.of("helm", "clientgrant-operator", "files", "alerts.yaml");
  private static final Path UNIT_TESTS = Path.of("src", "test", "resources", "alerts", "test.yaml");
  private static final Pattern NAME = Pattern.compile("- alert: (\\w+)");
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String LIST = "GET /api/v2/client-grants";
  private static final String USER = "limited-operator";

  private final OperatorFixture fixture;
  private final Set<String> seen = new HashSet<>();
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // there is a folder when a test begins
  AlertsIT(OperatorFixture fixture) {
    this.fixture = fixture;
  }

  @Test
  void promtoolFindsNoFault() throws Exception {
    assertSuccess("check", "rules", "--lint=all", "--lint-fatal", RULES.toString());
    assertSuccess("test", "rules", UNIT_TESTS.toString());
  }

  private static void assertSuccess(String... arguments) throws Exception {
    var ended = Program.runTool("prometheus", "promtool", arguments);
    assertThat(ended.exit()).as(ended.output()).isZero();
  }

  @Test
  void eachAlertFiresWhenItShouldAndEnds() throws Exception {
    var rules = Files.readString(RULES);
    try (var prometheus = new Prometheus(folder, hurried(rules))) {
      troubleWithTheLog(prometheus);
      try (var operator = fixture.startProcess(Map.of(), folder.resolve("first"))) {
        prometheus.watch(operator);
        fixture.applyTenant("1s");
        fixture.awaitTenant("Connected");
        troubleWithGrants(prometheus);
        troubleWithWithdrawals(prometheus);
        troubleWithCalls(prometheus, operator);
        eachPanelOfTheDashboardShowsSomething(prometheus);
        troubleWithTheCredential(prometheus);
      }
      troubleWithTheOperator(prometheus);
      assertThat(seen)
          .containsExactlyInAnyOrderElementsOf(
              NAME.matcher(rules).results().map(match -> match.group(1)).toList());
    }
  }

  /** The same rules, for a test that waits for seconds. */
  private static String hurried(String rules) {
    return rules
        .replaceAll("for: \\d+m", "for: 1s")
        .replace("> 3600", "> 8")
        .replace("[15m])) > 5", "[20s])) > 1");
  }

  private void troubleWithTheLog(Prometheus prometheus) throws IOException {
    var port = OperatorProcess.freePort();
    try (var _ =
        OperatorProcess.startOnFullDisk(
            fixture.controlPlane, fixture.namespace, port, folder.resolve("full"))) {
      prometheus.watch(port);
      awaitFiring(prometheus, "ClientGrantLogIncomplete");
    }
  }

  private void troubleWithGrants(Prometheus prometheus) {
    fixture
        .simulator
        .tenant()
        .put(StoredGrant.of("cgr_ofsomebodyelse01", client(1), OperatorFixture.AUDIENCE));
    fixture.applyGrant("exists", client(1), "scope: [read:invoices]");
    var tomorrow = Instant.now().plus(Duration.ofDays(1));
    fixture.applyGrant(
        "ends", client(2), "scope: [read:invoices], expiresAt: \"%s\"".formatted(tomorrow));
    fixture.applyGrant("disputed", client(3), "scope: [read:invoices]");
    fixture.awaitInSync("disputed");
    dispute();
    awaitFiring(prometheus, "ClientGrantNotReady", "ClientGrantExpiring", "ClientGrantContested");

    fixture.grants().withName("exists").delete();
    fixture.grants().withName("ends").delete();
    fixture.applyGrant("disputed", client(3), "scope: [write:invoices]");
    awaitSilence(prometheus);
  }

  /** The operator corrects a grant three times, and then leaves it alone. */
  private void dispute() {
    var id = fixture.recorded("disputed").id();
    var byHand = StoredGrant.of(id, client(3), OperatorFixture.AUDIENCE, "delete:invoices");
    for (var correction = 1; correction <= 3; correction++) {
      fixture.simulator.tenant().put(byHand);
      await()
          .atMost(PATIENCE)
          .until(() -> fixture.remoteScope(client(3)).equals(List.of("read:invoices")));
    }
    fixture.simulator.tenant().put(byHand);
  }

  private void troubleWithWithdrawals(Prometheus prometheus) {
    fixture.applyGrant("less", client(4), "scope: [read:invoices, write:invoices]");
    fixture.awaitInSync("less");
    fixture.simulator.options(options -> options.withIgnoredFields("scope"));
    fixture.applyGrant("less", client(4), "scope: [read:invoices]");
    awaitFiring(prometheus, "ClientGrantAccessLeftOver", "ClientGrantChangeNotTaken");
    fixture.simulator.options(options -> options.withIgnoredFields());
    fixture.awaitInSync("less");

    fixture.observing().applyTenant("1s");
    fixture.grants().withName("less").delete();
    awaitFiring(prometheus, "ClientGrantDeletionBlocked");
    fixture.enforcing().applyTenant("1s");
    awaitSilence(prometheus);
  }

  private void troubleWithCalls(Prometheus prometheus, OperatorProcess operator) throws Exception {
    fixture.simulator.faults().add(Fault.tooManyRequests(Map.of()).on(LIST));
    awaitFiring(prometheus, "ClientGrantThrottled");
    fixture.simulator.faults().clear();
    fixture.simulator.faults().add(Fault.status(503).on(LIST));
    awaitFiring(prometheus, "ClientGrantTenantNotReady", "ClientGrantResyncStale");
    // a restart would not help
    assertThat(operator.get("/healthz")).isEqualTo("alive\n");
    assertThat(operator.get("/readyz")).isEqualTo("ready\n");
    fixture.simulator.faults().clear();
    awaitSilence(prometheus);
  }

  private static void eachPanelOfTheDashboardShowsSomething(Prometheus prometheus)
      throws IOException {
    for (var query : Dashboard.queries()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(prometheus.query(query)).as(query).isNotEmpty());
    }
  }

  private void troubleWithTheCredential(Prometheus prometheus) {
    fixture.applySecret("not-the-secret-of-this-client");
    awaitFiring(prometheus, "ClientGrantCredentialFailing");
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    awaitSilence(prometheus);
  }

  /** No operator; then one that waits for a Lease, and may not read all that it is to watch. */
  private void troubleWithTheOperator(Prometheus prometheus) throws IOException {
    awaitFiring(prometheus, "ClientGrantOperatorDown");
    var other = fixture.controlPlane.newNamespace();
    allow("default");
    allow(fixture.namespace);
    holdLease();
    var environment =
        Map.of(
            "LEASE",
            fixture.namespace,
            "WATCH_NAMESPACES",
            fixture.namespace + "," + other,
            "KUBERNETES_IMPERSONATE_USERNAME",
            USER);
    try (var operator = fixture.startProcess(environment, folder.resolve("second"))) {
      prometheus.watch(operator);
      awaitFiring(prometheus, "ClientGrantNoLeader");
      awaitFiring(prometheus, "ClientGrantNamespaceUnreadable");
      allow(other);
      awaitSilence(prometheus);
    }
  }

  /** Somebody holds it who is gone, so it is waited for. */
  private void holdLease() {
    fixture
        .user
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName(fixture.namespace)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("somebody")
                .endSpec()
                .build())
        .create();
  }

  private void allow(String namespace) {
    fixture
        .user
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(USER)
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                .addNewSubject("rbac.authorization.k8s.io", "User", USER, null)
                .build())
        .serverSideApply();
  }

  private void awaitFiring(Prometheus prometheus, String... alerts) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> {
          seen.addAll(prometheus.firing());
          assertThat(prometheus.firing()).contains(alerts);
        });
  }

  private void awaitSilence(Prometheus prometheus) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(prometheus.firing()).isEmpty());
  }
}
