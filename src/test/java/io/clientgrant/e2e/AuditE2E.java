package io.clientgrant.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.GuidePage;
import io.clientgrant.testing.ManagementScopes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The audit that the chart runs on a schedule, by the commands of docs/audit.md. */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(8)
class AuditE2E {
  private static final int MANY = 4_000;
  private static final String CONFIG_MAP = "configmap/clientgrant-operator-audit";

  private final GuidePage page = GuidePage.of("audit");
  private final List<String> typed = new ArrayList<>();
  private final Cluster cluster;
  private final Auth0 auth0;
  private final Shell shell;
  private final Shell reader;

  AuditE2E(Cluster cluster, @TempDir Path folder) throws Exception {
    this.cluster = cluster;
    this.auth0 = new Auth0(cluster);
    this.shell = Shell.with("helm4", ReleaseFiles.current());
    this.reader = shell.in(folder);
  }

  @BeforeAll
  void install() throws Exception {
    ManagementScopes.set(auth0.simulator());
    Installation.with(cluster, auth0, "replicaCount=1");
    cluster.newNamespace("billing");
    cluster.apply("billing", Auth0.grant("g", Operator.NAMESPACE, "read:orders"));
    cluster.awaitReady("billing", "clientgrant/g");
  }

  @AfterAll
  void close() {
    auth0.close();
  }

  @Test
  @Order(1)
  void thePageIsKeptInTheConfigMap() throws Exception {
    type(shell, "schedule");
    type(shell, "now");
    type(reader, "page");
    assertThat(html()).startsWith("<!DOCTYPE html>").contains(Auth0.AUDIENCE, Auth0.CLIENT);
    assertThat(auth0.writes()).extracting("method").containsExactly("POST"); // that of the grant
  }

  @Test
  @Order(2)
  void anUpgradeLeavesThePageAlone() throws Exception {
    var before =
        cluster.kubectl("get", CONFIG_MAP, "-n=" + Operator.NAMESPACE, "-o=jsonpath={.data}");
    again(shell, "schedule");
    assertThat(
            cluster.kubectl("get", CONFIG_MAP, "-n=" + Operator.NAMESPACE, "-o=jsonpath={.data}"))
        .isEqualTo(before);
  }

  /** Another try would find the same. */
  @Test
  @Order(3)
  void whatIsFoundFailsTheJobAtOnceAndIsOnThePage() throws Exception {
    auth0.simulator().tenant().put(StoredClient.of("admin-tool"));
    auth0
        .simulator()
        .tenant()
        .put(
            StoredGrant.of(
                "cgr_admin",
                "admin-tool",
                "https://%s/api/v2/".formatted(Auth0.DOMAIN),
                "update:client_grants"));
    start("audit-fails");
    var _ =
        cluster.kubectl(
            "wait",
            "job/audit-fails",
            "--for=condition=Failed",
            "--timeout=3m",
            "-n=" + Operator.NAMESPACE);
    assertThat(
            cluster.kubectl(
                "get",
                "job/audit-fails",
                "-n=" + Operator.NAMESPACE,
                "-o=jsonpath={.status.failed} {.status.conditions[?(@.type==\"Failed\")].reason}"))
        .isEqualTo("1 PodFailurePolicy");
    assertThat(cluster.kubectl("logs", "job/audit-fails", "-n=" + Operator.NAMESPACE))
        .contains("CG01", "admin-tool");
    again(reader, "page");
    assertThat(html()).contains("admin-tool", "CG01");
  }

  /** Within the memory that the chart gives to the Pod. */
  @Test
  @Order(4)
  void aLargePageIsKeptCompressed() throws Exception {
    auth0.simulator().tenant().removeGrant("cgr_admin");
    for (var number = 0; number < MANY; number++) {
      var client = "service-%04d-of-a-department-with-a-long-name".formatted(number);
      auth0.simulator().tenant().put(StoredClient.of(client));
      auth0
          .simulator()
          .tenant()
          .put(
              StoredGrant.of(
                  "cgr_many%04d".formatted(number), client, Auth0.AUDIENCE, "read:orders"));
    }
    start("audit-many");
    var _ =
        cluster.kubectl(
            "wait",
            "job/audit-many",
            "--for=condition=Complete",
            "--timeout=5m",
            "-n=" + Operator.NAMESPACE);
    type(reader, "compressed");
    assertThat(html()).hasSizeGreaterThan(1_000_000).contains("service-3999-of-a-department");
    assertThat(
            cluster.kubectl("get", CONFIG_MAP, "-n=" + Operator.NAMESPACE, "-o=jsonpath={.data}"))
        .as("the page of before")
        .isEmpty();
    assertThat(typed).isEqualTo(page.blocks());
  }

  private void start(String job) throws IOException, InterruptedException {
    var _ =
        cluster.kubectl(
            "create",
            "job",
            job,
            "--from=cronjob/clientgrant-operator-audit",
            "-n=" + Operator.NAMESPACE);
  }

  private void type(Shell where, String block) throws IOException, InterruptedException {
    typed.add(block);
    again(where, block);
  }

  private void again(Shell where, String block) throws IOException, InterruptedException {
    var _ = where.run(page.commands(block));
  }

  private String html() throws IOException {
    return Files.readString(reader.folder().resolve("audit.html"), UTF_8);
  }
}
