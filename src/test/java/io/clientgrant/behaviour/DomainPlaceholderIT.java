package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.DOMAIN;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code {domain}} in an audience and in a guardrail, so that one manifest serves every stage. */
@ExtendWith(ControlPlaneExtension.class)
class DomainPlaceholderIT {
  private static final String CLIENT = "client-0001";
  private static final String GENERIC = "https://{domain}/api/v2/";
  private static final String LITERAL = "https://" + DOMAIN + "/api/v2/";
  private static final String RULE =
      """
      guardrails:
          - namespaces: {from: Same}
            clientIds: [client-0001]
            audiences: ["https://{domain}/api/v2/"]
            scopes: ["*"]
      """;

  private final ControlPlane controlPlane;

  DomainPlaceholderIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @Test
  void itStandsForTheTenantsDomainAndClaimsTheSameGrantAsTheDomainItself() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyTenant(NEVER, RULE);
      scene.applyGrant("generic", CLIENT, "scope: [read:clients]", GENERIC);
      scene.awaitInSync("generic");
      assertThat(scope(scene)).containsExactly("read:clients");
      assertThat(scene.recorded("generic").audience()).isEqualTo(LITERAL);

      scene.simulator.tenant().put(grant(scene).withScope("read:clients", "update:clients"));
      OperatorFixture.annotate(
          scene.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(scope(scene)).containsExactly("read:clients"));

      scene.applyGrant("literal", CLIENT, "scope: [read:clients]", LITERAL);
      scene.awaitReason("literal", "HeldByAnother");
      scene.grants().withName("generic").delete();
      scene.awaitInSync("literal");
      scene.awaitGone("generic");
      assertThat(scope(scene)).containsExactly("read:clients");
    }
  }

  private static List<String> scope(OperatorFixture scene) {
    return grant(scene).scope().orElseThrow();
  }

  private static StoredGrant grant(OperatorFixture scene) {
    return scene.simulator.tenant().grant(CLIENT, LITERAL, "client").orElseThrow();
  }
}
