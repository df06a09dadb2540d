package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.controller.index.Annotations;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.EndDates;
import io.clientgrant.testing.Manifests;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An end date that meets something else: an edit, a deletion, a rival, a failure, a wrong time. */
@ExtendWith(ControlPlaneExtension.class)
class ExpiryEdgesIT {
  private static final String CLIENT = OperatorFixture.client(1);
  private static final String CREATE = "POST /api/v2/client-grants";
  private static final String DELETE = "DELETE /api/v2/client-grants/{id}";
  private static final String LIST = "GET /api/v2/client-grants";
  private static final String OTHERS_ONLY =
      "guardrails: [{namespaces: {from: Same}, clientIds: [other], audiences: [\"*\"], scopes:"
          + " [\"*\"]}]";
  private static final Duration HOUR = Duration.ofHours(1);

  private final OperatorFixture fixture;
  @AutoClose private final EndDates ends;

  ExpiryEdgesIT(OperatorFixture fixture) {
    this.fixture = fixture;
    this.ends = new EndDates(fixture);
  }

  @Test
  void anEndDateThatIsMovedBackAndForthTakesTheGrantAndGivesItBack() {
    ends.start("");
    for (var round = 0; round < 3; round++) {
      ends.apply("g", CLIENT, HOUR);
      fixture.awaitInSync("g");
      assertThat(fixture.remote(CLIENT)).isPresent();
      ends.apply("g", CLIENT, HOUR.negated());
      fixture.awaitReason("g", "Expired");
      assertThat(fixture.remote(CLIENT)).isEmpty();
    }
    assertThat(fixture.simulator.requests().count(CREATE)).isEqualTo(3);
    assertThat(fixture.simulator.requests().count(DELETE)).isEqualTo(3);
  }

  @Test
  void whoIsExtendedWhileSuspendedKeepsTheGrantWithoutAnInterruption() {
    ends.start("");
    var end = ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    var id = fixture.recorded("g").id();
    fixture.applyGrant("g", CLIENT, EndDates.fields(end) + ", suspend: true");
    fixture.awaitReason("g", "Suspended");
    ends.pass(HOUR.multipliedBy(2));

    ends.apply("g", CLIENT, HOUR);

    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").id()).isEqualTo(id);
    assertThat(fixture.writes()).isEqualTo(1);
  }

  /** No timer of the operator has seen that the time has passed, as after a sleep. */
  @Test
  void aResyncTellsASuspendedClientGrantThatItsEndHasCome() {
    ends.start("");
    var end = ends.apply("g", CLIENT, HOUR.dividedBy(2));
    fixture.awaitInSync("g");
    fixture.applyGrant("g", CLIENT, EndDates.fields(end) + ", suspend: true");
    fixture.awaitReason("g", "Suspended");

    ends.pass(HOUR);

    await()
        .atMost(PATIENCE)
        .until(() -> fixture.ready("g").message().contains("end date " + end + " has come"));
    assertThat(fixture.gauge("clientgrant.tenant.excess.access")).isEqualTo(1);
    var seen = fixture.reconciles();
    ends.pass(Duration.ZERO);
    ends.pass(Duration.ZERO);
    assertThat(fixture.reconciles()).isEqualTo(seen);
  }

  /** Who suspends the holder wants its grant left alone, also by those who wait for it. */
  @Test
  void nobodyTakesOverFromWhoIsSuspendedBeyondItsEnd() {
    ends.start("");
    var end = ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    fixture.applyGrant("g", CLIENT, EndDates.fields(end) + ", suspend: true");
    fixture.awaitReason("g", "Suspended");
    fixture.applyGrant("next", CLIENT, "scope: [write:invoices]");
    fixture.awaitReason("next", "HeldByAnother");

    ends.pass(HOUR);
    ends.check("next");

    assertThat(fixture.ready("next").reason()).isEqualTo("HeldByAnother");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices");
    assertThat(fixture.writes()).isEqualTo(1);

    fixture.applyGrant("g", CLIENT, EndDates.fields(end));
    fixture.awaitReason("g", "Expired");
    fixture.awaitInSync("next");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("write:invoices");
    assertThat(fixture.simulator.requests().count(DELETE)).isZero();
  }

  @Test
  void whoIsDeletedAtItsEndGoesWithItsGrant() {
    ends.start("");
    ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    fixture.stopOperator();
    ends.auth0.move(HOUR);
    fixture.grants().withName("g").delete();

    fixture.startOperator();

    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isEmpty();
    assertThat(fixture.simulator.requests().count(DELETE)).isEqualTo(1);
  }

  /** At its end an adopted grant goes, and at a deletion before it stays. */
  @Test
  void aSingleWrongDateDoesNotDeleteWhatADeletionLeaves() {
    ends.start("");
    ends.hold(CLIENT);
    ends.apply("g", CLIENT, HOUR.multipliedBy(2));
    fixture.awaitInSync("g");
    fixture.stopOperator();
    fixture.grants().withName("g").delete();

    ends.auth0.mislead(Duration.ZERO, HOUR.multipliedBy(3)); // the token, and the resync
    fixture.startOperator();

    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isPresent();
    assertThat(fixture.writes()).isZero();
  }

  @Test
  void aSingleWrongDateHandsNothingOver() {
    ends.start("");
    ends.apply("g", CLIENT, HOUR.multipliedBy(2));
    fixture.awaitInSync("g");
    fixture.applyGrant("next", CLIENT, "scope: [write:invoices]");
    fixture.awaitReason("next", "HeldByAnother");
    fixture.stopOperator();

    ends.auth0.mislead(Duration.ZERO, HOUR.multipliedBy(3)); // the token, and the resync
    ends.startAgain();
    ends.check("g");
    ends.check("next");

    assertThat(fixture.ready("g").reason()).isEqualTo("InSync");
    assertThat(fixture.ready("next").reason()).isEqualTo("HeldByAnother");
    assertThat(fixture.events("g")).doesNotContain("HandedOver");
    assertThat(fixture.writes()).isEqualTo(1);
  }

  /** Of two that end at once, neither leaves the grant to the other. */
  @Test
  void aClaimantThatEndsTooIsNoSuccessor() {
    ends.start("");
    var end = ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    fixture.applyGrant("next", CLIENT, EndDates.fields(end));
    fixture.awaitReason("next", "HeldByAnother");

    ends.restartAfter(HOUR);

    fixture.awaitReason("g", "Expired");
    fixture.awaitReason("next", "Expired");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** As Argo CD does it after somebody has deleted what it manages. */
  @Test
  void aClientGrantThatIsMadeAnewAfterItsEndMakesNoGrant() {
    ends.start("");
    var end = ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    ends.pass(HOUR);
    fixture.awaitReason("g", "Expired");
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");

    fixture.applyGrant("g", CLIENT, EndDates.fields(end));

    fixture.awaitReason("g", "Expired");
    assertThat(fixture.remote(CLIENT)).isEmpty();
    assertThat(fixture.writes()).isEqualTo(2);
  }

  /** What only the signed annotation tells of ends too. */
  @Test
  void aGrantWhoseClientGrantWasRestoredWithoutItsStatusEnds() {
    ends.start("");
    var end = ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    var signed = Annotations.read(Annotations.OWNERSHIP, fixture.grant("g")).orElseThrow();
    fixture.stopOperator();
    ends.auth0.move(HOUR);
    fixture
        .grants()
        .withName("g")
        .edit(grant -> {
          grant.getMetadata().setFinalizers(List.of());
          return grant;
        });
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    var spec =
        "tenantRef: {name: tenant}, clientId: %s, audience: \"%s\", %s"
            .formatted(CLIENT, AUDIENCE, EndDates.fields(end));
    var restored = fixture.user.resource(Manifests.grant("g", spec)).item();
    restored.getMetadata().setAnnotations(Map.of(Annotations.OWNERSHIP, signed));
    fixture.user.resource(restored).inNamespace(fixture.namespace).create();

    fixture.startOperator();

    fixture.awaitReason("g", "Expired");
    assertThat(fixture.remote(CLIENT)).isEmpty();
    assertThat(Annotations.read(Annotations.OWNERSHIP, fixture.grant("g"))).isEmpty();
  }

  /** Its end date has come, and a status alone does not delete what the guardrails deny. */
  @Test
  void anEndThatIsBlockedCostsNoCallBeyondTheResync() {
    fixture.withoutSigningKey();
    ends.start("");
    ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    fixture.stopOperator();
    fixture.applyTenant(NEVER, OTHERS_ONLY);
    ends.restartAfter(HOUR);
    fixture.awaitReason("g", "DeletionBlocked");
    fixture.simulator.requests().reset();

    ends.pass(Duration.ZERO);
    ends.pass(Duration.ZERO);
    assertThat(fixture.simulator.requests().counts()).isEqualTo(Map.of(LIST, 2L));
    assertThat(fixture.ready("g").reason()).isEqualTo("DeletionBlocked");
  }

  /** What counts is what ends at the tenant, and not what a spec says. */
  @Test
  void whoHoldsNoGrantIsNotCountedAmongThoseThatEndSoon() {
    ends.start(OTHERS_ONLY);
    ends.apply("g", CLIENT, HOUR);
    fixture.awaitReason("g", "NotAllowed");
    assertThat(fixture.gauge("clientgrant.tenant.expiring")).isZero();

    fixture.applyTenant(NEVER, "");
    fixture.awaitInSync("g");
    await().atMost(PATIENCE).until(() -> fixture.gauge("clientgrant.tenant.expiring") == 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 403})
  void anEndThatAuth0DoesNotCarryOutIsToldAndTriedAgain(int status) {
    ends.start("");
    ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    fixture.simulator.faults().add(Fault.status(status).on(DELETE));

    ends.pass(HOUR);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(fixture.ready("g").message())
                .startsWith(
                    "Still granted though it should not be: all of grant "
                        + fixture.recorded("g").id()));
    assertThat(fixture.ready("g").status()).isEqualTo("False");
    assertThat(fixture.gauge("clientgrant.tenant.excess.access")).isEqualTo(1);
    fixture.simulator.faults().clear();
    ends.pass(Duration.ZERO);
    fixture.awaitReason("g", "Expired");
    assertThat(fixture.remote(CLIENT)).isEmpty();
    await().atMost(PATIENCE).until(() -> fixture.gauge("clientgrant.tenant.excess.access") == 0);
  }

  /** The connection that is there is used on. */
  @Test
  void aSecretThatIsGoneDoesNotKeepTheGrant() {
    ends.start("");
    ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    var _ = fixture.user.secrets().inNamespace(fixture.namespace).withName("credentials").delete();
    OperatorFixture.annotate(fixture.tenants().withName("tenant"), Annotations.REQUESTED_AT, "now");
    await().atMost(PATIENCE).until(() -> !fixture.tenantReady().reason().equals("Connected"));

    ends.apply("g", CLIENT, Duration.ofSeconds(3));

    await().atMost(PATIENCE).until(() -> fixture.remote(CLIENT).isEmpty());
    fixture.awaitReason("g", "Expired");
  }

  @Test
  void inModeReleaseAnEndDateChangesNothing() {
    ends.start("");
    var end = ends.apply("g", CLIENT, HOUR);
    fixture.awaitInSync("g");
    fixture
        .tenants()
        .withName("tenant")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"mode\":\"Release\"}}");
    fixture.awaitReason("g", "LetGo");

    ends.restartAfter(HOUR);
    ends.pass(Duration.ZERO);
    fixture.awaitReason("g", "LetGo");
    assertThat(fixture.remote(CLIENT)).isPresent();
    assertThat(ends.status("g").expiresAt()).isEqualTo(end.toString());

    fixture.applyTenant(NEVER, "");
    fixture.awaitReason("g", "Expired");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  @Test
  void anEndDateIsShownInUtcWhateverItsOffset() {
    ends.start("");
    apply("9999-12-31T23:59:59.999999999Z");
    fixture.awaitInSync("g");
    assertThat(ends.status("g").expiresAt()).isEqualTo("9999-12-31T23:59:59.999999999Z");
    ends.check("g");

    var end = ends.in(HOUR).plusMillis(250);
    apply(end.atOffset(ZoneOffset.ofHoursMinutes(14, 45)).toString());
    fixture.awaitInSync("g");
    assertThat(ends.status("g").expiresAt()).isEqualTo(end.toString());
    assertThat(ends.remark("g", "Expiring")).isPresent();

    apply(Instant.EPOCH.plusSeconds(1).toString());
    fixture.awaitReason("g", "Expired");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** The condition remembers what was told, and not the event, which goes after an hour. */
  @Test
  void whatWasToldIsNotToldAgainWhenItsEventHasGone() {
    ends.start("");
    ends.apply("g", CLIENT, HOUR.multipliedBy(20));
    fixture.awaitInSync("g");
    await().atMost(PATIENCE).until(() -> fixture.events("g").contains("ExpiresWithinADay"));
    var _ = fixture.user.events().v1().events().inNamespace(fixture.namespace).delete();

    ends.restartAfter(Duration.ofMinutes(1));
    ends.check("g");

    assertThat(fixture.events("g")).doesNotContain("ExpiresWithinADay");
  }

  /** As after a crash between the event and the condition. */
  @Test
  void whatWasToldAndNotRecordedIsToldByTheSameEvent() {
    ends.start("");
    ends.apply("g", CLIENT, HOUR.multipliedBy(20));
    fixture.awaitInSync("g");
    fixture.stopOperator();
    fixture
        .grants()
        .withName("g")
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"conditions\":null}}");

    ends.startAgain();
    fixture.awaitInSync("g");

    assertThat(ends.remark("g", "Expiring")).isPresent();
    assertThat(fixture.events("g")).containsOnlyOnce("ExpiresWithinADay");
  }

  private void apply(String end) {
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], expiresAt: \"%s\"".formatted(end));
  }
}
