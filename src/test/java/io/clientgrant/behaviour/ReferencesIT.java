package io.clientgrant.behaviour;

import static io.clientgrant.testing.ClientReferences.BY_NAME;
import static io.clientgrant.testing.ClientReferences.IN_CONFIG_MAP;
import static io.clientgrant.testing.ClientReferences.IN_SECRET;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static io.clientgrant.testing.OperatorFixture.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.testing.ClientReferences;
import io.clientgrant.testing.Conditions;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.OperatorFixture;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of a ClientGrant that refers to its client. */
@ExtendWith(ControlPlaneExtension.class)
class ReferencesIT {
  private static final String CREATE = "POST /api/v2/client-grants";
  private static final String LIST_CLIENTS = "GET /api/v2/clients";
  private static final String LIST = "GET /api/v2/client-grants";
  private static final String DELETE = "DELETE /api/v2/client-grants/{id}";

  @Test
  void aClientIdFromAConfigMapLivesAsAnyOther(OperatorFixture fixture) {
    fixture.start(NEVER);
    ClientReferences.configMap(fixture, client(1) + "\n");

    ClientReferences.grant(fixture, "g", IN_CONFIG_MAP, "");
    fixture.awaitInSync("g");

    assertThat(ClientReferences.found(fixture, "g")).isEqualTo(client(1));
    assertThat(fixture.recorded("g").clientId()).isEqualTo(client(1));
    assertThat(fixture.remoteScope(client(1))).containsExactly("read:invoices");
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(client(1))).isEmpty();
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of(CREATE, 1L, DELETE, 1L, LIST, 1L));
  }

  @Test
  void aClientIdFromASecretThatSaysSoLivesAsAnyOther(OperatorFixture fixture) {
    fixture.start(NEVER);
    ClientReferences.secret(fixture, client(1), "client_id");

    ClientReferences.grant(fixture, "g", IN_SECRET, "");
    fixture.awaitInSync("g");

    assertThat(ClientReferences.found(fixture, "g")).isEqualTo(client(1));
    assertThat(fixture.remoteScope(client(1))).containsExactly("read:invoices");
  }

  /** Whatever writes it may come later in the same rollout. */
  @Test
  void aConfigMapThatComesLaterIsFoundWithinSeconds(OperatorFixture fixture) {
    fixture.start(NEVER);
    ClientReferences.grant(fixture, "g", IN_CONFIG_MAP, "");
    fixture.awaitReason("g", "ClientNotFound");
    assertThat(fixture.ready("g").message())
        .isEqualTo(
            "ConfigMap clients in namespace %s does not exist. Create it."
                .formatted(fixture.namespace));

    ClientReferences.configMap(fixture, client(1));
    fixture.awaitInSync("g");
    assertThat(fixture.events("g")).containsExactly("ClientNotFound", "Created");
  }

  /** The grant stays, and what it gives too much is told. */
  @Test
  void aGrantWhoseClientIsNotFoundAnyMoreStaysAndIsDeletedByItsRecord(OperatorFixture fixture) {
    fixture.start("1s");
    ClientReferences.configMap(fixture, client(1));
    ClientReferences.grant(fixture, "g", IN_CONFIG_MAP, "");
    fixture.awaitInSync("g");

    fixture.user.configMaps().inNamespace(fixture.namespace).withName("clients").delete();
    fixture.awaitReason("g", "ClientNotFound");
    assertThat(fixture.remoteScope(client(1))).containsExactly("read:invoices");
    assertThat(ClientReferences.found(fixture, "g")).isEqualTo(client(1));

    fixture.stopOperator();
    fixture.startOperator();
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(client(1))).isEmpty();
  }

  @Test
  void aGrantIsRestoredWithItsAnnotationAlone(OperatorFixture fixture) {
    fixture.start(NEVER);
    ClientReferences.configMap(fixture, client(1));
    ClientReferences.grant(fixture, "g", IN_CONFIG_MAP, "");
    fixture.awaitInSync("g");
    var id = fixture.recorded("g").id();

    fixture.stopOperator();
    ClientReferences.loseStatus(fixture, "g");
    fixture.startOperator();
    fixture.awaitInSync("g");

    assertThat(fixture.recorded("g"))
        .satisfies(grant -> assertThat(grant.id()).isEqualTo(id))
        .satisfies(grant -> assertThat(grant.origin()).isEqualTo("Created"));
  }

  @Test
  void twoThatFindTheSameClientDoNotFight(OperatorFixture fixture) {
    fixture.start(NEVER);
    ClientReferences.configMap(fixture, client(1));
    fixture.applyGrant("literal", client(1), "scope: [read:invoices]");
    fixture.awaitInSync("literal");

    ClientReferences.grant(fixture, "g", IN_CONFIG_MAP, "");
    fixture.awaitReason("g", "HeldByAnother");
    fixture.grants().withName("literal").delete();
    fixture.awaitGone("literal");
    fixture.awaitInSync("g");

    assertThat(fixture.calls("POST")).isEqualTo(1);
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
  }

  @Test
  void anOrganizationIsAllowedForIt(OperatorFixture fixture) {
    var organization = "org_acme000000000001";
    fixture.simulator.tenant().put(Organization.of(organization, "acme"));
    ManagementScopes.setWithOrganizations(fixture.simulator);
    fixture.start(NEVER);
    fixture.applyUse(
        "u", "clientGrantRef: {name: g}, organization: {id: %s}".formatted(organization));
    var _ = fixture.awaitUse("u", "ClientGrantNotFound");
    ClientReferences.grant(fixture, "g", IN_CONFIG_MAP, ", organizationUsage: allow");
    var _ = fixture.awaitUse("u", "ClientGrantNotReady");

    ClientReferences.configMap(fixture, client(1));
    fixture.awaitInSync("g");
    var _ = fixture.awaitUse("u", "InSync");
    fixture.uses().withName("u").delete();
    Conditions.awaitGone(fixture.uses().withName("u"));
  }

  /** Nobody watches what is referred to, so a resync looks. */
  @Test
  void aChangeIsNoticedAtTheResync(OperatorFixture fixture) {
    fixture.start("1s");
    ClientReferences.configMap(fixture, client(1));
    ClientReferences.grant(fixture, "g", IN_CONFIG_MAP, "");
    fixture.awaitInSync("g");

    ClientReferences.configMap(fixture, client(2));
    await().atMost(PATIENCE).until(() -> fixture.remote(client(1)).isEmpty());
    await()
        .atMost(PATIENCE)
        .until(
            () -> fixture.grant("g").getStatus().grant(),
            held -> held != null && client(2).equals(held.clientId()));
    assertThat(fixture.remote(client(2)).map(StoredGrant::id)).hasValue(fixture.recorded("g").id());
  }

  @Test
  void atRestNothingIsWritten(OperatorFixture fixture) {
    fixture.start("1s");
    ClientReferences.configMap(fixture, client(1));
    ClientReferences.grant(fixture, "g", IN_CONFIG_MAP, "");
    fixture.awaitInSync("g");
    var version = fixture.grant("g").getMetadata().getResourceVersion();
    var reconciles = fixture.reconciles();

    await().atMost(PATIENCE).until(() -> fixture.reconciles() > reconciles + 2);
    assertThat(fixture.grant("g").getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void aClientByItsNameLivesAsAnyOther(OperatorFixture fixture) {
    startWithNames(fixture, NEVER);
    ClientReferences.named(fixture, client(1));

    ClientReferences.grant(fixture, "g", BY_NAME, "");
    fixture.awaitInSync("g");

    assertThat(ClientReferences.found(fixture, "g")).isEqualTo(client(1));
    assertThat(fixture.remoteScope(client(1))).containsExactly("read:invoices");
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(client(1))).isEmpty();
  }

  /** With the operator's own there are 1,001 clients. */
  @Test
  void namesAreReadAHundredAtATimeForAllThatUseThem(OperatorFixture fixture) {
    startWithNames(fixture, NEVER);
    for (var number = 1; number <= 30; number++) {
      ClientReferences.grant(
          fixture, "g-%02d".formatted(number), "clientName: " + client(number), "");
    }
    await().atMost(PATIENCE).until(() -> fixture.readyGrants() == 30);
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of(CREATE, 30L, LIST_CLIENTS, 11L));

    fixture.simulator.requests().reset();
    OperatorFixture.annotate(
        fixture.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");
    await().atMost(PATIENCE).until(() -> fixture.simulator.requests().count(LIST_CLIENTS) == 11);
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of("GET /api/v2/client-grants", 1L, LIST_CLIENTS, 11L));
  }

  @Test
  void withoutNamesNoClientIsRead(OperatorFixture fixture) {
    startWithNames(fixture, "1s");
    ClientReferences.configMap(fixture, client(1));
    ClientReferences.grant(fixture, "g", IN_CONFIG_MAP, "");
    fixture.awaitInSync("g");

    assertThat(fixture.simulator.requests().count(LIST_CLIENTS)).isZero();
  }

  @Test
  void aNameThatNobodyHasIsFoundOnRequest(OperatorFixture fixture) {
    startWithNames(fixture, NEVER);
    ClientReferences.grant(fixture, "g", BY_NAME, "");
    fixture.awaitReason("g", "ClientNotFound");
    assertThat(fixture.ready("g").message())
        .isEqualTo(
            "The tenant has no client with the name Billing Service. Create it, or correct"
                + " spec.clientName.");

    ClientReferences.named(fixture, client(1));
    ClientReferences.checkNow(fixture, "g", "now");
    fixture.awaitInSync("g");
  }

  @Test
  void theScopeForNamesIsAskedForOnlyWhenItIsNeeded(OperatorFixture fixture) {
    fixture.start(NEVER);
    ClientReferences.named(fixture, client(1));
    ClientReferences.grant(fixture, "g", BY_NAME, "");
    fixture.awaitReason("g", "MissingScopes");
    assertThat(fixture.ready("g").message()).contains("read:client_summary");
    assertThat(fixture.tenantReady().reason()).isEqualTo("Connected");
  }

  private static void startWithNames(OperatorFixture fixture, String resyncInterval) {
    ManagementScopes.set(fixture.simulator, "read:client_summary");
    fixture.simulator.options(
        options -> options.with(Json.object().put("offset_paging_limit", 2_000)));
    fixture.start(resyncInterval);
  }
}
