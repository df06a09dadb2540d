package io.clientgrant.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.OperatorProcess;
import io.clientgrant.testing.Program;
import io.clientgrant.testing.Program.Ended;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The operator as users run it: the jar, as a process. */
@ExtendWith(ControlPlaneExtension.class)
class ProcessIT {
  private final ControlPlane controlPlane;
  @TempDir Path folder;

  ProcessIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @Test
  void helpListsEveryOptionWithItsEnvironmentVariable() throws Exception {
    var ended = run(Map.of(), "--help");
    assertThat(ended.exit()).isZero();
    assertThat(ended.output())
        .contains("--watch-namespaces", "WATCH_NAMESPACES", "--http-port", "HTTP_PORT")
        .contains("--allow-plain-http", "ALLOW_PLAIN_HTTP", "--lease", "LEASE")
        .contains("--max-grants", "MAX_GRANTS")
        .contains("--log-level", "LOG_LEVEL");
  }

  @Test
  void aWrongValueStopsTheStartWithASentence() throws Exception {
    assertThat(run(Map.of(), "--http-port", "70000"))
        .isEqualTo(new Ended(2, "clientgrant-operator: --http-port: 70000 is no port.\n"));
    assertThat(run(Map.of("WATCH_NAMESPACES", "a,B_c")))
        .isEqualTo(
            new Ended(
                2,
                "clientgrant-operator: --watch-namespaces: 'B_c' cannot be the name of a namespace.\n"));
    assertThat(run(Map.of(), "--lease", "Not a name"))
        .isEqualTo(
            new Ended(
                2, "clientgrant-operator: --lease: 'Not a name' cannot be the name of a Lease.\n"));
    assertThat(run(Map.of(), "--htp-port", "1"))
        .satisfies(ended -> {
          assertThat(ended.exit()).isEqualTo(2);
          assertThat(ended.output()).contains("--htp-port");
        });
  }

  @Test
  void aClusterThatDoesNotAnswerStopsTheStartWithASentence() throws Exception {
    var nobody = Files.writeString(folder.resolve("kubeconfig"), kubeconfigOfNobody());
    var ended = run(Map.of("KUBECONFIG", nobody.toString()), "--http-port", "0");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.output()).contains("does not answer. Check the current kubeconfig");
  }

  @Test
  void aClusterWithoutTheKindsStopsTheStartWithTheCommandThatInstallsThem() throws Exception {
    try (var empty = ControlPlane.start()) {
      var ended = run(Map.of("KUBECONFIG", empty.kubeconfig().toString()), "--http-port", "0");
      assertThat(ended.exit()).isEqualTo(1);
      assertThat(ended.output()).contains("kubectl apply --server-side -f crds/");
    }
  }

  @Test
  void sigtermFinishesTheWorkInHandAndExitsWithZero(OperatorFixture fixture) throws Exception {
    try (var operator = fixture.startProcess(Map.of(), folder.resolve("log"))) {
      fixture.applyTenant("1h");
      fixture
          .simulator
          .faults()
          .add(Fault.delay(Duration.ofSeconds(2)).on("POST /api/v2/client-grants"));
      fixture.applyGrant("g", "client-0001", "scope: [read:invoices]");
      await().atMost(OperatorFixture.PATIENCE).until(() -> fixture.calls("POST") == 1);

      operator.signal("TERM");
      assertThat(operator.awaitExit()).isZero();
      assertThat(fixture.ready("g").reason()).isEqualTo("InSync");
    }
  }

  @Test
  void itServesProbesAndMetricsAndShowsNoSecret(OperatorFixture fixture) throws Exception {
    try (var operator = fixture.startProcess(Map.of(), folder.resolve("log"))) {
      fixture.applyTenant("1h");
      fixture.applyGrant("g", "client-0001", "scope: [read:invoices]");
      fixture.awaitInSync("g");
      assertThat(operator.get("/healthz")).isEqualTo("alive\n");
      assertThat(operator.get("/readyz")).isEqualTo("ready\n");
      assertThat(operator.get("/metrics"))
          .contains("clientgrant_api_calls_seconds_count{")
          .contains(
              "clientgrant_tenant_grants{name=\"tenant\",namespace=\"%s\"} 2"
                  .formatted(fixture.namespace))
          .contains("jvm_memory_used_bytes")
          .doesNotContain("simulator-secret");
      assertThat(operator.log()).doesNotContain("simulator-secret");
      assertThat(
              controlPlane
                  .kubectl("get", "cgr,a0t,events", "-n", fixture.namespace, "-o", "yaml")
                  .output())
          .contains("InSync")
          .doesNotContain("simulator-secret");
    }
  }

  @Test
  void theImageHasTheModulesThatItsMetricsNeed(OperatorFixture fixture) throws Exception {
    var modules =
        Pattern.compile("(?s)--add-modules [\\\\\\s]*(\\S+)")
            .matcher(Files.readString(Path.of("Dockerfile")));
    assertThat(modules.find()).isTrue();
    try (var operator =
        fixture.startProcess(
            Map.of("JDK_JAVA_OPTIONS", "--limit-modules=" + modules.group(1)),
            folder.resolve("log"))) {
      fixture.applyTenant("1h");
      fixture.applyGrant("g", "client-0001", "scope: [read:invoices]");
      fixture.awaitInSync("g");
      assertThat(operator.get("/metrics")).contains("system_cpu_usage", "process_cpu_usage");
    }
  }

  private Ended run(Map<String, String> environment, String... arguments) throws Exception {
    return Program.run(OperatorProcess.jar(controlPlane, environment, arguments));
  }

  private static String kubeconfigOfNobody() throws IOException {
    try (var free = new ServerSocket(0)) {
      return """
      apiVersion: v1
      kind: Config
      clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d"}}]
      users: [{name: u, user: {token: t}}]
      contexts: [{name: x, context: {cluster: c, user: u}}]
      current-context: x
      """
          .formatted(free.getLocalPort());
    }
  }
}
