package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static io.clientgrant.testing.OperatorFixture.client;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Auth0TenantStatus;
import io.clientgrant.api.Condition;
import io.clientgrant.api.UndeclaredGrant;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ClientReferences;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.RequestHook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Grants that no ClientGrant declares, on APIs for which ClientGrants are all there may be. */
@ExtendWith(ControlPlaneExtension.class)
class AuthoritativeIT {
  private static final String DELETE = "DELETE /api/v2/client-grants/{id}";
  private static final String LIST = "GET /api/v2/client-grants";
  private static final String OFTEN = "1s";

  @Test
  void eachIsToldOfOnceAndNothingIsWritten(OperatorFixture fixture) {
    byHand(fixture, 1);
    byHand(fixture, 2);
    start(fixture, "");
    fixture.applyGrant("declared", client(2), "scope: [read:invoices]");
    fixture.awaitInSync("declared");
    await().atMost(PATIENCE).until(() -> known(fixture).equals(List.of("cgr_1")));

    fixture.stopOperator();
    byHand(fixture, 3);
    fixture.startOperator();
    await().atMost(PATIENCE).until(() -> known(fixture).equals(List.of("cgr_1", "cgr_3")));

    assertThat(awaitRemark(fixture, "Undeclared").message())
        .contains("Of 3 grants", "2 are declared by no ClientGrant: cgr_1, cgr_3");
    assertThat(about(fixture, "GrantUndeclared", "cgr_1")).hasSize(1);
    assertThat(about(fixture, "GrantUndeclared", "cgr_1").getFirst())
        .contains("client client-0001", AUDIENCE, "scope [read:invoices]");
    assertThat(about(fixture, "GrantUndeclared", "cgr_3")).hasSize(1);
    assertThat(recorded(fixture)).allMatch(grant -> grant.since() == null);
    await().atMost(PATIENCE).until(() -> fixture.gauge("clientgrant.tenant.undeclared") == 2);

    fixture.applyGrant("one", client(1), "scope: [read:invoices]");
    fixture.applyGrant("three", client(3), "scope: [read:invoices]");
    await().atMost(PATIENCE).until(() -> remark(fixture).isEmpty() && recorded(fixture).isEmpty());
    assertThat(fixture.tenantReady().status()).isEqualTo("True");
    assertThat(fixture.writes()).isZero();
  }

  @Test
  void afterTheGracePeriodItIsDeletedAndNothingElseIs(OperatorFixture fixture) {
    byHand(fixture, 1);
    fixture.simulator.tenant().put(stored("cgr_system", client(2)).asSystem());
    fixture.simulator.tenant().put(stored("cgr_own", Seed.MANAGEMENT_CLIENT));
    fixture.simulator.tenant().put(ResourceServer.of("https://other.example", "read"));
    fixture.simulator.tenant().put(StoredGrant.of("cgr_other", client(4), "https://other.example"));
    start(fixture, revoke("5s", 100));
    fixture.applyGrant("declared", client(5), "scope: [read:invoices]");
    fixture.awaitInSync("declared");

    await().atMost(PATIENCE).until(() -> fixture.remote(client(1)).isEmpty());
    await().atMost(PATIENCE).until(() -> remark(fixture).isEmpty());
    assertThat(fixture.notes("tenant", "Revoked"))
        .singleElement()
        .asString()
        .contains("Deleted grant cgr_1", "client client-0001", "scope [read:invoices]");
    var told = Instant.parse(eventTime(fixture, "GrantUndeclared"));
    var deleted = Instant.parse(eventTime(fixture, "Revoked"));
    assertThat(Duration.between(told, deleted)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    assertThat(fixture.simulator.tenant().grants())
        .extracting(StoredGrant::id)
        .contains("cgr_system", "cgr_own", "cgr_other")
        .doesNotContain("cgr_1");
    assertThat(fixture.remote(client(5))).isPresent();
    assertThat(fixture.calls("DELETE")).isEqualTo(1);
  }

  @Test
  void theGracePeriodOutlivesARestart(OperatorFixture fixture) {
    byHand(fixture, 1);
    start(fixture, revoke("1h", 100));
    awaitRemark(fixture, "GracePeriod");
    var since = recorded(fixture);
    fixture.stopOperator();
    fixture.startOperator();
    byHand(fixture, 2); // so that the operator has to write the status again
    await().atMost(PATIENCE).until(() -> recorded(fixture).size() == 2);
    assertThat(recorded(fixture)).containsAll(since);

    fixture.applyTenant(OFTEN, authoritative(revoke("1s", 100)));
    await().atMost(PATIENCE).until(() -> fixture.remote(client(1)).isEmpty());
  }

  /** The ClientGrants, which declare grants, can be known later than the tenant. */
  @Test
  void theFirstLookDoesNotWaitForTheNextResync(OperatorFixture fixture) {
    byHand(fixture, 1);
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.applyTenant(NEVER, authoritative(""));
    var meanwhile = RequestHook.list("clientgrants");
    meanwhile.arm(() -> fixture.awaitTenant("Connected"));
    fixture.withClient(meanwhile::client).startOperator();

    awaitRemark(fixture, "Undeclared");
    assertThat(meanwhile.happened()).isTrue();
    assertThat(fixture.simulator.requests().count(LIST)).isEqualTo(1);
  }

  @Test
  void moreThanTheShareNeedsAConsentThatIsNotAboutLaterOnes(OperatorFixture fixture) {
    IntStream.rangeClosed(1, 3).forEach(number -> byHand(fixture, number));
    start(fixture, revoke("1s", 50));
    fixture.applyGrant("declared", client(9), "scope: [read:invoices]");
    fixture.awaitInSync("declared");

    var asked = awaitRemark(fixture, "ConsentNeeded").message();
    assertThat(asked)
        .contains("3 are declared by no ClientGrant: cgr_1, cgr_2, cgr_3", "more than 50 percent");
    assertThat(fixture.notes("tenant", "ConsentNeeded")).isNotEmpty();
    assertThat(fixture.calls("DELETE")).isZero();

    var consent = asked.substring(asked.lastIndexOf("auth0.clientgrant.io/revoke="));
    await()
        .atMost(PATIENCE) // the times are whole seconds
        .until(() -> Instant.now().isAfter(Instant.parse(value(consent)).plusSeconds(1)));
    IntStream.rangeClosed(4, 9).forEach(number -> byHand(fixture, number + 10));
    await().atMost(PATIENCE).until(() -> known(fixture).size() == 9);
    OperatorFixture.annotate(
        fixture.tenants().withName("tenant"), "auth0.clientgrant.io/revoke", value(consent));

    await()
        .atMost(PATIENCE)
        .until(() -> Stream.of(1, 2, 3).allMatch(one -> fixture.remote(client(one)).isEmpty()));
    assertThat(awaitRemark(fixture, "ConsentNeeded").message()).contains("6 are declared by no");
    assertThat(fixture.calls("DELETE")).isEqualTo(3);
  }

  @Test
  void inModeObserveItIsToldWhatWouldBeDeleted(OperatorFixture fixture) {
    fixture.observing();
    byHand(fixture, 1);
    start(fixture, revoke("1s", 100));

    assertThat(awaitRemark(fixture, "WouldRevoke").message())
        .contains("In mode Enforce, these would be deleted: cgr_1");
    assertThat(fixture.notes("tenant", "WouldRevoke")).hasSize(1);
    assertThat(fixture.writes()).isZero();

    fixture.enforcing().applyTenant(OFTEN, authoritative(revoke("1s", 100)));
    await().atMost(PATIENCE).until(() -> fixture.remote(client(1)).isEmpty());
  }

  @Test
  void whileAResyncIsIncompleteNothingIsDeleted(OperatorFixture fixture) {
    byHand(fixture, 1);
    start(fixture, revoke("10s", 100));
    awaitRemark(fixture, "GracePeriod");
    var since = Instant.parse(requireNonNull(recorded(fixture).getFirst().since()));
    fixture.simulator.faults().add(Fault.status(500).on(LIST));
    fixture.awaitTenant("Unreachable");
    await().atMost(PATIENCE).until(() -> Instant.now().isAfter(since.plusSeconds(15)));
    assertThat(fixture.remote(client(1))).isPresent();

    fixture.simulator.faults().clear();
    await().atMost(PATIENCE).until(() -> fixture.remote(client(1)).isEmpty());
  }

  @Test
  void whatAClientGrantMayTurnOutToDeclareIsNotDeleted(OperatorFixture fixture) {
    byHand(fixture, 1);
    start(fixture, revoke("1h", 100));
    awaitRemark(fixture, "GracePeriod");
    ClientReferences.grant(
        fixture,
        "reference",
        "clientIdFrom: {configMapKeyRef: {name: no-such-config-map, key: clientId}}",
        "");
    await().atMost(PATIENCE).until(() -> remark(fixture).isEmpty());
    fixture.applyTenant(OFTEN, authoritative(revoke("1s", 100)));
    fixture.grants().withName("reference").delete();

    await().atMost(PATIENCE).until(() -> fixture.remote(client(1)).isEmpty());
  }

  @Test
  void whatAuth0RefusesIsToldAndTriedAgain(OperatorFixture fixture) {
    byHand(fixture, 1);
    fixture.simulator.faults().add(Fault.status(403).on(DELETE));
    start(fixture, revoke("1s", 100));

    assertThat(awaitRemark(fixture, "RevocationFailed").message()).contains("grant cgr_1:");
    assertThat(fixture.tenantReady().status()).isEqualTo("True");
    fixture.simulator.faults().clear();
    await().atMost(PATIENCE).until(() -> fixture.remote(client(1)).isEmpty());
    await().atMost(PATIENCE).until(() -> remark(fixture).isEmpty());
  }

  @Test
  void deletionsWaitForTheRateLimit(OperatorFixture fixture) {
    IntStream.rangeClosed(1, 12).forEach(number -> byHand(fixture, number));
    fixture.startOperator();
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.applyTenant(
        "1h", authoritative(revoke("1s", 100)) + "\nrateLimit: {requestsPerSecond: 3, burst: 3}");
    awaitRemark(fixture, "GracePeriod");
    var since = Instant.parse(requireNonNull(recorded(fixture).getFirst().since()));
    await().atMost(PATIENCE).until(() -> Instant.now().isAfter(since.plusSeconds(3)));
    OperatorFixture.annotate(
        fixture.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");

    await()
        .atMost(PATIENCE)
        .until(() ->
            IntStream.rangeClosed(1, 12)
                .allMatch(number -> fixture.remote(client(number)).isEmpty()));
    assertThat(fixture.notes("tenant", "Revoked")).hasSize(12);
  }

  private static void start(OperatorFixture fixture, String fields) {
    fixture.startOperator();
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.applyTenant(OFTEN, authoritative(fields));
    fixture.awaitTenant("Connected");
  }

  private static String authoritative(String fields) {
    return "authoritative: {audiences: [\"https://api.example.com/*\"]%s}".formatted(fields);
  }

  private static String revoke(String gracePeriod, int percent) {
    return ", action: Revoke, gracePeriod: %s, maxRevokedPercent: %d"
        .formatted(gracePeriod, percent);
  }

  private static void byHand(OperatorFixture fixture, int number) {
    fixture.simulator.tenant().put(stored("cgr_" + number, client(number)));
  }

  private static StoredGrant stored(String id, String client) {
    return StoredGrant.of(id, client, AUDIENCE, "read:invoices");
  }

  private static String value(String annotation) {
    return annotation.substring(annotation.indexOf('=') + 1);
  }

  private static Optional<Auth0TenantStatus> status(OperatorFixture fixture) {
    return Optional.ofNullable(fixture.tenants().withName("tenant").get().getStatus());
  }

  private static List<UndeclaredGrant> recorded(OperatorFixture fixture) {
    return status(fixture).stream()
        .flatMap(status -> Stream.ofNullable(status.undeclaredGrants()))
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> known(OperatorFixture fixture) {
    return recorded(fixture).stream().map(UndeclaredGrant::id).toList();
  }

  private static Optional<Condition> remark(OperatorFixture fixture) {
    return status(fixture).stream()
        .flatMap(status ->
            Objects.requireNonNullElse(status.conditions(), List.<Condition>of()).stream())
        .filter(condition -> condition.type().equals("GrantsDeclared"))
        .findFirst();
  }

  private static Condition awaitRemark(OperatorFixture fixture, String reason) {
    return await()
        .atMost(PATIENCE)
        .until(() -> remark(fixture).filter(it -> it.reason().equals(reason)), Optional::isPresent)
        .orElseThrow();
  }

  private static List<String> about(OperatorFixture fixture, String reason, String id) {
    return fixture.notes("tenant", reason).stream()
        .filter(note -> note.contains("rant " + id + " "))
        .toList();
  }

  private static String eventTime(OperatorFixture fixture, String reason) {
    return fixture
        .user
        .events()
        .v1()
        .events()
        .inNamespace(fixture.namespace)
        .list()
        .getItems()
        .stream()
        .filter(event -> event.getReason().equals(reason))
        .map(event -> event.getEventTime().getTime())
        .findFirst()
        .orElseThrow();
  }
}
