package io.clientgrant.resilience;

import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static io.clientgrant.testing.OperatorFixture.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.controller.clientgrant.CrashPoint.Place;
import io.clientgrant.resilience.ChaosMain.Trap;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ClientReferences;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operator is killed while the grant of one client follows that of another. */
@ExtendWith(ControlPlaneExtension.class)
class RotationCrashIT {
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UPDATED")
  void theNextStartLeavesTheNewGrantAlone(Place place, OperatorFixture fixture) {
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.applyTenant(OperatorFixture.NEVER);
    ClientReferences.configMap(fixture, client(1));
    ClientReferences.grant(fixture, "g", ClientReferences.IN_CONFIG_MAP, "");
    try (var operator = ChaosMain.start(fixture, Optional.empty())) {
      fixture.awaitInSync("g");
      operator.write(new Trap(place, 1).toString());
      ClientReferences.configMap(fixture, client(2));
      ClientReferences.checkNow(fixture, "g", "now");
      assertThat(operator.awaitLog(ChaosMain.HELD + place, PATIENCE)).isTrue();
    }

    try (var _ = ChaosMain.start(fixture, Optional.empty())) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> fixture.remote(client(2)).isPresent() && fixture.remote(client(1)).isEmpty());
      fixture.awaitInSync("g");
    }
    assertThat(fixture.recorded("g").clientId()).isEqualTo(client(2));
    assertThat(fixture.remote(client(2)).map(StoredGrant::id)).hasValue(fixture.recorded("g").id());
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
    assertThat(fixture.calls("POST")).isEqualTo(2);
    assertThat(Objects.requireNonNull(fixture.grant("g").getStatus()).formerGrants()).isNull();
  }
}
