package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.DOMAIN;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.StoredGrant;
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

  @Test
  void itStandsForTheTenantsDomainAndClaimsTheSameGrantAsTheDomainItself(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyTenant(NEVER, RULE);
    fixture.applyGrant("generic", CLIENT, "scope: [read:clients]", GENERIC);
    fixture.awaitInSync("generic");
    assertThat(scope(fixture)).containsExactly("read:clients");
    assertThat(fixture.recorded("generic").audience()).isEqualTo(LITERAL);

    fixture.simulator.tenant().put(grant(fixture).withScope("read:clients", "update:clients"));
    OperatorFixture.annotate(
        fixture.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(scope(fixture)).containsExactly("read:clients"));

    fixture.applyGrant("literal", CLIENT, "scope: [read:clients]", LITERAL);
    fixture.awaitReason("literal", "HeldByAnother");
    fixture.grants().withName("generic").delete();
    fixture.awaitInSync("literal");
    fixture.awaitGone("generic");
    assertThat(scope(fixture)).containsExactly("read:clients");
  }

  private static List<String> scope(OperatorFixture fixture) {
    return grant(fixture).scope().orElseThrow();
  }

  private static StoredGrant grant(OperatorFixture fixture) {
    return fixture.simulator.tenant().grant(CLIENT, LITERAL, "client").orElseThrow();
  }
}
