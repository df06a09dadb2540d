package io.clientgrant.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.OperatorProcess;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * An upgrade, and the way back, while users work. Two builds of the operator stand by for each
 * other, and now the one leads, now the other. All that was asked for is done, nothing twice, and
 * the audit trails of both together tell of each write that the tenant has seen.
 *
 * <p>{@code make swap FROM=COMMIT} swaps with the build of an earlier commit. Without one, this
 * build is swapped with itself.
 */
@ExtendWith(ControlPlaneExtension.class)
class SwapIT {
  private static final Path EARLIER =
      Path.of(System.getProperty("earlier", "" + OperatorProcess.JAR));
  private static final int SWAPS = Integer.getInteger("swaps", 6);
  private static final String LEASE = "operator";
  private static final long SEED = Long.getLong("seed", 1);

  /** Steps of users before a leader ends, and while the other takes over. */
  private static final int STEPS = 8;

  /** Every so many swaps, a leader is killed, and has no time to end its work. */
  private static final int KILL = 3;

  /** Has the logs, and stays if the test fails. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  private int started;

  @Test
  void twoBuildsTakeTurnsWhileUsersWork(OperatorFixture fixture) throws Exception {
    var ofOthers = CrashIT.seed(fixture);
    var workload = new Workload(fixture, new Random(SEED));
    var trail = new TrailCheck(fixture);
    var invariants = new Invariants(fixture, workload, ofOthers, trail::takeRequests);
    fixture.applyTenant("1s");
    var builds = List.of(EARLIER, OperatorProcess.JAR);
    var leader = start(fixture, builds.getFirst());
    try {
      awaitLeader(fixture);
      for (var swap = 1; swap <= SWAPS; swap++) {
        var standby = start(fixture, builds.get(swap % builds.size()));
        work(workload);
        end(leader, swap % KILL == 0);
        trail.takeLog(leader.log());
        leader = standby;
        work(workload); // nobody leads, or the other has just begun
        awaitLeader(fixture);
        leader.requireAlive();
        invariants.awaitAll();
      }
      workload.deleteEverything();
      invariants.awaitAll();
    } finally {
      leader.close();
    }
    trail.takeLog(leader.log());
    System.out.printf(
        "swaps: %d, from %s, writes: %d, lost or doubled: 0%n", SWAPS, EARLIER, trail.check());
  }

  private static void work(Workload workload) {
    for (var step = 0; step < STEPS; step++) {
      workload.step();
    }
  }

  private static void end(OperatorProcess leader, boolean suddenly)
      throws IOException, InterruptedException {
    if (suddenly) {
      leader.close();
    } else {
      leader.signal("TERM");
      assertThat(leader.awaitExit()).isZero();
    }
  }

  /** Each has a name of its own, as Pods have. */
  private OperatorProcess start(OperatorFixture fixture, Path jar) {
    started++;
    return fixture.startProcess(
        jar,
        Map.of(
            "LEASE",
            LEASE,
            "KUBERNETES_NAMESPACE",
            fixture.namespace,
            "HOSTNAME",
            name(started),
            "SIGNING_KEY_SECRET",
            OperatorFixture.SIGNING_KEY),
        folder.resolve(name(started)));
  }

  private static String name(int number) {
    return "operator-" + number;
  }

  /** Waits until the one that was started last leads. */
  private void awaitLeader(OperatorFixture fixture) {
    var lease = fixture.user.resources(Lease.class).inNamespace(fixture.namespace).withName(LEASE);
    await()
        .atMost(OperatorFixture.PATIENCE)
        .until(() ->
            lease.get() != null
                && lease.get().getSpec().getHolderIdentity().startsWith(name(started) + "_"));
  }
}
