package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.RequestHook;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Resources that claim the same grant never fight: one holds it, and hands it over when it goes.
 */
@ExtendWith(ControlPlaneExtension.class)
class ClaimsIT {
  private static final String CLIENT = "client-0001";

  @Test
  void aSecondResourceNamesTheFirstAndChangesNothing(OperatorFixture fixture) {
    fixture.start("1s");
    fixture.applyGrant("first", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("first");
    fixture.applyGrant("second", CLIENT, "scope: [write:invoices], adoptionPolicy: Always");
    fixture.awaitReason("second", "HeldByAnother");
    assertThat(fixture.ready("second").message()).contains(fixture.namespace + "/first");

    fixture.simulator.requests().reset();
    await().atMost(PATIENCE).until(() -> fixture.calls("GET") >= 3);
    assertThat(fixture.simulator.requests().counts()).containsOnlyKeys("GET /api/v2/client-grants");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices");
  }

  @Test
  void renamingAResourceInterruptsNothing(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("old", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("old");
    var id = fixture.recorded("old").id();
    fixture.simulator.requests().reset();

    fixture.applyGrant("new", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("new", "HeldByAnother");
    fixture.grants().withName("old").delete();
    fixture.awaitGone("old");
    fixture.awaitInSync("new");
    assertThat(fixture.simulator.requests().counts()).isEmpty();
    assertThat(fixture.recorded("new").id()).isEqualTo(id);
    assertThat(fixture.recorded("new").origin()).isEqualTo("Created");
    assertThat(fixture.events("old")).containsExactlyInAnyOrder("Created", "HandedOver");

    fixture.grants().withName("new").delete();
    fixture.awaitGone("new");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  @Test
  void theSuccessorChangesTheGrantToItsOwnSpec(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("old", CLIENT, "scope: [read:invoices], organizationUsage: allow");
    fixture.awaitInSync("old");
    fixture.applyGrant("new", CLIENT, "scope: [write:invoices]");
    fixture.awaitReason("new", "HeldByAnother");
    fixture.simulator.requests().reset();

    fixture.grants().withName("old").delete();
    fixture.awaitGone("old");
    fixture.awaitInSync("new");
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of("PATCH /api/v2/client-grants/{id}", 1L));
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("write:invoices");
    assertThat(fixture.remote(CLIENT).flatMap(StoredGrant::organizationUsage)).hasValue("deny");
  }

  /** The predecessor goes as soon as the successor has recorded the grant. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSuccessorOwnsTheGrantEvenIfItCannotChangeItYet(boolean signs, OperatorFixture fixture) {
    (signs ? fixture : fixture.withoutSigningKey()).start(NEVER);
    fixture.applyGrant("old", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("old");
    fixture.applyGrant("new", CLIENT, "scope: [write:invoices], adoptionPolicy: Never");
    fixture.awaitReason("new", "HeldByAnother");
    fixture.simulator.faults().add(Fault.status(503).on("PATCH /api/v2/client-grants/{id}"));

    fixture.grants().withName("old").delete();
    fixture.awaitGone("old");
    fixture.awaitReason("new", "Unavailable");
    fixture.simulator.faults().clear();
    fixture.awaitInSync("new");
    assertThat(fixture.recorded("new").origin()).isEqualTo("Created");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("write:invoices");
  }

  /**
   * What the old one let go, since the new one had taken over, goes with the new one, even if the
   * old one is not gone from the cluster yet.
   */
  @ParameterizedTest
  @ValueSource(strings = {"IfCreated", "Never"})
  void twoHoldersBeingDeletedBothDeleteTheGrant(String policyOfTheOld, OperatorFixture fixture) {
    var meanwhile = RequestHook.metadataWrite("old", 1);
    fixture.withClient(meanwhile::client).start(NEVER);
    fixture.applyGrant("old", CLIENT, "scope: [read:invoices], deletionPolicy: " + policyOfTheOld);
    fixture.awaitInSync("old");
    fixture.applyGrant("new", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("new", "HeldByAnother");
    meanwhile.arm(() -> {
      fixture.grants().withName("new").delete();
      fixture.awaitGone("new");
    });

    fixture.grants().withName("old").delete();
    fixture.awaitGone("old");
    assertThat(meanwhile.happened()).isTrue();
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  @Test
  void aRefusedClientGrantDoesNotBlockOthers(OperatorFixture fixture) {
    fixture
        .simulator
        .tenant()
        .put(
            StoredGrant.of(
                "cgr_0000000000000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices"));
    fixture.start(NEVER);
    fixture.applyGrant("older", CLIENT, "scope: [write:invoices]");
    fixture.awaitReason("older", "GrantExists");
    fixture.applyGrant("younger", CLIENT, "scope: [write:invoices], adoptionPolicy: Always");
    fixture.awaitInSync("younger");
    fixture.awaitReason("older", "HeldByAnother");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("write:invoices");
  }

  /** Whoever waits is woken by what makes another's claim count no more. */
  @ParameterizedTest
  @ValueSource(strings = {"suspend: true", "organizationUsage: require"})
  void aClientGrantThatLosesItsClaimUnblocksTheNext(String change, OperatorFixture fixture) {
    fixture.simulator.faults().add(Fault.status(400).on("POST /api/v2/client-grants"));
    fixture.start(NEVER);
    fixture.applyTenant(
        NEVER,
        """
        guardrails:
            - {namespaces: {from: Same}, clientIds: ["*"], audiences: ["*"], scopes: ["*"]}
        """);
    fixture.applyGrant("older", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("older", "Invalid");
    fixture.awaitAge("older");
    fixture.applyGrant("younger", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("younger", "HeldByAnother");

    fixture.simulator.faults().clear();
    fixture.applyGrant("older", CLIENT, "scope: [read:invoices], " + change);
    fixture.awaitInSync("younger");
  }

  @Test
  void theHolderKeepsTheGrantAfterARestart(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("first", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("first");
    fixture.applyGrant("second", CLIENT, "scope: [write:invoices]");
    fixture.awaitReason("second", "HeldByAnother");
    var before = fixture.grant("second").getMetadata().getResourceVersion();
    fixture.stopOperator();
    fixture.simulator.requests().reset();

    fixture.startOperator();
    await().atMost(PATIENCE).until(() -> fixture.calls("GET") == 1);
    fixture.applyGrant("third", "client-0002", "scope: []");
    fixture.awaitInSync("third");
    assertThat(fixture.calls("PATCH")).isZero();
    assertThat(fixture.grant("second").getMetadata().getResourceVersion()).isEqualTo(before);
  }
}
