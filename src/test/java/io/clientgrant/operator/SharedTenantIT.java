package io.clientgrant.operator;

import static io.clientgrant.operator.Scene.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.RecordedRequest;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several Auth0Tenants of one domain are one tenant. */
@ExtendWith(ControlPlaneExtension.class)
class SharedTenantIT {
  private final ControlPlane controlPlane;

  SharedTenantIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  /**
   * A sweep that comes within four fifths of the interval after another would be one for each
   * Auth0Tenant.
   */
  @Test
  void theyAreSweptTogether() {
    var interval = Duration.ofSeconds(2);
    try (var scene = new Scene(controlPlane).running("2s")) {
      for (var name : List.of("second", "third")) {
        scene.applyTenant(name, "2s", "");
        await().atMost(PATIENCE).until(() -> scene.tenantReady(name).reason().equals("Connected"));
      }
      scene.simulator.requests().reset();
      await().atMost(PATIENCE).until(() -> sweeps(scene).size() == 5);

      assertThat(Duration.between(sweeps(scene).getFirst(), sweeps(scene).getLast()))
          .isGreaterThanOrEqualTo(interval.multipliedBy(4).dividedBy(5).multipliedBy(4));
    }
  }

  private static List<Instant> sweeps(Scene scene) {
    return scene.simulator.requests().recent("GET /api/v2/client-grants").stream()
        .map(RecordedRequest::at)
        .toList();
  }
}
