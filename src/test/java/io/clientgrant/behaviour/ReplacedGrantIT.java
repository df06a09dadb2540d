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
    makeAnew(fixture, scope);
    fixture.simulator.requests().reset();

    lookUp(fixture);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(fixture.notes("g", "Replaced"))
                .singleElement()
                .asString()
                .contains(ANEW, "Associations with organizations are lost"));
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
    makeAnew(fixture, "write:invoices");

    lookUp(fixture);
    fixture.awaitReason("g", "GrantExists");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("write:invoices");
  }

  private static void makeAnew(OperatorFixture fixture, String scope) {
    fixture.simulator.tenant().removeGrant(fixture.recorded("g").id());
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
