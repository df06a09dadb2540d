package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.OperatorFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a spec no longer asks for is taken away, whatever else of the change Auth0 refuses. */
@ExtendWith(ControlPlaneExtension.class)
class RevocationIT {
  private static final String CLIENT = "client-0001";
  private static final String UPDATE = "PATCH /api/v2/client-grants/{id}";

  @Test
  void aScopeIsRevokedThoughTheOneThatStaysIsNoLongerDefinedByTheApi(OperatorFixture fixture) {
    begin(fixture, "read:invoices", "write:invoices");
    define(fixture, "write:invoices");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("g", "Invalid");
    assertThat(fixture.remoteScope(CLIENT)).doesNotContain("write:invoices");
    assertThat(fixture.ready("g").message()).contains("subset of resource server scopes");
    assertThat(fixture.events("g")).contains("Updated");
    assertThat(fixture.gauge("clientgrant.tenant.excess.access")).isZero();
  }

  @Test
  void aScopeIsRevokedThoughTheOneThatIsAddedIsRefused(OperatorFixture fixture) {
    begin(fixture, "read:invoices", "write:invoices");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, no:such]");
    fixture.awaitReason("g", "Invalid");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices");
    assertThat(fixture.notes("g", "Updated"))
        .containsExactly(
            "Updated grant %s: scope: remove write:invoices."
                .formatted(fixture.recorded("g").id()));
  }

  @Test
  void ofSeveralScopesThatStayThoseThatTheApiNoLongerDefinesAreFoundAndNamed(
      OperatorFixture fixture) {
    begin(fixture, "read:invoices", "write:invoices", "delete:invoices");
    define(fixture, "write:invoices", "delete:invoices");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, delete:invoices]");
    fixture.awaitReason("g", "Invalid");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("delete:invoices");
    assertThat(fixture.ready("g").message()).contains("The API does not define read:invoices.");
  }

  @Test
  void withoutTheRightToReadApisWhatIsStillGrantedIsNamedFirst(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices, delete:invoices]");
    fixture.awaitInSync("g");
    define(fixture, "write:invoices", "delete:invoices");
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, delete:invoices]");
    fixture.awaitReason("g", "Invalid");
    assertThat(fixture.ready("g").message())
        .startsWith("Still granted though it should not be: scope write:invoices. ");
    assertThat(fixture.tenantReady().reason()).isEqualTo("Connected");
  }

  @Test
  void whatCannotBeRevokedIsNamedFirst(OperatorFixture fixture) {
    begin(fixture, "read:invoices", "write:invoices", "delete:invoices");
    define(fixture, "delete:invoices", "write:invoices");
    fixture.simulator.faults().add(Fault.status(400).on(UPDATE));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, delete:invoices]");
    fixture.awaitReason("g", "Invalid");
    assertThat(fixture.ready("g").message())
        .startsWith("Still granted though it should not be: scope write:invoices. ");
    assertThat(fixture.gauge("clientgrant.tenant.excess.access")).isOne();
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.gauge("clientgrant.tenant.excess.access")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          scope: [], organizationUsage: require                           | scope: [no:such]
          scope: [], organizationUsage: allow                             | scope: [no:such], organizationUsage: require
          scope: [], organizationUsage: allow, allowAnyOrganization: true | scope: [no:such], organizationUsage: allow
          allowAllScopes: true                                            | scope: [no:such]
          scope: [], authorizationDetailsTypes: [payment, transfer]       | scope: [no:such], authorizationDetailsTypes: [payment]
          """)
  void everyStepTowardsLessAccessIsTakenThoughAScopeIsRefused(
      String before, String after, OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, before);
    fixture.awaitInSync("g");
    fixture.applyGrant("g", CLIENT, after);
    fixture.awaitReason("g", "Invalid");
    assertThat(fixture.ready("g").message()).doesNotContain("Still granted");
    var grant = fixture.remote(CLIENT).orElseThrow();
    assertThat(grant.allowAllScopes().orElse(false)).isFalse();
    assertThat(grant.allowAnyOrganization().orElse(false)).isFalse();
    assertThat(grant.organizationUsage().orElse("deny"))
        .isEqualTo(
            after.contains("require") ? "require" : after.contains("allow") ? "allow" : "deny");
    assertThat(grant.authorizationDetailsTypes().stream().flatMap(types -> types.stream()))
        .isSubsetOf("payment");
  }

  @Test
  void aRefusedStepHoldsBackNoOther(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], organizationUsage: allow");
    fixture.awaitInSync("g");
    fixture.simulator.faults().add(Fault.status(400).on(UPDATE).times(2));
    fixture.applyGrant("g", CLIENT, "scope: []");
    fixture.awaitReason("g", "Invalid");
    assertThat(fixture.ready("g").message())
        .startsWith("Still granted though it should not be: organizationUsage allow. ");
    assertThat(fixture.remote(CLIENT).flatMap(StoredGrant::organizationUsage)).hasValue("allow");
    assertThat(fixture.remoteScope(CLIENT)).isEmpty();
  }

  private static void begin(OperatorFixture fixture, String... scopes) {
    ManagementScopes.set(fixture.simulator, "read:resource_servers");
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [%s]".formatted(String.join(", ", scopes)));
    fixture.awaitInSync("g");
  }

  private static void define(OperatorFixture fixture, String... scopes) {
    fixture.simulator.tenant().put(ResourceServer.of(AUDIENCE, scopes));
  }
}
