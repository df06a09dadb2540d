package io.clientgrant.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.OperatorProcess;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
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

  private final OperatorFixture fixture;
  @TempDir Path folder;
  private OperatorProcess leader;
  private OperatorProcess standby;

  @SuppressWarnings("NullAway.Init") // the processes are there when a test begins
  LeaderElectionIT(OperatorFixture fixture) {
    this.fixture = fixture;
  }

  @BeforeEach
  void startBoth() throws IOException {
    leader = start("leader");
    await().atMost(OperatorFixture.PATIENCE).until(() -> holder().startsWith("leader_"));
    standby = start("standby");
    fixture.applyTenant(OperatorFixture.NEVER);
    fixture.applyGrant("first", OperatorFixture.client(101), "scope: [read:invoices]");
    fixture.awaitInSync("first");
  }

  @AfterEach
  void close() {
    leader.close();
    standby.close();
  }

  private OperatorProcess start(String name) throws IOException {
    var environment = Map.of("LEASE", fixture.namespace, "HOSTNAME", name);
    return fixture.startProcess(environment, folder.resolve(name));
  }

  @Test
  void theStandbyIsReadyAndIdleUntilTheLeaderIsKilled() throws Exception {
    assertThat(standby.get("/readyz")).isEqualTo("ready, standing by\n");
    assertThat(standby.get("/metrics"))
        .contains("jvm_memory_used_bytes")
        .doesNotContain("clientgrant_api_calls_seconds_count", "clientgrant_tenant_grants{");

    leader.close();
    awaitThatTheOtherWorks();
    assertThat(fixture.calls("POST")).isEqualTo(2);
  }

  @Test
  void aStoppedLeaderReleasesTheLease() throws Exception {
    leader.signal("TERM");
    assertThat(leader.awaitExit()).isZero();
    assertThat(holder()).doesNotStartWith("leader_");
    awaitThatTheOtherWorks();
  }

  @Test
  void aLeaderWhoseLeaseIsTakenExitsAndTheStandbyTakesOver() throws Exception {
    lease().edit(lease -> lease.edit().editSpec().withHolderIdentity("thief").endSpec().build());
    assertThat(leader.awaitExit()).isEqualTo(1);
    assertThat(leader.log()).contains("the lease is lost");
    awaitThatTheOtherWorks();
    assertThat(fixture.calls("POST")).isEqualTo(2);
  }

  /** Its next calls are due when it wakes, and the other has made them meanwhile. */
  @Test
  void aPausedLeaderThatLostItsLeaseMakesNoMoreCalls() throws Exception {
    leaveCallsForLater();
    leader.signal("STOP");
    awaitThatTheOtherWorks();
    await().atMost(OperatorFixture.PATIENCE).until(() -> changed() == GRANTS);
    var calls = fixture.simulator.requests().total();

    leader.signal("CONT");
    assertThat(leader.awaitExit()).isEqualTo(1);
    assertThat(fixture.simulator.requests().total()).isEqualTo(calls);
  }

  /** Returns when one of many changes has been carried out, at a pace of one a second. */
  private void leaveCallsForLater() {
    applyGrants("read:invoices");
    await().atMost(OperatorFixture.PATIENCE).until(() -> fixture.readyGrants() == 1 + GRANTS);
    fixture
        .tenants()
        .withName("tenant")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"rateLimit\":{\"requestsPerSecond\":1,\"burst\":1}}}");
    fixture.awaitTenant("Connected");
    applyGrants("write:invoices");
    await().atMost(OperatorFixture.PATIENCE).until(() -> changed() > 0);
  }

  private void applyGrants(String scope) {
    for (var number = 1; number <= GRANTS; number++) {
      fixture.applyGrant(
          "grant-" + number, OperatorFixture.client(number), "scope: [%s]".formatted(scope));
    }
  }

  private long changed() {
    return IntStream.rangeClosed(1, GRANTS)
        .filter(number ->
            fixture.remoteScope(OperatorFixture.client(number)).contains("write:invoices"))
        .count();
  }

  private void awaitThatTheOtherWorks() {
    await().atMost(OperatorFixture.PATIENCE).until(() -> holder().startsWith("standby_"));
    fixture.applyGrant("second", OperatorFixture.client(102), "scope: [read:invoices]");
    fixture.awaitInSync("second");
  }

  private String holder() {
    var lease = lease().get();
    return lease == null ? "" : lease.getSpec().getHolderIdentity();
  }

  private Resource<Lease> lease() {
    return fixture.user.resources(Lease.class).inNamespace("default").withName(fixture.namespace);
  }
}
