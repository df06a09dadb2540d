package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Condition;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.EndDates;
import io.clientgrant.testing.OperatorFixture;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A grant with an end date is removed then, by the clock of Auth0, and its resource stays. */
@ExtendWith(ControlPlaneExtension.class)
class ExpiryIT {
  private static final String CLIENT = OperatorFixture.client(1);
  private static final String LIST = "GET /api/v2/client-grants";
  private static final String CREATE = "POST /api/v2/client-grants";
  private static final String DELETE = "DELETE /api/v2/client-grants/{id}";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofSeconds(5);

  private final OperatorFixture fixture;
  @AutoClose private final EndDates ends;

  ExpiryIT(OperatorFixture fixture) {
    this.fixture = fixture;
    this.ends = new EndDates(fixture);
  }

  @Test
  void theGrantIsRemovedAtItsEndAndTheResourceStays() {
    ends.start("");
    var end = ends.apply("g", CLIENT, SOON);
    fixture.awaitInSync("g");
    assertThat(ends.remark("g", "Expiring"))
        .hasValueSatisfying(
            expiring -> assertThat(expiring.reason()).isEqualTo("ExpiresWithinAnHour"));
    assertThat(fixture.gauge("clientgrant.tenant.expiring")).isEqualTo(1);

    fixture.awaitReason("g", "Expired");

    assertThat(ends.auth0.instant()).isAfterOrEqualTo(end);
    assertThat(fixture.remote(CLIENT)).isEmpty();
    assertThat(fixture.ready("g").status()).isEqualTo("False");
    assertThat(fixture.ready("g").message()).startsWith("The end date " + end + " has come. ");
    assertThat(ends.conditions("g"))
        .extracting(Condition::type)
        .containsExactly("Ready", "Stalled");
    assertThat(ends.status("g").grant()).isNull();
    assertThat(ends.status("g").expiresAt()).isEqualTo(end.toString());
    assertThat(fixture.gauge("clientgrant.tenant.expiring")).isZero();
    assertThat(fixture.gauge("clientgrant.tenant.excess.access")).isZero();
    assertThat(fixture.events("g"))
        .containsExactlyInAnyOrder("Created", "ExpiresWithinAnHour", "Deleted", "Expired");
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of(CREATE, 1L, LIST, 2L, DELETE, 1L)); // what is there, and what is left

    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.simulator.requests().count(DELETE)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT2M", "PT-2M", "P1000D", "P-1000D"})
  void theClockOfTheNodeDoesNotMatter(String ahead) {
    ends.auth0.move(Duration.parse(ahead));
    ends.start("");
    ends.apply("past", OperatorFixture.client(1), Duration.ofSeconds(-20));
    ends.apply("soon", OperatorFixture.client(2), SOON);
    ends.apply("future", OperatorFixture.client(3), Duration.ofSeconds(90));

    fixture.awaitReason("past", "Expired");
    fixture.awaitInSync("soon");
    fixture.awaitInSync("future");
    fixture.awaitReason("soon", "Expired");

    assertThat(fixture.remote(OperatorFixture.client(1))).isEmpty();
    assertThat(fixture.remote(OperatorFixture.client(2))).isEmpty();
    assertThat(fixture.remote(OperatorFixture.client(3))).isPresent();
    assertThat(fixture.ready("future").reason()).isEqualTo("InSync");
    assertThat(fixture.simulator.requests().count(CREATE)).isEqualTo(2);
  }

  /** One answer with a wrong date takes nothing away: the next one is asked for first. */
  @Test
  void aSingleWrongDateRemovesNothing() {
    ends.start("");
    ends.apply("g", CLIENT, HOUR.multipliedBy(2));
    fixture.awaitInSync("g");
    ends.auth0.mislead(HOUR.multipliedBy(3));

    ends.pass(Duration.ZERO);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(fixture.simulator.requests().count(LIST)).isEqualTo(2));

    fixture.awaitInSync("g");
    assertThat(fixture.writes()).isEqualTo(1);
  }

  @Test
  void aGrantThatWasAdoptedIsRemovedToo() {
    ends.start("");
    ends.hold(CLIENT);
    ends.apply("g", CLIENT, SOON);
    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").origin()).isEqualTo("Adopted");

    fixture.awaitReason("g", "Expired");

    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** What the resource does not own, its end date does not touch. */
  @Test
  void aGrantThatTheResourceDoesNotOwnStays() {
    ends.start("");
    ends.hold(CLIENT);

    ends.apply("g", CLIENT, HOUR.negated());

    fixture.awaitReason("g", "Expired");
    assertThat(fixture.remote(CLIENT)).isPresent();
    assertThat(fixture.writes()).isZero();
  }

  @Test
  void anotherEndDateKeepsTheGrantOrBringsItBack() {
    ends.start("");
    ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    var first = fixture.recorded("g").id();

    ends.apply("g", CLIENT, HOUR.multipliedBy(3));
    await()
        .atMost(PATIENCE)
        .until(() -> Long.valueOf(2).equals(ends.status("g").observedGeneration()));
    ends.pass(HOUR.multipliedBy(2));
    assertThat(fixture.ready("g").reason()).isEqualTo("InSync");
    assertThat(fixture.recorded("g").id()).isEqualTo(first);
    assertThat(fixture.writes()).isEqualTo(1);

    ends.pass(HOUR.multipliedBy(2));
    fixture.awaitReason("g", "Expired");
    assertThat(fixture.remote(CLIENT)).isEmpty();

    ends.apply("g", CLIENT, HOUR.multipliedBy(48));
    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").id()).isNotEqualTo(first);
    assertThat(ends.remark("g", "Expiring")).isEmpty();

    ends.pass(HOUR.multipliedBy(72));
    fixture.awaitReason("g", "Expired");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.remote(CLIENT)).isPresent();
    assertThat(ends.status("g").expiresAt()).isNull();
  }

  @Test
  void theOwnersLimitOnDeletionKeepsWhatWasAdopted() {
    var everything = "{from: Same}, clientIds: ['*'], audiences: ['*'], scopes: ['*']";
    ends.start("guardrails: [{namespaces: %s, deletion: IfCreated}]".formatted(everything));
    ends.hold(CLIENT);
    ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");

    ends.pass(HOUR);
    fixture.awaitReason("g", "Expired");
    assertThat(fixture.ready("g").message())
        .startsWith("Still granted though it should not be: all of grant cgr_")
        .contains("deletion: Always");
    assertThat(fixture.gauge("clientgrant.tenant.excess.access")).isEqualTo(1);
    assertThat(fixture.writes()).isZero();

    fixture.applyTenant(
        NEVER, "guardrails: [{namespaces: %s, deletion: Always}]".formatted(everything));
    await().atMost(PATIENCE).until(() -> fixture.remote(CLIENT).isEmpty());
    await().atMost(PATIENCE).until(() -> fixture.gauge("clientgrant.tenant.excess.access") == 0);
    assertThat(fixture.ready("g").reason()).isEqualTo("Expired");
  }

  @Test
  void theOwnersLimitOnTheLifetimeCountsFromTheCreationOfTheResource() {
    ends.start(
        "guardrails: [{namespaces: {from: Same}, clientIds: ['*'], audiences: ['*'], scopes: ['*'],"
            + " maxLifetime: 2h}]");
    fixture.applyGrant("endless", OperatorFixture.client(2), "scope: [read:invoices]");
    fixture.awaitReason("endless", "NotAllowed");
    assertThat(fixture.ready("endless").message()).contains("spec.expiresAt to at most 2h");

    ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    var end = ends.status("g").expiresAt();

    // Neither a later end date nor none makes the time longer: the one that was allowed holds.
    ends.apply("g", CLIENT, HOUR.multipliedBy(10));
    fixture.awaitReason("g", "NotAllowed");
    assertThat(ends.status("g").expiresAt()).isEqualTo(end);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("g", "NotAllowed");
    assertThat(fixture.remote(CLIENT)).isPresent();
    assertThat(ends.status("g").expiresAt()).isEqualTo(end);

    ends.pass(HOUR);
    await().atMost(PATIENCE).until(() -> fixture.remote(CLIENT).isEmpty());
    fixture.awaitReason("g", "NotAllowed");
  }

  @Test
  void anEndThatComesWhileTheOperatorIsAwayIsSeenToAtTheStart() {
    ends.start("");
    ends.apply("g", CLIENT, HOUR.multipliedBy(20));
    fixture.awaitInSync("g");
    assertThat(fixture.events("g")).containsExactlyInAnyOrder("Created", "ExpiresWithinADay");

    ends.restartAfter(Duration.ofMinutes(1));
    fixture.awaitInSync("g");
    ends.restartAfter(Duration.ofHours(19).plusMinutes(30));
    await().atMost(PATIENCE).until(() -> fixture.events("g").contains("ExpiresWithinAnHour"));
    ends.restartAfter(Duration.ofMinutes(1));
    fixture.awaitInSync("g");
    assertThat(fixture.events("g"))
        .containsExactlyInAnyOrder("Created", "ExpiresWithinADay", "ExpiresWithinAnHour");

    ends.restartAfter(HOUR);
    fixture.awaitReason("g", "Expired");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  @Test
  void theNextClaimantTakesOverWithoutAnInterruption() {
    ends.start("");
    ends.apply("g", CLIENT, SOON);
    fixture.awaitInSync("g");
    var id = fixture.recorded("g").id();
    fixture.awaitAge("g");
    fixture.applyGrant("next", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("next", "HeldByAnother");

    fixture.awaitReason("g", "Expired");
    fixture.awaitInSync("next");

    assertThat(fixture.recorded("next").id()).isEqualTo(id);
    assertThat(fixture.simulator.requests().count(DELETE)).isZero();
    assertThat(fixture.events("g")).contains("HandedOver");
    assertThat(ends.status("g").grant()).isNull();
  }

  @Test
  void whoIsSuspendedKeepsTheGrantAndSaysSo() {
    ends.start("");
    var end = ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    fixture.applyGrant("g", CLIENT, EndDates.fields(end) + ", suspend: true");
    fixture.awaitReason("g", "Suspended");

    ends.pass(HOUR);
    ends.restartAfter(Duration.ZERO);
    await()
        .atMost(PATIENCE)
        .until(() -> fixture.ready("g").message().contains("end date " + end + " has come"));
    assertThat(fixture.remote(CLIENT)).isPresent();
    assertThat(fixture.gauge("clientgrant.tenant.excess.access")).isEqualTo(1);

    fixture.applyGrant("g", CLIENT, EndDates.fields(end));
    fixture.awaitReason("g", "Expired");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  @Test
  void inModeObserveTheConditionSaysWhatWouldBeDone() {
    ends.start("");
    ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    fixture.observing().applyTenant(NEVER, "");

    ends.pass(HOUR);
    fixture.awaitReason("g", "WouldDelete");
    assertThat(fixture.ready("g").type()).isEqualTo("Idle");
    assertThat(fixture.remote(CLIENT)).isPresent();

    fixture.enforcing().applyTenant(NEVER, "");
    fixture.awaitReason("g", "Expired");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }
}
