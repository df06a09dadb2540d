package io.clientgrant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Grant;
import io.clientgrant.simulator.Simulator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A tenant in mode Observe is told of and not written to. */
class ObserveIT {
  private static final String DOMAIN = "observed.eu.auth0.test";
  private static final String INVOICES = "https://api.example.com/invoices";
  private static final SharedCluster CLUSTER = new SharedCluster();
  private static final Simulator SIMULATOR =
      SharedCluster.simulator(
          DOMAIN, List.of("one", "two", "three", "four", "five"), List.of(INVOICES));

  @BeforeAll
  static void somebodyElseMadeSomeGrants() {
    CLUSTER.createNamespace("auth0", Map.of());
    for (var client : List.of("two", "three", "four")) {
      SIMULATOR.tenant().put(Grant.of("cgr_" + client, client, INVOICES, "read:a"));
    }
    mode("Observe");
  }

  @AfterAll
  static void close() {
    CLUSTER.close();
    SIMULATOR.close();
  }

  @Test
  void eachConditionSaysWhatWouldBeDoneAndNothingIsWritten() {
    assertThat(told("one", "scope: [read:a], organizationUsage: allow", "WouldCreate"))
        .contains("create the grant for client one", "scope [read:a]", "organizationUsage allow");
    assertThat(told("two", "scope: [read:a]", "WouldAdopt"))
        .contains("adopt grant cgr_two and change nothing");
    assertThat(told("three", "scope: [write:a], adoptionPolicy: Always", "WouldAdopt"))
        .contains("adopt grant cgr_three and change scope: add write:a, remove read:a");
    assertThat(told("four", "scope: [write:a]", "GrantExists")).contains("differs");
    assertThat(SIMULATOR.tenant().grant("one", INVOICES, "client")).isEmpty();

    mode("Enforce");
    for (var client : List.of("one", "two", "three")) {
      CLUSTER.awaitReason(CLUSTER.grant("auth0", client), "InSync");
    }
    mode("Observe");
    SIMULATOR.requests().reset();

    assertThat(told("one", "scope: [read:a, write:a]", "WouldUpdate"))
        .contains("scope: add write:a", "organizationUsage: deny instead of allow");
    var one = CLUSTER.grant("auth0", "one");
    var _ = one.delete();
    assertThat(CLUSTER.awaitReason(one, "DeletionBlocked")).contains("delete grant", "release=");
    assertThat(told("five", "scope: []", "WouldCreate")).contains("client five");
    var five = CLUSTER.grant("auth0", "five");
    var _ = five.delete();
    CLUSTER.awaitGone(five);
    SIMULATOR.tenant().put(Grant.of("cgr_three", "three", INVOICES, "read:a"));
    CLUSTER.sweep(CLUSTER.tenant("auth0", "observed"), SIMULATOR);
    CLUSTER.awaitReason(CLUSTER.grant("auth0", "three"), "WouldUpdate");
    assertThat(SIMULATOR.requests().counts()).containsOnlyKeys("GET /api/v2/client-grants");

    mode("Enforce");
    CLUSTER.awaitGone(one);
    CLUSTER.awaitReason(CLUSTER.grant("auth0", "three"), "InSync");
    assertThat(SIMULATOR.tenant().grant("one", INVOICES, "client")).isEmpty();
  }

  private static void mode(String mode) {
    CLUSTER.applyTenant("auth0", "observed", DOMAIN, SIMULATOR, "mode: " + mode);
    CLUSTER.awaitReason(CLUSTER.tenant("auth0", "observed"), "Connected");
  }

  private static String told(String client, String rest, String reason) {
    CLUSTER.applyGrant(
        "auth0",
        client,
        "{name: observed}",
        "clientId: %s, audience: \"%s\", %s".formatted(client, INVOICES, rest));
    return CLUSTER.awaitReason(CLUSTER.grant("auth0", client), reason);
  }
}
