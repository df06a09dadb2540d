package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static io.clientgrant.testing.OperatorFixture.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.StoredGrant;
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

  /** With the operator's own grant there are 330 at the tenant. */
  @Test
  void aResyncOf330GrantsIsFourReadsAndTwoDifferencesAreTwoReconciles(OperatorFixture fixture) {
    fixture.start("4s");
    fixture.applyGrants(329);
    awaitEndOfResync(fixture);
    var reconciles = fixture.reconciles();
    var versions = fixture.versions();

    awaitEndOfResync(fixture);
    assertThat(fixture.simulator.requests().counts()).isEqualTo(Map.of(LIST, 4L));
    assertThat(fixture.reconciles()).isEqualTo(reconciles);
    assertThat(fixture.versions()).isEqualTo(versions);

    for (var number : new int[] {7, 300}) {
      var id = fixture.remote(client(number)).map(StoredGrant::id).orElseThrow();
      fixture
          .simulator
          .tenant()
          .put(StoredGrant.of(id, client(number), AUDIENCE, "delete:invoices"));
    }
    await().atMost(PATIENCE).until(() -> fixture.calls("PATCH") == 2);
    awaitEndOfResync(fixture);
    assertThat(fixture.reconciles()).isEqualTo(reconciles + 2);
    assertThat(fixture.remoteScope(client(7))).containsExactly("read:invoices");
    assertThat(fixture.remoteScope(client(300))).containsExactly("read:invoices");
  }

  /** With the operator's own grant there are 1,000 at the tenant. */
  @Test
  void aRestartWithAThousandGrantsIsTenReadsAndNoWrite(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrants(999);
    fixture.stopOperator();
    var versions = fixture.versions();
    fixture.simulator.requests().reset();

    fixture.startOperator();
    await().atMost(PATIENCE).until(() -> fixture.simulator.requests().count(LIST) == 10);
    await().atMost(PATIENCE).during(Duration.ofSeconds(1)).until(() -> fixture.reconciles() >= 999);
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of("POST /oauth/token", 1L, LIST, 10L));
    assertThat(fixture.versions()).isEqualTo(versions);
  }

  /** Waits for the last page of a resync that began after now. */
  private static void awaitEndOfResync(OperatorFixture fixture) {
    fixture.simulator.requests().reset();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> fixture.simulator.requests().count(LIST) % 4 == 0 && fixture.calls("GET") > 0);
  }
}
