package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.OperatorFixture;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A grant that was changed at the tenant is put back, and the tenant's log says by whom it was. */
@ExtendWith(ControlPlaneExtension.class)
class WhoChangedItIT {
  private static final String CLIENT = "client-0001";
  private static final String LOG = "GET /api/v2/logs";

  @Test
  void anEventSaysWhoHasChangedTheGrantAndThroughWhat(OperatorFixture fixture) throws Exception {
    ManagementScopes.set(fixture.simulator, "read:logs");
    var id = start(fixture);
    changeInDashboard(fixture, id);

    awaitNote(
        fixture,
        "Auth0's log says that grant %s was changed by user auth0|simulator through the Dashboard"
                .formatted(id)
            + " at ");
    assertThat(fixture.simulator.requests().count(LOG)).isOne();
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices");
  }

  @Test
  void soItDoesIfTheGrantWasDeleted(OperatorFixture fixture) throws Exception {
    ManagementScopes.set(fixture.simulator, "read:logs");
    var id = start(fixture);
    inDashboard(fixture, id, HttpRequest.newBuilder().DELETE());

    awaitNote(
        fixture,
        "Auth0's log says that grant %s was deleted by user auth0|simulator".formatted(id));
    assertThat(fixture.simulator.requests().count(LOG)).isOne();
  }

  @Test
  void nothingIsAskedWithoutTheRightToReadTheLog(OperatorFixture fixture) throws Exception {
    var id = start(fixture);
    changeInDashboard(fixture, id);
    await().atMost(PATIENCE).until(() -> fixture.events("g").contains("Updated"));

    fixture.applyGrant("g", CLIENT, "scope: [write:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.simulator.requests().count(LOG)).isZero();
    assertThat(fixture.events("g")).doesNotContain("ChangedBy");
  }

  private static String start(OperatorFixture fixture) {
    fixture.start("1s");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    return fixture.recorded("g").id();
  }

  private static void awaitNote(OperatorFixture fixture, String begin) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(fixture.notes("g", "ChangedBy"))
                .singleElement()
                .satisfies(note -> assertThat(note).startsWith(begin)));
  }

  private static void changeInDashboard(OperatorFixture fixture, String id)
      throws IOException, InterruptedException {
    var changed = StoredGrant.of(id, CLIENT, AUDIENCE, "delete:invoices");
    inDashboard(
        fixture, id, HttpRequest.newBuilder().PUT(BodyPublishers.ofByteArray(Json.bytes(changed))));
  }

  private static void inDashboard(OperatorFixture fixture, String id, HttpRequest.Builder change)
      throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var uri = fixture.simulator.uri().resolve("/_simulator/client-grants/" + id);
      var answer = http.send(change.uri(uri).build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    }
  }
}
