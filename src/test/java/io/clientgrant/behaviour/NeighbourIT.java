package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static io.clientgrant.testing.OperatorFixture.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What it costs to watch over many grants: reads by the hundred, and nothing else. */
@ExtendWith(ControlPlaneExtension.class)
class NeighbourIT {
  private static final String LIST = "GET /api/v2/client-grants";

  private final ControlPlane controlPlane;

  NeighbourIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  /** With the operator's own grant there are 330 at the tenant. */
  @Test
  void aResyncOf330GrantsIsFourReadsAndTwoDifferencesAreTwoReconciles() {
    try (var scene = new OperatorFixture(controlPlane).running("4s")) {
      scene.applyGrants(329);
      awaitEndOfResync(scene);
      var reconciles = scene.reconciles();
      var versions = scene.versions();

      awaitEndOfResync(scene);
      assertThat(scene.simulator.requests().counts()).isEqualTo(Map.of(LIST, 4L));
      assertThat(scene.reconciles()).isEqualTo(reconciles);
      assertThat(scene.versions()).isEqualTo(versions);

      for (var number : new int[] {7, 300}) {
        var id = scene.remote(client(number)).map(StoredGrant::id).orElseThrow();
        scene
            .simulator
            .tenant()
            .put(StoredGrant.of(id, client(number), AUDIENCE, "delete:invoices"));
      }
      await().atMost(PATIENCE).until(() -> scene.calls("PATCH") == 2);
      awaitEndOfResync(scene);
      assertThat(scene.reconciles()).isEqualTo(reconciles + 2);
      assertThat(scene.remoteScope(client(7))).containsExactly("read:invoices");
      assertThat(scene.remoteScope(client(300))).containsExactly("read:invoices");
    }
  }

  /** With the operator's own grant there are 1,000 at the tenant. */
  @Test
  void aRestartWithAThousandGrantsIsTenReadsAndNoWrite() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrants(999);
      scene.stopOperator();
      var versions = scene.versions();
      scene.simulator.requests().reset();

      scene.startOperator();
      await().atMost(PATIENCE).until(() -> scene.simulator.requests().count(LIST) == 10);
      await().atMost(PATIENCE).during(Duration.ofSeconds(1)).until(() -> scene.reconciles() >= 999);
      assertThat(scene.simulator.requests().counts())
          .isEqualTo(Map.of("POST /oauth/token", 1L, LIST, 10L));
      assertThat(scene.versions()).isEqualTo(versions);
    }
  }

  /** Waits for the last page of a resync that began after now. */
  private static void awaitEndOfResync(OperatorFixture scene) {
    scene.simulator.requests().reset();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> scene.simulator.requests().count(LIST) % 4 == 0 && scene.calls("GET") > 0);
  }
}
