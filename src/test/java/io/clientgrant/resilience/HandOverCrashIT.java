package io.clientgrant.resilience;

import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static io.clientgrant.testing.OperatorFixture.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.controller.clientgrant.CrashPoint.Place;
import io.clientgrant.resilience.ChaosMain.Trap;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator is killed while one resource takes over the grant of another. */
@ExtendWith(ControlPlaneExtension.class)
class HandOverCrashIT {
  private static final String SCOPE = "scope: [read:invoices]";

  /** The annotation has the record first; the next start must not depend on it alone. */
  @Test
  void aGrantThatIsMadeAnewMeanwhileStillBelongsToTheSuccessor(OperatorFixture fixture) {
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.applyTenant(OperatorFixture.NEVER);
    fixture.applyGrant("predecessor", client(1), SCOPE);
    try (var operator = ChaosMain.start(fixture, Optional.empty())) {
      fixture.awaitInSync("predecessor");
      operator.write(new Trap(Place.OWNERSHIP_SIGNED, 1).toString());
      fixture.applyGrant("successor", client(1), SCOPE);
      fixture.grants().withName("predecessor").delete();
      assertThat(operator.awaitLog(ChaosMain.HELD + Place.OWNERSHIP_SIGNED, PATIENCE)).isTrue();
      await()
          .during(Duration.ofSeconds(1))
          .until(() -> fixture.grants().withName("predecessor").get() != null);
    }

    var created = fixture.remote(client(1)).orElseThrow();
    var anew = StoredGrant.of("cgr_madeanew00000001", client(1), OperatorFixture.AUDIENCE);
    fixture.simulator.tenant().replaceGrant(created.id(), anew);
    try (var _ = ChaosMain.start(fixture, Optional.empty())) {
      fixture.awaitInSync("successor");
      fixture.awaitGone("predecessor");
    }
    assertThat(fixture.recorded("successor").id()).isEqualTo(anew.id());
    assertThat(fixture.recorded("successor").origin()).isEqualTo("Created");
    assertThat(fixture.remoteScope(client(1))).containsExactly("read:invoices");
  }
}
