package io.clientgrant.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.server.RecordedRequest;
import io.clientgrant.testing.Program;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;

/** Of two replicas one writes, whatever happens to it; at the tenant nobody writes in between. */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(6)
class LeadersE2E {
  private static final String NAMESPACE = "billing";
  private static final String GRANT = "clientgrant/g";
  private static final Duration WAIT_OF_OTHERS = Duration.ofSeconds(12);

  private final Cluster cluster;
  private final Operator operator;
  private final Auth0 auth0;
  private int edits;

  LeadersE2E(Cluster cluster) {
    this.cluster = cluster;
    this.operator = new Operator(cluster);
    this.auth0 = new Auth0(cluster);
  }

  @BeforeAll
  void install() throws Exception {
    Installation.with(cluster, auth0, "replicaCount=2");
    cluster.newNamespace(NAMESPACE);
    cluster.apply(NAMESPACE, Auth0.grant("g", Operator.NAMESPACE, "read:orders"));
    cluster.awaitReady(NAMESPACE, GRANT);
  }

  @BeforeEach
  void bothAreThere() throws Exception {
    await()
        .atMost(Cluster.PATIENCE)
        .until(() ->
            operator.pods().size() == 2 && operator.pods().stream().allMatch(LeadersE2E::isReady));
    var _ = operator.awaitLeader();
    auth0.simulator().requests().reset();
    edit();
    cluster.awaitReady(NAMESPACE, GRANT);
  }

  @AfterAll
  void close() {
    auth0.close();
  }

  @Test
  void anotherTakesOverWhenTheLeaderIsKilled(TestReporter reporter) throws Exception {
    assumeThat(cluster.isOurs()).as("no way to the containers of that cluster").isTrue();
    var leader = operator.awaitLeader();
    kill(leader);
    var before = lease();
    assertThat(writersUntil(() -> !operator.leader().equals(leader))).hasSize(2);
    var seconds = Duration.between(before.getRenewTime(), lease().getAcquireTime()).toSeconds();
    assertThat(seconds).isLessThanOrEqualTo(before.getLeaseDurationSeconds());
    reporter.publishEntry(
        "takeover",
        "%d s after the last renewal, of %d".formatted(seconds, before.getLeaseDurationSeconds()));
  }

  /** Sooner than it could if the Lease had not been given back: that takes twelve seconds. */
  @Test
  void anotherTakesOverAtOnceWhenTheLeaderStops() throws Exception {
    assumeThat(cluster.isOurs()).as("that cluster may not show which Pod writes").isTrue();
    var leader = operator.awaitLeader();
    var renewed = lease().getRenewTime();
    var _ = cluster.kubectl("delete", "pod", leader, "-n=" + Operator.NAMESPACE, "--wait=false");
    assertThat(writersUntil(() -> operator.isLed() && !operator.leader().equals(leader)))
        .hasSize(2);
    assertThat(Duration.between(renewed, lease().getAcquireTime())).isLessThan(WAIT_OF_OTHERS);
  }

  @Test
  void noTwoOperatorsWriteWhenTheLeaseIsTaken() throws Exception {
    var leader = operator.awaitLeader();
    var restarts = restarts(leader);
    var _ =
        operator
            .lease()
            .edit(lease -> lease.edit().editSpec().withHolderIdentity("thief").endSpec().build());
    var writers = writersUntil(() -> restarts(leader) > restarts && operator.isLed());
    assertThat(writers).hasSizeLessThanOrEqualTo(2).doesNotHaveDuplicates();
  }

  /**
   * Changes the grant all the time until something has come to pass, and once more.
   *
   * @return who wrote at the tenant, by address, whenever it was another than before
   */
  private List<String> writersUntil(Callable<Boolean> over) throws Exception {
    await()
        .atMost(Cluster.PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> {
          edit();
          return over.call();
        });
    cluster.awaitReady(NAMESPACE, GRANT);
    edit(); // there and back again may have been no change
    cluster.awaitReady(NAMESPACE, GRANT);
    var writers = new ArrayList<String>();
    for (var writer : auth0.writes().stream().map(RecordedRequest::from).toList()) {
      if (writers.isEmpty() || !writers.getLast().equals(writer)) {
        writers.add(writer);
      }
    }
    return writers;
  }

  private void kill(String pod) throws IOException, InterruptedException {
    var killed =
        Program.run("ctr", "tasks", "kill", "--signal", "SIGKILL", Operator.container(pod(pod)));
    assertThat(killed.exit()).as(killed.output()).isZero();
  }

  private LeaseSpec lease() {
    return operator.lease().get().getSpec();
  }

  private void edit() {
    edits++;
    cluster.apply(
        NAMESPACE,
        Auth0.grant(
            "g", Operator.NAMESPACE, edits % 2 == 0 ? "read:orders" : "read:orders, write:orders"));
  }

  private Pod pod(String name) {
    return operator.pods().stream()
        .filter(pod -> pod.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private int restarts(String name) {
    return pod(name).getStatus().getContainerStatuses().getFirst().getRestartCount();
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream().allMatch(status -> status.getReady());
  }
}
