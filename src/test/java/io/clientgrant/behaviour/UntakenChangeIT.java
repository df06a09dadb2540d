package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.RequestHook;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Auth0 answers a write with success, and the grant in the answer is not as it was asked for. */
@ExtendWith(ControlPlaneExtension.class)
class UntakenChangeIT {
  private static final String CLIENT = "client-0001";

  private final ControlPlane controlPlane;

  UntakenChangeIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          scope                       | scope: [read:invoices]                                              | scope: [write:invoices]
          allow_all_scopes            | allowAllScopes: true                                                | scope: [read:invoices]
          organization_usage          | scope: [], organizationUsage: require                               | scope: [], organizationUsage: deny
          allow_any_organization      | scope: [], organizationUsage: allow, allowAnyOrganization: true     | scope: [], organizationUsage: allow
          authorization_details_types | scope: [], authorizationDetailsTypes: [payment]                     | scope: []
          """)
  void anUpdateThatIsAnsweredWithTheOldValueIsNotInSyncUntilAuth0TakesIt(
      String field, String before, String after) {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, before);
      scene.awaitInSync("g");
      scene.simulator.options(options -> options.withIgnoredFields(field));
      scene.applyGrant("g", CLIENT, after);
      scene.awaitReason("g", "OutOfSync");
      assertThat(scene.ready("g").status()).isEqualTo("False");
      assertThat(scene.events("g")).doesNotContain("Updated");
      scene.simulator.options(options -> options.withIgnoredFields());
      scene.awaitInSync("g");
      assertThat(scene.events("g")).contains("Updated");
    }
  }

  @Test
  void afterAFewTriesTheConditionSaysWhatAuth0DoesNotTake() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      scene.simulator.options(options -> options.withIgnoredFields("scope"));
      scene.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices]");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(scene.ready("g").message())
                  .isEqualTo("Auth0 does not take write:invoices."));
      assertThat(scene.ready("g").reason()).isEqualTo("OutOfSync");
      assertThat(scene.calls("PATCH")).isBetween(3L, 8L);
    }
  }

  @Test
  void aRevocationThatIsAnsweredWithTheOldScopesSaysFirstWhatIsStillGranted() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices]");
      scene.awaitInSync("g");
      scene.simulator.options(options -> options.withIgnoredFields("scope"));
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitReason("g", "OutOfSync");
      assertThat(scene.ready("g").message())
          .startsWith("Still granted though it should not be: scope write:invoices.");
      assertThat(scene.gauge("clientgrant.tenant.excess.access")).isOne();
      scene.simulator.options(options -> options.withIgnoredFields());
      scene.awaitInSync("g");
      assertThat(scene.gauge("clientgrant.tenant.excess.access")).isZero();
    }
  }

  @Test
  void aCreationThatIsAnsweredWithFewerScopesIsPutRight() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.simulator.options(options -> options.withIgnoredFields("scope"));
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitReason("g", "OutOfSync");
      assertThat(scene.recorded("g").origin()).isEqualTo("Created");
      scene.simulator.options(options -> options.withIgnoredFields());
      scene.awaitInSync("g");
      assertThat(scene.remoteScope(CLIENT)).containsExactly("read:invoices");
      assertThat(scene.calls("POST")).isOne();
    }
  }

  /** The answer to a write also shows what others have changed. */
  @Test
  void whatAnAnswerShowsOfSomebodyElsesChangeIsPutRightAtOnce() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices], organizationUsage: deny");
      scene.awaitInSync("g");
      var tenant = scene.simulator.tenant();
      tenant.put(scene.remote(CLIENT).orElseThrow().withOrganizationUsage("allow"));
      scene.applyGrant("g", CLIENT, "scope: [write:invoices], organizationUsage: deny");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(scene.remote(CLIENT).flatMap(StoredGrant::organizationUsage))
                  .hasValue("deny"));
      scene.awaitInSync("g");
    }
  }

  @Test
  void aStatusThatSaysMoreThanIsTrueIsMendedByTheNextResync() {
    try (var scene = new OperatorFixture(controlPlane)) {
      scene.simulator.tenant().put(StoredGrant.of("cgr_1", CLIENT, AUDIENCE, "write:invoices"));
      scene.running(NEVER);
      scene.applyGrant("g", CLIENT, "scope: [read:invoices], adoptionPolicy: Never");
      scene.awaitReason("g", "GrantExists");
      scene
          .grants()
          .withName("g")
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              """
              {"status": {"conditions": [{"type": "Ready", "status": "True", "reason": "InSync",
                "message": "As asked.", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
              """);
      scene.awaitInSync("g");
      OperatorFixture.annotate(
          scene.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");
      scene.awaitReason("g", "GrantExists");
    }
  }

  @Test
  void aGrantThatIsMadeAnewIsNotReadyMeanwhile() {
    var result = RequestHook.statusWrite("g", 2);
    try (var scene = new OperatorFixture(controlPlane, result::client).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      var meanwhile = new AtomicReference<String>();
      result.arm(() -> meanwhile.set(scene.ready("g").reason()));
      scene.simulator.tenant().removeGrant(scene.remote(CLIENT).orElseThrow().id());
      OperatorFixture.annotate(
          scene.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");
      await().atMost(PATIENCE).until(result::happened);
      assertThat(meanwhile).hasValue("Applying");
      scene.awaitInSync("g");
    }
  }
}
