package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
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

  private final ControlPlane controlPlane;

  RevocationIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @Test
  void aScopeIsRevokedThoughTheOneThatStaysIsNoLongerDefinedByTheApi() {
    try (var scene = withScopes("read:invoices", "write:invoices")) {
      define(scene, "write:invoices");
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitReason("g", "Invalid");
      assertThat(scene.remoteScope(CLIENT)).doesNotContain("write:invoices");
      assertThat(scene.ready("g").message()).contains("subset of resource server scopes");
      assertThat(scene.events("g")).contains("Updated");
      assertThat(scene.gauge("clientgrant.tenant.excess.access")).isZero();
    }
  }

  @Test
  void aScopeIsRevokedThoughTheOneThatIsAddedIsRefused() {
    try (var scene = withScopes("read:invoices", "write:invoices")) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices, no:such]");
      scene.awaitReason("g", "Invalid");
      assertThat(scene.remoteScope(CLIENT)).containsExactly("read:invoices");
      assertThat(scene.notes("g", "Updated"))
          .containsExactly(
              "Updated grant %s: scope: remove write:invoices."
                  .formatted(scene.recorded("g").id()));
    }
  }

  @Test
  void ofSeveralScopesThatStayThoseThatTheApiNoLongerDefinesAreFoundAndNamed() {
    try (var scene = withScopes("read:invoices", "write:invoices", "delete:invoices")) {
      define(scene, "write:invoices", "delete:invoices");
      scene.applyGrant("g", CLIENT, "scope: [read:invoices, delete:invoices]");
      scene.awaitReason("g", "Invalid");
      assertThat(scene.remoteScope(CLIENT)).containsExactly("delete:invoices");
      assertThat(scene.ready("g").message()).contains("The API does not define read:invoices.");
    }
  }

  @Test
  void withoutTheRightToReadApisWhatIsStillGrantedIsNamedFirst() {
    try (var scene = new OperatorFixture(controlPlane)) {
      mayOnlyManageGrants(scene);
      scene.running(NEVER);
      scene.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices, delete:invoices]");
      scene.awaitInSync("g");
      define(scene, "write:invoices", "delete:invoices");
      scene.applyGrant("g", CLIENT, "scope: [read:invoices, delete:invoices]");
      scene.awaitReason("g", "Invalid");
      assertThat(scene.ready("g").message())
          .startsWith("Still granted though it should not be: scope write:invoices. ");
      assertThat(scene.tenantReady().reason()).isEqualTo("Connected");
    }
  }

  @Test
  void whatCannotBeRevokedIsNamedFirst() {
    try (var scene = withScopes("read:invoices", "write:invoices", "delete:invoices")) {
      define(scene, "delete:invoices", "write:invoices");
      scene.simulator.faults().add(Fault.status(400).on(UPDATE));
      scene.applyGrant("g", CLIENT, "scope: [read:invoices, delete:invoices]");
      scene.awaitReason("g", "Invalid");
      assertThat(scene.ready("g").message())
          .startsWith("Still granted though it should not be: scope write:invoices. ");
      assertThat(scene.gauge("clientgrant.tenant.excess.access")).isOne();
      scene.grants().withName("g").delete();
      scene.awaitGone("g");
      assertThat(scene.gauge("clientgrant.tenant.excess.access")).isZero();
    }
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
  void everyStepTowardsLessAccessIsTakenThoughAScopeIsRefused(String before, String after) {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, before);
      scene.awaitInSync("g");
      scene.applyGrant("g", CLIENT, after);
      scene.awaitReason("g", "Invalid");
      assertThat(scene.ready("g").message()).doesNotContain("Still granted");
      var grant = scene.remote(CLIENT).orElseThrow();
      assertThat(grant.allowAllScopes().orElse(false)).isFalse();
      assertThat(grant.allowAnyOrganization().orElse(false)).isFalse();
      assertThat(grant.organizationUsage().orElse("deny"))
          .isEqualTo(
              after.contains("require") ? "require" : after.contains("allow") ? "allow" : "deny");
      assertThat(grant.authorizationDetailsTypes().stream().flatMap(types -> types.stream()))
          .isSubsetOf("payment");
    }
  }

  @Test
  void aRefusedStepHoldsBackNoOther() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant(
          "g",
          CLIENT,
          "scope: [read:invoices], organizationUsage: allow, allowAnyOrganization: true");
      scene.awaitInSync("g");
      scene.simulator.faults().add(Fault.status(400).on(UPDATE).times(2));
      scene.applyGrant("g", CLIENT, "scope: []");
      scene.awaitReason("g", "Invalid");
      assertThat(scene.ready("g").message())
          .startsWith("Still granted though it should not be: allowAnyOrganization true. ");
      assertThat(scene.remote(CLIENT).flatMap(StoredGrant::organizationUsage)).hasValue("deny");
      assertThat(scene.remoteScope(CLIENT)).isEmpty();
    }
  }

  private static void mayOnlyManageGrants(OperatorFixture scene) {
    var tenant = scene.simulator.tenant();
    var api = "https://" + OperatorFixture.DOMAIN + "/api/v2/";
    tenant.put(
        tenant
            .grant(Seed.MANAGEMENT_CLIENT, api, "client")
            .orElseThrow()
            .withScope(
                "read:client_grants",
                "create:client_grants",
                "update:client_grants",
                "delete:client_grants"));
  }

  private OperatorFixture withScopes(String... scopes) {
    var scene = new OperatorFixture(controlPlane).running(NEVER);
    scene.applyGrant("g", CLIENT, "scope: [%s]".formatted(String.join(", ", scopes)));
    scene.awaitInSync("g");
    return scene;
  }

  private static void define(OperatorFixture scene, String... scopes) {
    scene.simulator.tenant().put(ResourceServer.of(AUDIENCE, scopes));
  }
}
