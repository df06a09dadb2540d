package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A tenant in mode Observe is told of and not written to. */
@ExtendWith(ControlPlaneExtension.class)
class ObserveIT {
  @Test
  void eachConditionSaysWhatWouldBeDoneAndNothingIsWritten(OperatorFixture fixture) {
    fixture.observing();
    for (var number = 2; number <= 4; number++) {
      editByHand(fixture, number, "read:invoices");
    }
    fixture.start(NEVER);
    assertThat(told(fixture, 1, "scope: [read:invoices], organizationUsage: allow", "WouldCreate"))
        .contains(
            "create the grant for client client-0001",
            "scope [read:invoices]",
            "organizationUsage allow");
    assertThat(told(fixture, 2, "scope: [read:invoices]", "WouldAdopt"))
        .contains("adopt grant cgr_2 and change nothing");
    assertThat(told(fixture, 3, "scope: [write:invoices], adoptionPolicy: Always", "WouldAdopt"))
        .contains("adopt grant cgr_3 and change scope: add write:invoices, remove read:invoices");
    assertThat(told(fixture, 4, "scope: [write:invoices]", "GrantExists")).contains("differs");
    assertThat(fixture.remote(OperatorFixture.client(1))).isEmpty();

    enforce(fixture);
    for (var name : List.of("g1", "g2", "g3")) {
      fixture.awaitInSync(name);
    }
    observe(fixture);
    fixture.simulator.requests().reset();

    assertThat(told(fixture, 1, "scope: [read:invoices, write:invoices]", "WouldUpdate"))
        .contains("scope: add write:invoices", "organizationUsage: deny instead of allow");
    fixture.grants().withName("g1").delete();
    fixture.awaitReason("g1", "DeletionBlocked");
    assertThat(fixture.ready("g1").message()).contains("delete grant", "release=");
    assertThat(told(fixture, 5, "scope: []", "WouldCreate")).contains("client-0005");
    fixture.grants().withName("g5").delete();
    fixture.awaitGone("g5");
    editByHand(fixture, 3, "read:invoices");
    OperatorFixture.annotate(
        fixture.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");
    fixture.awaitReason("g3", "WouldUpdate");
    assertThat(fixture.simulator.requests().counts()).containsOnlyKeys("GET /api/v2/client-grants");

    enforce(fixture);
    fixture.awaitGone("g1");
    fixture.awaitInSync("g3");
    assertThat(fixture.remote(OperatorFixture.client(1))).isEmpty();
  }

  /** As it would be in mode Enforce: one creates, the other waits, and takes over. */
  @Test
  void ofSeveralResourcesForOneGrantEachSaysItsOwnPart(OperatorFixture fixture) {
    fixture.observing().start(NEVER);
    fixture.applyGrant("first", OperatorFixture.client(1), "scope: [read:invoices]");
    fixture.awaitReason("first", "WouldCreate");
    fixture.awaitAge("first");
    fixture.applyGrant("second", OperatorFixture.client(1), "scope: [write:invoices]");
    fixture.awaitReason("second", "HeldByAnother");

    enforce(fixture);
    fixture.awaitInSync("first");
    observe(fixture);
    fixture.grants().withName("first").delete();
    fixture.awaitReason("first", "DeletionBlocked");
    assertThat(fixture.ready("first").message())
        .contains("would hand it over to " + fixture.namespace + "/second");
  }

  @Test
  void nothingIsWrittenWhateverElsePeopleDo(OperatorFixture fixture) {
    fixture.start(NEVER);
    for (var number = 1; number <= 3; number++) {
      told(fixture, number, "scope: [read:invoices]", "InSync");
    }
    observe(fixture);
    for (var number = 1; number <= 3; number++) {
      editByHand(fixture, number, "write:invoices");
    }
    var asLeft = fixture.simulator.tenant().grants();
    fixture.simulator.requests().reset();

    OperatorFixture.annotate(
        fixture.grants().withName("g1"), "auth0.clientgrant.io/requestedAt", "now");
    fixture.awaitReason("g1", "WouldUpdate");
    told(fixture, 1, "scope: [read:invoices], suspend: true", "Suspended");
    told(fixture, 1, "scope: [read:invoices]", "WouldUpdate");
    rotateTheCredential(fixture);
    fixture.stopOperator();
    fixture.startOperator();
    fixture.awaitReason("g2", "WouldUpdate");
    told(fixture, 2, "scope: [read:invoices], suspend: true", "Suspended");
    fixture.grants().withName("g2").delete();
    fixture.awaitGone("g2");
    fixture.grants().withName("g3").delete();
    fixture.awaitReason("g3", "DeletionBlocked");
    OperatorFixture.annotate(
        fixture.grants().withName("g3"),
        "auth0.clientgrant.io/release",
        fixture.recorded("g3").id());
    fixture.awaitGone("g3");
    assertThat(fixture.writes()).isZero();
    assertThat(fixture.simulator.tenant().grants()).isEqualTo(asLeft);

    enforce(fixture);
    fixture.awaitInSync("g1");
    assertThat(fixture.writes()).isEqualTo(1);
    assertThat(fixture.remoteScope(OperatorFixture.client(1))).containsExactly("read:invoices");
  }

  /** The switch for an emergency: docs/tenants.md, "Stop all writes". */
  @Test
  void writesThatWaitForTheRateLimitAreNotMadeAnyMore(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyTenant("tenant", NEVER, "rateLimit: {requestsPerSecond: 1, burst: 1}");
    var clients = IntStream.rangeClosed(1, 20).mapToObj(OperatorFixture::client).toList();
    clients.forEach(client -> fixture.applyGrant(client, client, "scope: []"));
    fixture.awaitReason(clients.getLast(), "Queued");

    observe(fixture);
    fixture.awaitReason(clients.getLast(), "WouldCreate");
    var created = fixture.calls("POST");
    clients.forEach(client ->
        await()
            .atMost(PATIENCE)
            .until(
                () -> List.of("InSync", "WouldCreate").contains(fixture.ready(client).reason())));
    assertThat(created).isLessThan(clients.size());
    assertThat(fixture.calls("POST")).isEqualTo(created);
  }

  private static void observe(OperatorFixture fixture) {
    fixture.observing().applyTenant(NEVER, "");
    await()
        .atMost(PATIENCE)
        .until(() -> fixture.tenantReady().message().endsWith("nothing is written."));
  }

  private static void enforce(OperatorFixture fixture) {
    fixture.enforcing().applyTenant(NEVER, "");
  }

  private static void rotateTheCredential(OperatorFixture fixture) {
    fixture.simulator.tenant().put(StoredClient.of(Seed.MANAGEMENT_CLIENT).withSecret("rotated"));
    fixture.simulator.tokens().revokeAll();
    fixture.applySecret("rotated");
  }

  /** Changes the grant of a client at the tenant, or makes one. */
  private static void editByHand(OperatorFixture fixture, int client, String scope) {
    var grant =
        fixture
            .remote(OperatorFixture.client(client))
            .orElseGet(
                () -> StoredGrant.of("cgr_" + client, OperatorFixture.client(client), AUDIENCE));
    fixture.simulator.tenant().put(grant.withScope(scope));
  }

  private static String told(OperatorFixture fixture, int client, String fields, String reason) {
    var name = "g" + client;
    fixture.applyGrant(name, OperatorFixture.client(client), fields);
    fixture.awaitReason(name, reason);
    return fixture.ready(name).message();
  }
}
