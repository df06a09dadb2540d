package io.clientgrant.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.faults.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for a ClientGrant, as Helm does, waits until the tenant shows it, and not for ever. */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(4)
class WaitingE2E {
  private static final String NAMESPACE = "billing";
  private static final String GRANT = "clientgrant/billing-invoices";
  private static final String GRANTS =
      Auth0.grant("billing-invoices", Operator.NAMESPACE, "read:orders");

  private final Cluster cluster;
  private final Auth0 auth0;
  private final Shell shell;

  WaitingE2E(Cluster cluster, @TempDir Path folder) throws Exception {
    this.cluster = cluster;
    this.auth0 = new Auth0(cluster);
    this.shell = Shell.with("helm4", folder);
  }

  @BeforeAll
  void install() throws Exception {
    Installation.with(cluster, auth0, "replicaCount=1");
    cluster.newNamespace(NAMESPACE);
  }

  @AfterAll
  void close() {
    auth0.close();
  }

  @Test
  @Order(1)
  void helmReturnsWhenTheGrantIsThereAndNotBefore() throws Exception {
    auth0
        .simulator()
        .faults()
        .add(Fault.delay(Duration.ofSeconds(4)).on("POST /api/v2/client-grants"));
    chart(GRANTS);
    var _ = shell.run("helm install grants chart --namespace billing --wait --timeout 2m");
    assertThat(cluster.reason(NAMESPACE, GRANT)).isEqualTo("InSync");
    assertThat(auth0.scopes()).isPresent();
    var _ = shell.run("helm uninstall grants --namespace billing --wait");
    assertThat(auth0.scopes()).isEmpty();
  }

  /** It fails on what it sees, long before it would give up. */
  @Test
  @Order(2)
  void helmFailsWhenTheGrantIsRefused() throws Exception {
    chart(GRANTS);
    auth0.refuseWrites();
    var begin = Instant.now();
    var ended = shell.tryRun("helm install grants chart --namespace billing --wait --timeout 20m");
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofMinutes(10));
    assertThat(ended.exit()).isNotZero();
    assertThat(ended.output()).contains("billing-invoices").containsIgnoringCase("failed");
    assertThat(cluster.has(NAMESPACE, GRANT)).isTrue();
    auth0.takeWrites();
    var _ = shell.run("helm uninstall grants --namespace billing --wait");
  }

  /** What is left alone on purpose is nothing to wait for. */
  @Test
  @Order(3)
  void helmDoesNotWaitForASuspendedGrant() throws Exception {
    chart(GRANTS.replace("scope:", "suspend: true, scope:"));
    var _ = shell.run("helm install grants chart --namespace billing --wait --timeout 2m");
    assertThat(cluster.kubectl("get", GRANT, "-n=" + NAMESPACE)).contains("Suspended");
    assertThat(auth0.scopes()).isEmpty();
    var _ = shell.run("helm uninstall grants --namespace billing --wait");
  }

  @Test
  @Order(4)
  void aGrantWithoutAnOperatorCanBeReleasedByHand() throws Exception {
    cluster.apply(NAMESPACE, Auth0.grant("billing-invoices", Operator.NAMESPACE, "read:orders"));
    cluster.awaitReady(NAMESPACE, GRANT);
    var _ =
        cluster.kubectl(
            "scale", "deployment/" + Operator.NAME, "--replicas=0", "-n=" + Operator.NAMESPACE);
    new Operator(cluster).awaitGone();
    var _ = cluster.kubectl("delete", GRANT, "-n=" + NAMESPACE, "--wait=false");
    var _ = shell.run(Guide.read().commands("let-go"));
    cluster.awaitGone(NAMESPACE, GRANT);
    assertThat(auth0.scopes()).isPresent();
  }

  private void chart(String manifest) throws IOException {
    var templates = Files.createDirectories(shell.folder().resolve("chart/templates"));
    Files.writeString(
        shell.folder().resolve("chart/Chart.yaml"),
        "{apiVersion: v2, name: grants, version: 1.0.0}");
    Files.writeString(templates.resolve("grant.yaml"), manifest);
  }
}
