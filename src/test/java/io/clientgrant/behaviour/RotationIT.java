package io.clientgrant.behaviour;

import static io.clientgrant.testing.ClientReferences.BY_NAME;
import static io.clientgrant.testing.ClientReferences.IN_CONFIG_MAP;
import static io.clientgrant.testing.ClientReferences.IN_SECRET;
import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static io.clientgrant.testing.OperatorFixture.client;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.RecordedGrant;
import io.clientgrant.grant.plan.Holdings;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.testing.ClientReferences;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.OperatorFixture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a ClientGrant refers to becomes another client: an application was made anew. */
@ExtendWith(ControlPlaneExtension.class)
class RotationIT {
  private static final String CREATE = "POST /api/v2/client-grants";
  private static final String LIST = "GET /api/v2/client-grants";
  private static final String LIST_CLIENTS = "GET /api/v2/clients";
  private static final String DELETE = "DELETE /api/v2/client-grants/{id}";

  enum Reference {
    CONFIG_MAP(IN_CONFIG_MAP) {
      @Override
      void means(OperatorFixture fixture, int number) {
        ClientReferences.configMap(fixture, client(number));
      }
    },
    SECRET(IN_SECRET) {
      @Override
      void means(OperatorFixture fixture, int number) {
        ClientReferences.secret(fixture, client(number), "client_id");
      }
    },
    NAME(BY_NAME) {
      @Override
      void means(OperatorFixture fixture, int number) {
        for (var other = 1; other <= 3; other++) {
          fixture.simulator.tenant().put(StoredClient.of(client(other)));
        }
        ClientReferences.named(fixture, client(number));
      }
    };

    final String yaml;

    Reference(String yaml) {
      this.yaml = yaml;
    }

    abstract void means(OperatorFixture fixture, int number);
  }

  @ParameterizedTest
  @EnumSource
  void theNewClientGetsItsGrantBeforeTheOldOneLosesIt(
      Reference reference, OperatorFixture fixture) {
    startWithNames(fixture);
    begin(fixture, reference, "");

    rotate(fixture, reference, 2);
    awaitOnly(fixture, 2);

    // the request to check now is a look, and another one follows the deletion
    assertThat(calls(fixture)).isEqualTo(Map.of(CREATE, 1L, DELETE, 1L, LIST, 2L));
    var requests = fixture.simulator.requests();
    assertThat(requests.recent(CREATE).getFirst().at())
        .isBefore(requests.recent(DELETE).getFirst().at());
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
    assertThat(fixture.events("g")).endsWith("Created", "Deleted");
  }

  @ParameterizedTest
  @CsvSource({"500, Unavailable", "403, Forbidden"})
  void anOldGrantThatCannotBeRemovedYetIsToldUntilItIs(
      int status, String reason, OperatorFixture fixture) {
    fixture.start(NEVER);
    begin(fixture, Reference.CONFIG_MAP, "");
    var old = fixture.recorded("g").id();
    fixture.simulator.faults().add(Fault.status(status).on(DELETE));

    rotate(fixture, Reference.CONFIG_MAP, 2);
    fixture.awaitReason("g", reason);

    assertThat(fixture.ready("g").status()).isEqualTo("False");
    assertThat(fixture.ready("g").message())
        .startsWith(
            "Still granted though it should not be: all of grant %s for client %s on %s as client. "
                .formatted(old, client(1), AUDIENCE));
    assertThat(former(fixture)).extracting(RecordedGrant::id).containsExactly(old);
    assertThat(fixture.remote(client(2))).isPresent();
    fixture.simulator.faults().clear();
    ClientReferences.checkNow(fixture, "g", "again");
    awaitOnly(fixture, 2);
  }

  /** A status must not grow without an end because nothing can be removed. */
  @Test
  void aReferenceIsNotFollowedBeyondTenGrantsThatCannotBeRemoved(OperatorFixture fixture) {
    fixture.start(NEVER);
    begin(fixture, Reference.CONFIG_MAP, "");
    fixture.simulator.faults().add(Fault.status(403).on(DELETE));
    for (var number = 2; number <= 1 + Holdings.MOST_FORMER; number++) {
      rotate(fixture, Reference.CONFIG_MAP, number);
      awaitFound(fixture, number);
      fixture.awaitReason("g", "Forbidden");
    }

    rotate(fixture, Reference.CONFIG_MAP, 2 + Holdings.MOST_FORMER);
    await()
        .atMost(PATIENCE)
        .until(() ->
            ("to client " + (2 + Holdings.MOST_FORMER))
                .equals(
                    requireNonNull(fixture.grant("g").getStatus(), "no status")
                        .lastHandledReconcileAt()));
    assertThat(ClientReferences.found(fixture, "g")).isEqualTo(client(1 + Holdings.MOST_FORMER));
    assertThat(former(fixture)).hasSize(Holdings.MOST_FORMER);
    assertThat(fixture.ready("g").message()).startsWith("Still granted though it should not be:");

    fixture.simulator.faults().clear();
    ClientReferences.checkNow(fixture, "g", "again");
    awaitOnly(fixture, 2 + Holdings.MOST_FORMER);
  }

  @Test
  void theOldGrantStaysUntilThereIsANewOne(OperatorFixture fixture) {
    fixture.start(NEVER);
    begin(fixture, Reference.CONFIG_MAP, "");
    fixture.simulator.faults().add(Fault.status(403).on(CREATE));

    rotate(fixture, Reference.CONFIG_MAP, 2);
    fixture.awaitReason("g", "Forbidden");

    assertThat(fixture.ready("g").message()).startsWith("Still granted though it should not be:");
    assertThat(fixture.remote(client(1))).isPresent();
    fixture.simulator.faults().clear();
    ClientReferences.checkNow(fixture, "g", "again");
    awaitOnly(fixture, 2);
  }

  @Test
  void aClientThatComesBackHasItsGrantStill(OperatorFixture fixture) {
    fixture.start(NEVER);
    begin(fixture, Reference.CONFIG_MAP, "");
    var old = fixture.recorded("g").id();
    fixture.simulator.faults().add(Fault.status(500).on(DELETE));
    rotate(fixture, Reference.CONFIG_MAP, 2);
    fixture.awaitReason("g", "Unavailable");

    rotate(fixture, Reference.CONFIG_MAP, 1);
    fixture.simulator.faults().clear();
    awaitOnly(fixture, 1);

    assertThat(fixture.recorded("g").id()).isEqualTo(old);
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
    assertThat(fixture.calls("POST")).isEqualTo(1);
  }

  @Test
  void severalOldGrantsAllGo(OperatorFixture fixture) {
    fixture.start(NEVER);
    begin(fixture, Reference.CONFIG_MAP, "");
    fixture.simulator.faults().add(Fault.status(500).on(DELETE));
    rotate(fixture, Reference.CONFIG_MAP, 2);
    fixture.awaitReason("g", "Unavailable");
    rotate(fixture, Reference.CONFIG_MAP, 3);
    await().atMost(PATIENCE).until(() -> former(fixture).size() == 2);

    fixture.simulator.faults().clear();
    awaitOnly(fixture, 3);
    assertThat(fixture.remote(client(1))).isEmpty();
    assertThat(fixture.remote(client(2))).isEmpty();
  }

  @Test
  void oneThatIsDeletedTakesItsOldGrantsWithIt(OperatorFixture fixture) {
    fixture.start(NEVER);
    begin(fixture, Reference.CONFIG_MAP, "");
    fixture.simulator.faults().add(Fault.status(500).on(DELETE));
    rotate(fixture, Reference.CONFIG_MAP, 2);
    fixture.awaitReason("g", "Unavailable");

    fixture.grants().withName("g").delete();
    fixture.simulator.faults().clear();
    fixture.awaitGone("g");
    assertThat(fixture.remote(client(1))).isEmpty();
    assertThat(fixture.remote(client(2))).isEmpty();
  }

  /** The operator has stopped, and a backup has kept annotations alone. */
  @Test
  void oneThatIsRestoredInBetweenLeavesNothingBehind(OperatorFixture fixture) {
    fixture.start(NEVER);
    begin(fixture, Reference.CONFIG_MAP, "");
    fixture.simulator.faults().add(Fault.status(500).on(DELETE));
    rotate(fixture, Reference.CONFIG_MAP, 2);
    fixture.awaitReason("g", "Unavailable");

    fixture.stopOperator();
    ClientReferences.loseStatus(fixture, "g");
    fixture.simulator.faults().clear();
    fixture.startOperator();
    awaitOnly(fixture, 2);
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
    assertThat(fixture.calls("POST")).isEqualTo(1);
  }

  @Test
  void anOldGrantThatAnotherClaimsIsHandedOver(OperatorFixture fixture) {
    fixture.start(NEVER);
    begin(fixture, Reference.CONFIG_MAP, "");
    var old = fixture.recorded("g").id();
    fixture.applyGrant("literal", client(1), "scope: [read:invoices]");
    fixture.awaitReason("literal", "HeldByAnother");

    rotate(fixture, Reference.CONFIG_MAP, 2);
    fixture.awaitInSync("literal");
    awaitFound(fixture, 2);
    await().atMost(PATIENCE).until(() -> former(fixture).isEmpty());
    fixture.awaitInSync("g");

    assertThat(fixture.recorded("literal").id()).isEqualTo(old);
    assertThat(fixture.recorded("literal").origin()).isEqualTo("Created");
    assertThat(fixture.calls("DELETE")).isZero();
    assertThat(fixture.events("g")).endsWith("Created", "HandedOver");
  }

  @ParameterizedTest
  @CsvSource({"Never, true", "IfCreated, false"})
  void theDeletionPolicyDecidesWhatBecomesOfTheOldGrant(
      String policy, boolean isCreated, OperatorFixture fixture) {
    if (!isCreated) {
      fixture
          .simulator
          .tenant()
          .put(StoredGrant.of("cgr_byhand0000000001", client(1), AUDIENCE, "read:invoices"));
    }
    fixture.start(NEVER);
    begin(fixture, Reference.CONFIG_MAP, ", deletionPolicy: " + policy);

    rotate(fixture, Reference.CONFIG_MAP, 2);
    awaitFound(fixture, 2);
    await().atMost(PATIENCE).until(() -> fixture.events("g").contains("Kept"));
    fixture.awaitInSync("g");

    assertThat(former(fixture)).isEmpty();
    assertThat(fixture.remote(client(1))).isPresent();
    assertThat(fixture.calls("DELETE")).isZero();
  }

  @Test
  void anOrganizationStaysAllowed(OperatorFixture fixture) {
    var organization = "org_acme000000000001";
    fixture.simulator.tenant().put(Organization.of(organization, "acme"));
    ManagementScopes.setWithOrganizations(fixture.simulator);
    fixture.start(NEVER);
    begin(fixture, Reference.CONFIG_MAP, ", organizationUsage: allow");
    fixture.applyUse(
        "u", "clientGrantRef: {name: g}, organization: {id: %s}".formatted(organization));
    var _ = fixture.awaitUse("u", "InSync");

    rotate(fixture, Reference.CONFIG_MAP, 2);
    awaitOnly(fixture, 2);
    await()
        .atMost(PATIENCE)
        .until(() ->
            !fixture.simulator.tenant().organizationsOf(fixture.recorded("g").id()).isEmpty());
  }

  private static void startWithNames(OperatorFixture fixture) {
    ManagementScopes.set(fixture.simulator, "read:client_summary");
    fixture.simulator.options(
        options -> options.with(Json.object().put("offset_paging_limit", 2_000)));
    fixture.start(NEVER);
  }

  private static void begin(OperatorFixture fixture, Reference reference, String fields) {
    reference.means(fixture, 1);
    ClientReferences.grant(fixture, "g", reference.yaml, fields);
    fixture.awaitInSync("g");
    fixture.simulator.requests().reset();
  }

  private static void rotate(OperatorFixture fixture, Reference reference, int number) {
    reference.means(fixture, number);
    ClientReferences.checkNow(fixture, "g", "to client " + number);
  }

  private static void awaitFound(OperatorFixture fixture, int number) {
    await()
        .atMost(PATIENCE)
        .until(() -> Objects.equals(ClientReferences.found(fixture, "g"), client(number)));
  }

  /** Waits until the client has the grant, and all is told to be well. */
  private static void awaitOnly(OperatorFixture fixture, int number) {
    awaitFound(fixture, number);
    fixture.awaitInSync("g");
    assertThat(former(fixture)).isEmpty();
    assertThat(fixture.recorded("g").clientId()).isEqualTo(client(number));
    assertThat(fixture.simulator.tenant().grants())
        .filteredOn(grant -> grant.audience().equals(AUDIENCE))
        .extracting(StoredGrant::id)
        .containsExactly(fixture.recorded("g").id());
  }

  private static List<RecordedGrant> former(OperatorFixture fixture) {
    ClientGrantStatus status = requireNonNull(fixture.grant("g").getStatus(), "no status");
    return Objects.requireNonNullElse(status.formerGrants(), List.of());
  }

  private static Map<String, Long> calls(OperatorFixture fixture) {
    var counts = new HashMap<>(fixture.simulator.requests().counts());
    counts.remove(LIST_CLIENTS);
    return counts;
  }
}
