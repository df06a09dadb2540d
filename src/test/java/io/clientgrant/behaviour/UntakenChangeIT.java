package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.StoredGrant;
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
      String field, String before, String after, OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, before);
    fixture.awaitInSync("g");
    fixture.simulator.options(options -> options.withIgnoredFields(field));
    fixture.applyGrant("g", CLIENT, after);
    fixture.awaitReason("g", "OutOfSync");
    assertThat(fixture.ready("g").status()).isEqualTo("False");
    assertThat(fixture.events("g")).doesNotContain("Updated");
    fixture.simulator.options(options -> options.withIgnoredFields());
    fixture.awaitInSync("g");
    assertThat(fixture.events("g")).contains("Updated");
  }

  @Test
  void afterAFewTriesTheConditionSaysWhatAuth0DoesNotTake(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    fixture.simulator.options(options -> options.withIgnoredFields("scope"));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices]");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(fixture.ready("g").message())
                .isEqualTo("Auth0 does not take write:invoices."));
    assertThat(fixture.ready("g").reason()).isEqualTo("OutOfSync");
    assertThat(fixture.calls("PATCH")).isBetween(3L, 8L);
  }

  @Test
  void aRevocationThatIsAnsweredWithTheOldScopesSaysFirstWhatIsStillGranted(
      OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices]");
    fixture.awaitInSync("g");
    fixture.simulator.options(options -> options.withIgnoredFields("scope"));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("g", "OutOfSync");
    assertThat(fixture.ready("g").message())
        .startsWith("Still granted though it should not be: scope write:invoices.");
    assertThat(fixture.gauge("clientgrant.tenant.excess.access")).isOne();
    fixture.simulator.options(options -> options.withIgnoredFields());
    fixture.awaitInSync("g");
    assertThat(fixture.gauge("clientgrant.tenant.excess.access")).isZero();
  }

  @Test
  void aCreationThatIsAnsweredWithFewerScopesIsPutRight(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.simulator.options(options -> options.withIgnoredFields("scope"));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("g", "OutOfSync");
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
    fixture.simulator.options(options -> options.withIgnoredFields());
    fixture.awaitInSync("g");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices");
    assertThat(fixture.calls("POST")).isOne();
  }

  /** The answer to a write also shows what others have changed. */
  @Test
  void whatAnAnswerShowsOfSomebodyElsesChangeIsPutRightAtOnce(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], organizationUsage: deny");
    fixture.awaitInSync("g");
    var tenant = fixture.simulator.tenant();
    tenant.put(fixture.remote(CLIENT).orElseThrow().withOrganizationUsage("allow"));
    fixture.applyGrant("g", CLIENT, "scope: [write:invoices], organizationUsage: deny");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(fixture.remote(CLIENT).flatMap(StoredGrant::organizationUsage))
                .hasValue("deny"));
    fixture.awaitInSync("g");
  }

  @Test
  void aStatusThatSaysMoreThanIsTrueIsMendedByTheNextResync(OperatorFixture fixture) {
    fixture.simulator.tenant().put(StoredGrant.of("cgr_1", CLIENT, AUDIENCE, "write:invoices"));
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], adoptionPolicy: Never");
    fixture.awaitReason("g", "GrantExists");
    fixture
        .grants()
        .withName("g")
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"status": {"conditions": [{"type": "Ready", "status": "True", "reason": "InSync",
              "message": "As asked.", "observedGeneration": 1,
              "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
            """);
    fixture.awaitInSync("g");
    OperatorFixture.annotate(
        fixture.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");
    fixture.awaitReason("g", "GrantExists");
  }

  @Test
  void aGrantThatIsMadeAnewIsNotReadyMeanwhile(OperatorFixture fixture) {
    var result = RequestHook.statusWrite("g", 2);
    fixture.withClient(result::client).start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    var meanwhile = new AtomicReference<String>();
    result.arm(() -> meanwhile.set(fixture.ready("g").reason()));
    fixture.simulator.tenant().removeGrant(fixture.remote(CLIENT).orElseThrow().id());
    OperatorFixture.annotate(
        fixture.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");
    await().atMost(PATIENCE).until(result::happened);
    assertThat(meanwhile).hasValue("Applying");
    fixture.awaitInSync("g");
  }
}
