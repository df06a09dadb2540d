package io.clientgrant.behaviour;

import static io.clientgrant.testing.ClientReferences.BY_NAME;
import static io.clientgrant.testing.ClientReferences.CONSENT;
import static io.clientgrant.testing.ClientReferences.IN_CONFIG_MAP;
import static io.clientgrant.testing.ClientReferences.IN_SECRET;
import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static io.clientgrant.testing.OperatorFixture.client;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.RecordedGrant;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.testing.ClientReferences;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody may try who can write ClientGrants, and perhaps what they refer to. */
@ExtendWith(ControlPlaneExtension.class)
class ReferenceAttacksIT {
  private static final String GUARDRAILS =
      """
      guardrails:
      - namespaces: {from: Same}
        clientIds: [%s]
        audiences: ["*"]
        scopes: ["*"]
      """
          .formatted(client(1));

  private static final String SOMEBODY_ELSE =
      "{from: Selector, selector: {matchLabels: {team: another}}}";

  @Test
  void theGuardrailsJudgeTheClientThatWasFound(OperatorFixture fixture) {
    guarded(fixture);
    ClientReferences.configMap(fixture, client(2));
    ClientReferences.grant(fixture, "g", IN_CONFIG_MAP, "");
    fixture.awaitReason("g", "NotAllowed");
    assertThat(fixture.remote(client(2))).isEmpty();

    ClientReferences.configMap(fixture, client(1));
    ClientReferences.checkNow(fixture, "g", "now");
    fixture.awaitInSync("g");
  }

  /** The old grant stays, because nothing that is allowed takes its place. */
  @Test
  void aConfigMapThatIsSwappedAfterAdmissionMovesNothing(OperatorFixture fixture) {
    guarded(fixture);
    ClientReferences.configMap(fixture, client(1));
    ClientReferences.grant(fixture, "g", IN_CONFIG_MAP, "");
    fixture.awaitInSync("g");
    var writes = fixture.writes();

    ClientReferences.configMap(fixture, client(2));
    ClientReferences.checkNow(fixture, "g", "now");
    fixture.awaitReason("g", "NotAllowed");
    assertThat(ClientReferences.found(fixture, "g")).isEqualTo(client(1));
    assertThat(fixture.recorded("g").clientId()).isEqualTo(client(1));
    assertThat(fixture.writes()).isEqualTo(writes);
    assertThat(fixture.remote(client(1))).isPresent();
  }

  /** Where the policy is not installed, whoever may write a status can say what they like. */
  @Test
  void aFormerGrantThatSomebodyWritesIntoTheStatusIsNotDeletedBeyondTheGuardrails(
      OperatorFixture fixture) {
    var victim = StoredGrant.of("cgr_ofanotherteam001", client(2), AUDIENCE, "read:invoices");
    fixture.simulator.tenant().put(victim);
    guarded(fixture);
    ClientReferences.configMap(fixture, client(1));
    ClientReferences.grant(fixture, "g", IN_CONFIG_MAP, "");
    fixture.awaitInSync("g");

    fixture
        .grants()
        .withName("g")
        .editStatus(grant -> {
          var status = requireNonNull(grant.getStatus(), "no status");
          grant.setStatus(
              status.referringTo(status.clientId(), status.grant(), List.of(record(victim))));
          return grant;
        });
    ClientReferences.checkNow(fixture, "g", "now");
    fixture.awaitReason("g", "DeletionBlocked");
    assertThat(fixture.remote(client(2))).hasValue(victim);
    fixture.grants().withName("g").delete();
    await().atMost(PATIENCE).until(() -> fixture.remote(client(1)).isEmpty());
    fixture.awaitReason("g", "DeletionBlocked");
    assertThat(fixture.ready("g").message()).contains("release=" + victim.id());
    OperatorFixture.annotate(
        fixture.grants().withName("g"), "auth0.clientgrant.io/release", victim.id());
    fixture.awaitGone("g");
    assertThat(fixture.remote(client(2))).hasValue(victim);
  }

  private static RecordedGrant record(StoredGrant grant) {
    return new RecordedGrant(
        OperatorFixture.DOMAIN,
        grant.id(),
        client(2),
        null,
        AUDIENCE,
        "client",
        "Created",
        List.of());
  }

  /** What a Secret says is not shown before the Secret itself says that it may be. */
  @Test
  void aSecretWithoutConsentIsNotReadOut(OperatorFixture fixture) {
    fixture.start(NEVER);
    ClientReferences.secret(fixture, "hunter2", null);
    ClientReferences.grant(fixture, "g", IN_SECRET, "");
    fixture.awaitReason("g", "ConsentMissing");
    assertThat(fixture.ready("g").message())
        .contains("annotate the Secret with %s=client_id".formatted(CONSENT));

    assertHidden(fixture, "hunter2");
  }

  /** To consent to one key is not to consent to another. */
  @Test
  void consentIsForOneKey(OperatorFixture fixture) {
    fixture.start(NEVER);
    ClientReferences.secret(fixture, client(1), "client_id");
    ClientReferences.grant(
        fixture, "g", "clientIdFrom: {secretKeyRef: {name: billing, key: client_secret}}", "");
    fixture.awaitReason("g", "ConsentMissing");

    assertHidden(fixture, "a-password-that-looks-like-an-id");
  }

  @Test
  void aValueThatIsNoClientIdIsNotShown(OperatorFixture fixture) {
    fixture.start(NEVER);
    ClientReferences.secret(fixture, "correct horse!", "client_id");
    ClientReferences.grant(fixture, "g", IN_SECRET, "");
    fixture.awaitReason("g", "InvalidClientId");

    assertHidden(fixture, "correct horse!");
  }

  @Test
  void consentThatIsTakenBackCounts(OperatorFixture fixture) {
    fixture.start(NEVER);
    ClientReferences.secret(fixture, client(1), "client_id");
    ClientReferences.grant(fixture, "g", IN_SECRET, "");
    fixture.awaitInSync("g");

    ClientReferences.secret(fixture, "hunter2", null);
    ClientReferences.checkNow(fixture, "g", "now");
    fixture.awaitReason("g", "ConsentMissing");
    assertHidden(fixture, "hunter2");
    assertThat(fixture.remote(client(1))).isPresent();
  }

  @Test
  void aNameThatTwoClientsShareGrantsNothing(OperatorFixture fixture) {
    ManagementScopes.set(fixture.simulator, "read:client_summary");
    withoutPagingLimit(fixture);
    fixture.start(NEVER);
    ClientReferences.named(fixture, client(2));
    ClientReferences.named(fixture, client(1));
    ClientReferences.grant(fixture, "g", BY_NAME, "");
    fixture.awaitReason("g", "ClientAmbiguous");

    assertThat(fixture.ready("g").message())
        .isEqualTo(
            "The tenant has 2 clients with the name Billing Service: %s, %s. Rename all but one, or"
                + " use clientId.",
            client(1), client(2));
    assertThat(fixture.writes()).isZero();
  }

  /** Who may rename clients at Auth0 cannot get at what the guardrails do not allow. */
  @Test
  void aClientThatIsRenamedToAnothersNameIsJudgedByItsId(OperatorFixture fixture) {
    ManagementScopes.set(fixture.simulator, "read:client_summary");
    withoutPagingLimit(fixture);
    guarded(fixture);
    ClientReferences.named(fixture, client(1));
    ClientReferences.grant(fixture, "g", BY_NAME, "");
    fixture.awaitInSync("g");

    ClientReferences.named(fixture, client(2));
    ClientReferences.checkNow(fixture, "g", "two of them");
    fixture.awaitReason("g", "ClientAmbiguous");
    fixture.simulator.tenant().put(StoredClient.of(client(1)));
    ClientReferences.checkNow(fixture, "g", "the other");
    fixture.awaitReason("g", "NotAllowed");
    assertThat(fixture.remote(client(1))).isPresent();
    assertThat(fixture.remote(client(2))).isEmpty();
  }

  /** What clients a tenant has is nobody's business who may use none of them. */
  @Test
  void whoMayUseNothingIsToldNothingAndCausesNoCall(OperatorFixture fixture) {
    ManagementScopes.set(fixture.simulator, "read:client_summary");
    fixture.startOperator();
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.applyTenant(NEVER, GUARDRAILS.replace("{from: Same}", SOMEBODY_ELSE));
    fixture.awaitTenant("Connected");
    fixture.simulator.requests().reset();
    ClientReferences.named(fixture, client(1));
    ClientReferences.grant(fixture, "g", BY_NAME, "");
    fixture.awaitReason("g", "NotAllowed");

    assertThat(fixture.simulator.requests().counts()).isEmpty();
    assertThat(ClientReferences.found(fixture, "g")).isNull();
  }

  /** The schema knows no namespace, so that of the ClientGrant is meant. */
  @Test
  void noOtherNamespaceCanBeReferredTo(OperatorFixture fixture) {
    assertThatThrownBy(() ->
            ClientReferences.grant(
                fixture,
                "g",
                "clientIdFrom: {secretKeyRef: {name: billing, key: client_id, namespace: other}}",
                ""))
        .hasMessageContaining("namespace: field not declared in schema");
  }

  private static void withoutPagingLimit(OperatorFixture fixture) {
    fixture.simulator.options(
        options -> options.with(Json.object().put("offset_paging_limit", 2_000)));
  }

  private static void guarded(OperatorFixture fixture) {
    fixture.startOperator();
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.applyTenant(NEVER, GUARDRAILS);
    fixture.awaitTenant("Connected");
  }

  private static void assertHidden(OperatorFixture fixture, String value) {
    var events =
        fixture.user.events().v1().events().inNamespace(fixture.namespace).list().getItems();
    assertThat(Serialization.asJson(fixture.grant("g"))).doesNotContain(value);
    assertThat(Serialization.asJson(events)).doesNotContain(value);
  }
}
