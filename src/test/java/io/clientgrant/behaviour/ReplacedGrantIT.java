package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody switches the access of an application off and on in Auth0's dashboard: a new id. */
@ExtendWith(ControlPlaneExtension.class)
class ReplacedGrantIT {
  private static final String CLIENT = OperatorFixture.client(1);
  private static final String ANEW = "cgr_madeanew00000001";
  private static final String LIST = "GET /api/v2/client-grants";
  private static final String GET = "GET /api/v2/client-grants/{id}";
  private static final String UPDATE = "PATCH /api/v2/client-grants/{id}";

  @ParameterizedTest
  @ValueSource(strings = {"read:invoices", "write:invoices"})
  void theResourceThatCreatedTheGrantGoesOnOwningIt(String scope, OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], adoptionPolicy: Never");
    fixture.awaitInSync("g");
    makeAnew(fixture, "g", scope);
    fixture.simulator.requests().reset();

    lookUp(fixture);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(fixture.notes("g", "Replaced"))
                .singleElement()
                .asString()
                .contains(ANEW, "associations with organizations are lost"));
    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").id()).isEqualTo(ANEW);
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices");
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(
            scope.equals("read:invoices")
                ? Map.of(LIST, 1L, GET, 1L)
                : Map.of(LIST, 1L, GET, 1L, UPDATE, 1L));

    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  @Test
  void aGrantThatWasAdoptedAndMadeAnewIsNotTakenOverAgainstThePolicy(OperatorFixture fixture) {
    fixture.simulator.tenant().put(grant("cgr_madebyhand000001", "read:invoices"));
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").origin()).isEqualTo("Adopted");
    makeAnew(fixture, "g", "write:invoices");

    lookUp(fixture);
    fixture.awaitReason("g", "GrantExists");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("write:invoices");
  }

  /** What the first one created is the second one's by right, under whatever id. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGrantThatWasMadeAnewIsHandedOverWhenItsResourceIsRenamed(
      boolean seenFirst, OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("old", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("old");
    if (seenFirst) { // before the successor acts, as by the resync after a start
      fixture.stopOperator();
    }
    makeAnew(fixture, "old", "write:invoices");
    fixture.applyGrant("new", CLIENT, "scope: [delete:invoices], adoptionPolicy: Never");
    if (!seenFirst) {
      fixture.awaitReason("new", "HeldByAnother");
    }
    fixture.grants().withName("old").delete();
    if (seenFirst) {
      fixture.startOperator();
    }

    fixture.awaitInSync("new");
    fixture.awaitGone("old");
    assertThat(fixture.recorded("new").id()).isEqualTo(ANEW);
    assertThat(fixture.recorded("new").origin()).isEqualTo("Created");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("delete:invoices");
    assertThat(fixture.calls("DELETE")).isZero();
    assertThat(fixture.notes("new", "Replaced")).singleElement().asString().contains(ANEW);

    fixture.grants().withName("new").delete();
    fixture.awaitGone("new");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** Auth0 answers the deletion of any id with success, also of one that is gone. */
  @ParameterizedTest
  @ValueSource(strings = {"read:invoices", "write:invoices"})
  void aGrantThatWasMadeAnewUnseenIsDeletedWithItsResource(String scope, OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    makeAnew(fixture, "g", scope);

    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isEmpty();
    assertThat(fixture.notes("g", "Replaced")).singleElement().asString().contains(ANEW);
    assertThat(fixture.notes("g", "Deleted")).singleElement().asString().contains(ANEW);
  }

  @Test
  void aGrantThatWasAdoptedAndMadeAnewUnseenIsNotDeleted(OperatorFixture fixture) {
    fixture.simulator.tenant().put(grant("cgr_madebyhand000001", "read:invoices"));
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], deletionPolicy: Always");
    fixture.awaitInSync("g");
    makeAnew(fixture, "g", "read:invoices");

    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT).map(StoredGrant::id)).hasValue(ANEW);
    assertThat(fixture.events("g")).doesNotContain("Deleted", "Replaced");
  }

  /** The annotation is written before the status, and the operator may be killed in between. */
  @Test
  void aGrantMadeAnewThatOnlyTheAnnotationRecordsIsStillTheResources(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], adoptionPolicy: Never");
    fixture.awaitInSync("g");
    var before = fixture.grant("g").getStatus();
    makeAnew(fixture, "g", "write:invoices");
    lookUp(fixture);
    await().atMost(PATIENCE).until(() -> fixture.recorded("g").id(), ANEW::equals);
    fixture.awaitInSync("g");
    fixture.stopOperator();
    fixture
        .grants()
        .withName("g")
        .editStatus(g -> {
          g.setStatus(before);
          return g;
        });
    fixture.simulator.tenant().put(grant(ANEW, "write:invoices"));

    fixture.startOperator();
    await().atMost(PATIENCE).until(() -> fixture.recorded("g").id(), ANEW::equals);
    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices");
  }

  /** Between what was seen and what can be done about it, the status is not Ready. */
  @Test
  void aResourceIsNotReadyWhileAGrantMadeAnewWaitsForTheRateLimit(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    makeAnew(fixture, "g", "write:invoices");
    fixture.applyTenant(NEVER, "rateLimit: {requestsPerMinute: 1, burst: 1}");
    fixture.awaitTenant("Connected");

    OperatorFixture.annotate(
        fixture.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");
    fixture.awaitReason("g", "Queued");
    assertThat(fixture.ready("g").status()).isEqualTo("False");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("write:invoices");

    fixture.applyTenant(NEVER, "rateLimit: {requestsPerSecond: 10, burst: 10}");
    fixture.awaitInSync("g");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices");
  }

  private static void makeAnew(OperatorFixture fixture, String name, String scope) {
    fixture.simulator.tenant().removeGrant(fixture.recorded(name).id());
    fixture.simulator.tenant().put(grant(ANEW, scope));
  }

  private static StoredGrant grant(String id, String scope) {
    return StoredGrant.of(id, CLIENT, AUDIENCE, scope);
  }

  private static void lookUp(OperatorFixture fixture) {
    OperatorFixture.annotate(
        fixture.grants().withName("g"), "auth0.clientgrant.io/requestedAt", "now");
  }
}
