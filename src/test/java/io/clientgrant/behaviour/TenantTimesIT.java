package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.controller.index.Annotations;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.Manifests;
import io.clientgrant.testing.MultiTenantFixture;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.network.DateShift;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each tenant has a time of its own: one that tells a wrong time concerns nobody else. */
@ExtendWith(ControlPlaneExtension.class)
class TenantTimesIT {
  private static final String DOMAIN = "shop.eu.auth0.test";
  private static final String API = "https://api.example.com";
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration HOUR = Duration.ofHours(1);

  private final MultiTenantFixture fixture;
  @AutoClose private final Simulator good = simulator();
  @AutoClose private final Simulator bad = simulator();
  @AutoClose private final DateShift right = new DateShift(good.uri(), Duration.ZERO);
  @AutoClose private final DateShift wrong = new DateShift(bad.uri(), Duration.ZERO);

  TenantTimesIT(MultiTenantFixture fixture) {
    this.fixture = fixture;
  }

  private static Simulator simulator() {
    return MultiTenantFixture.simulator(DOMAIN, List.of("soon", "later"), List.of(API));
  }

  @BeforeEach
  void namespaces() {
    fixture.createNamespace("victim", Map.of());
    fixture.createNamespace("evil", Map.of());
  }

  /** Both say that they are the same tenant of Auth0, and only their endpoints differ. */
  @ParameterizedTest
  @ValueSource(strings = {"P3650D", "P-3650D"})
  void aTenantThatTellsAWrongTimeNeitherEndsNorKeepsTheGrantsOfAnother(String ahead) {
    wrong.move(Duration.parse(ahead));
    fixture.startOperator();
    applyTenant("victim", right);
    applyTenant("evil", wrong);
    apply("victim", "later", right, HOUR);
    apply("evil", "later", right, HOUR);
    fixture.awaitReason(
        fixture.grant("evil", "later"),
        wrong.instant().isAfter(right.instant()) ? "Expired" : "InSync");
    fixture.awaitReason(fixture.grant("victim", "later"), "InSync");
    apply("victim", "soon", right, SOON);
    apply("evil", "soon", wrong, SOON);

    // Whatever the other is asked, it answers with its own time.
    for (var round = 1; round <= 3; round++) {
      check("evil", "later", "round-" + round);
    }

    fixture.awaitReason(fixture.grant("victim", "soon"), "Expired");
    fixture.awaitReason(fixture.grant("evil", "soon"), "Expired");
    assertThat(good.tenant().grant("soon", API, "client")).isEmpty();
    assertThat(bad.tenant().grant("soon", API, "client")).isEmpty();
    check("victim", "later", "last");
    fixture.awaitReason(fixture.grant("victim", "later"), "InSync");
    assertThat(good.tenant().grant("later", API, "client")).isPresent();
  }

  /** There is one tenant behind one endpoint, and so one time. */
  @Test
  void twoAuth0TenantsWithOneEndpointHaveOneTime() {
    fixture.startOperator();
    applyTenant("victim", right);
    applyTenant("evil", right);
    apply("victim", "soon", right, HOUR);
    apply("evil", "later", right, HOUR.multipliedBy(3));
    fixture.awaitReason(fixture.grant("victim", "soon"), "InSync");
    fixture.awaitReason(fixture.grant("evil", "later"), "InSync");

    // Only the one is asked, and the grants of both end by what it answers.
    right.move(HOUR.multipliedBy(2));
    fixture.resync(fixture.tenant("evil", "tenant"), good);
    fixture.awaitReason(fixture.grant("victim", "soon"), "Expired");
    assertThat(good.tenant().grant("soon", API, "client")).isEmpty();
    fixture.awaitReason(fixture.grant("evil", "later"), "InSync");

    right.move(HOUR.multipliedBy(2));
    fixture.resync(fixture.tenant("victim", "tenant"), good);
    fixture.awaitReason(fixture.grant("evil", "later"), "Expired");
    assertThat(good.tenant().grant("later", API, "client")).isEmpty();
  }

  private void applyTenant(String namespace, DateShift line) {
    var values = Map.of("clientSecret", Seed.MANAGEMENT_SECRET, "endpoint", line.uri());
    fixture.apply(namespace, Manifests.secret("tenant", DOMAIN, good, values));
    fixture.applyTenant(namespace, "tenant", DOMAIN, "");
    fixture.awaitReason(fixture.tenant(namespace, "tenant"), "Connected");
  }

  /** Applies a ClientGrant that is named as its client, and ends so long from now by a clock. */
  private void apply(String namespace, String client, DateShift clock, Duration length) {
    var end = clock.instant().plus(length).truncatedTo(ChronoUnit.SECONDS);
    fixture.applyGrant(
        namespace,
        client,
        "{name: tenant}",
        "clientId: %s, audience: \"%s\", scope: [\"read:a\"], expiresAt: \"%s\""
            .formatted(client, API, end));
  }

  private void check(String namespace, String name, String request) {
    var grant = fixture.grant(namespace, name);
    OperatorFixture.annotate(grant, Annotations.REQUESTED_AT, request);
    await()
        .atMost(PATIENCE)
        .until(() -> {
          var found = grant.get();
          return found != null
              && found.getStatus() != null
              && request.equals(found.getStatus().lastHandledReconcileAt());
        });
  }
}
