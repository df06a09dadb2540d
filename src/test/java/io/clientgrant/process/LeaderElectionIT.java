package io.clientgrant.process;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of the operator, of which one works; the simulator sees each call once. */
@ExtendWith(ControlPlaneExtension.class)
class LeaderElectionIT {
  private static final int GRANTS = 6;

  private final ControlPlane controlPlane;
  private final OperatorFixture scene;
  @TempDir Path folder;
  private OperatorJar leader;
  private OperatorJar standby;

  @SuppressWarnings("NullAway.Init") // the processes are there when a test begins
  LeaderElectionIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    this.scene = new OperatorFixture(controlPlane);
  }

  @BeforeEach
  void startBoth() throws IOException {
    leader = start("leader");
    await().atMost(OperatorFixture.PATIENCE).until(() -> holder().startsWith("leader_"));
    standby = start("standby");
    scene.applyTenant(OperatorFixture.NEVER);
    scene.applyGrant("first", OperatorFixture.client(101), "scope: [read:invoices]");
    scene.awaitInSync("first");
  }

  @AfterEach
  void close() {
    leader.close();
    standby.close();
    scene.close();
  }

  private OperatorJar start(String name) throws IOException {
    var environment =
        Map.of("WATCH_NAMESPACES", scene.namespace, "LEASE", scene.namespace, "HOSTNAME", name);
    return OperatorJar.start(controlPlane, environment, folder.resolve(name));
  }

  @Test
  void theOtherIsReadyAndDoesNothingUntilTheLeaderIsKilled() throws Exception {
    assertThat(standby.get("/readyz")).isEqualTo("ready\n");
    assertThat(standby.get("/metrics"))
        .contains("jvm_memory_used_bytes")
        .doesNotContain("clientgrant_api_calls_seconds_count", "clientgrant_tenant_grants{");

    leader.process.destroyForcibly().waitFor();
    awaitThatTheOtherWorks();
    assertThat(scene.calls("POST")).isEqualTo(2);
  }

  @Test
  void aLeaderThatIsAskedToStopLetsGoOfTheLease() throws Exception {
    leader.process.destroy();
    assertThat(leader.process.waitFor()).isZero();
    assertThat(holder()).doesNotStartWith("leader_");
    awaitThatTheOtherWorks();
  }

  @Test
  void aLeaderWhoseLeaseIsTakenEndsAndTheOtherWaitsForTheThief() throws Exception {
    lease().edit(lease -> lease.edit().editSpec().withHolderIdentity("thief").endSpec().build());
    assertThat(leader.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(leader.process.exitValue()).isEqualTo(1);
    assertThat(leader.log()).contains("the lease is lost");
    awaitThatTheOtherWorks();
    assertThat(scene.calls("POST")).isEqualTo(2);
  }

  /** Its next calls are due when it wakes, and the other has made them meanwhile. */
  @Test
  void aLeaderThatSleptThroughItsLeaseWakesUpToDoNothing() throws Exception {
    leaveCallsForLater();
    signal("STOP");
    awaitThatTheOtherWorks();
    await().atMost(OperatorFixture.PATIENCE).until(() -> changed() == GRANTS);
    var calls = scene.simulator.requests().total();

    signal("CONT");
    assertThat(leader.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(leader.process.exitValue()).isEqualTo(1);
    assertThat(scene.simulator.requests().total()).isEqualTo(calls);
  }

  /** Returns when one of many changes has been carried out, at a pace of one a second. */
  private void leaveCallsForLater() {
    applyGrants("read:invoices");
    await().atMost(OperatorFixture.PATIENCE).until(() -> scene.readyGrants() == 1 + GRANTS);
    scene
        .tenants()
        .withName("tenant")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"rateLimit\":{\"requestsPerSecond\":1,\"burst\":1}}}");
    await().atMost(OperatorFixture.PATIENCE).until(this::tenantIsSeen);
    applyGrants("write:invoices");
    await().atMost(OperatorFixture.PATIENCE).until(() -> changed() > 0);
  }

  private boolean tenantIsSeen() {
    var tenant = scene.tenants().withName("tenant").get();
    return tenant
        .getMetadata()
        .getGeneration()
        .equals(requireNonNull(tenant.getStatus()).observedGeneration());
  }

  private void applyGrants(String scope) {
    for (var number = 1; number <= GRANTS; number++) {
      scene.applyGrant(
          "grant-" + number, OperatorFixture.client(number), "scope: [%s]".formatted(scope));
    }
  }

  private long changed() {
    return IntStream.rangeClosed(1, GRANTS)
        .filter(
            number -> scene.remoteScope(OperatorFixture.client(number)).contains("write:invoices"))
        .count();
  }

  private void awaitThatTheOtherWorks() {
    await().atMost(OperatorFixture.PATIENCE).until(() -> holder().startsWith("standby_"));
    scene.applyGrant("second", OperatorFixture.client(102), "scope: [read:invoices]");
    scene.awaitInSync("second");
  }

  private void signal(String name) throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(leader.process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private String holder() {
    var lease = lease().get();
    return lease == null ? "" : lease.getSpec().getHolderIdentity();
  }

  private Resource<Lease> lease() {
    return scene.user.resources(Lease.class).inNamespace("default").withName(scene.namespace);
  }
}
