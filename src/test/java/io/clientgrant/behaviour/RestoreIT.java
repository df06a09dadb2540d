package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.Manifests;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.RequestHook;
import io.clientgrant.testing.WriteCount;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A backup keeps the annotations of a ClientGrant, and often not its status. What the operator has
 * signed there makes a restored ClientGrant own its grant again, and is of no other use.
 */
@ExtendWith(ControlPlaneExtension.class)
class RestoreIT {
  private static final String CLIENT = "client-0001";
  private static final String FIELDS = "scope: [read:invoices]";
  private static final String NEVER_ADOPTED = FIELDS + ", adoptionPolicy: Never";
  private static final String GUARDRAILS =
      "guardrails: [{namespaces: {from: Same}, clientIds: [\"%s\"], audiences: [\"*\"],"
          + " scopes: [\"*\"], adoption: Never}]";

  @ParameterizedTest
  @ValueSource(strings = {"", GUARDRAILS})
  void aClientGrantRestoredWithoutItsStatusOwnsWhatItCreated(
      String guardrails, OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyTenant(NEVER, guardrails.formatted("*"));
    create(fixture);
    var id = fixture.recorded("g").id();

    restore(fixture, "g", NEVER_ADOPTED, annotation(fixture, "g").orElseThrow());

    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").id()).isEqualTo(id);
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
    assertThat(fixture.calls("POST")).isEqualTo(1);
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** The first call that it makes is then refused, because the grant is there. */
  @Test
  void aRestoredClientGrantOwnsItsGrantThoughTheLastResyncHasNotSeenIt(OperatorFixture fixture) {
    fixture.start(NEVER);
    create(fixture);
    var signed = annotation(fixture, "g").orElseThrow();
    var grant = fixture.remote(CLIENT).orElseThrow();
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    fixture.simulator.tenant().put(grant);

    restore(fixture, "g", NEVER_ADOPTED, signed);

    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
  }

  /** A field that was set before the backup and is not in the spec any more goes to its default. */
  @Test
  void aRestoredClientGrantKnowsWhichFieldsItHasSet(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, FIELDS + ", organizationUsage: allow");
    fixture.awaitInSync("g");

    restore(fixture, "g", FIELDS, annotation(fixture, "g").orElseThrow());

    fixture.awaitInSync("g");
    assertThat(fixture.remote(CLIENT).flatMap(StoredGrant::organizationUsage)).hasValue("deny");
    assertThat(fixture.recorded("g").managedFields()).containsExactly("scope");
  }

  /** The annotation proves what only the memory of an earlier process has known. */
  @Test
  void aGrantWhoseGuardrailWasWithdrawnIsDeletedAfterARestartToo(OperatorFixture fixture) {
    fixture.start(NEVER);
    create(fixture);
    fixture.stopOperator();
    fixture.applyTenant(NEVER, GUARDRAILS.formatted("another"));
    fixture.startOperator();
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  @Test
  void anAnnotationOfAnotherClientGrantCountsForNothing(OperatorFixture fixture) {
    fixture.start(NEVER);
    var signed = backup(fixture);
    restore(fixture, "renamed", NEVER_ADOPTED, signed);
    awaitNothingOwned(fixture, "renamed");
  }

  @Test
  void anAnnotationOfAnotherGrantCountsForNothing(OperatorFixture fixture) {
    fixture.start(NEVER);
    var signed = backup(fixture);
    fixture.simulator.tenant().put(fixture.remote(CLIENT).orElseThrow().withSubjectType("user"));
    restore(fixture, "g", NEVER_ADOPTED + ", subjectType: user", signed);
    awaitNothingOwned(fixture, "g");
  }

  /** What somebody has made by hand since is not taken over by an old annotation. */
  @Test
  void anAnnotationOfAGrantThatIsGoneCountsForNothing(OperatorFixture fixture) {
    fixture.start(NEVER);
    create(fixture);
    var signed = annotation(fixture, "g").orElseThrow();
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    fixture
        .simulator
        .tenant()
        .put(
            StoredGrant.of(
                "cgr_madebyhand000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices"));
    fixture.applyTenant("1s");
    restore(fixture, "g", NEVER_ADOPTED, signed);
    fixture.awaitReason("g", "GrantExists");
    OperatorFixture.annotate(
        fixture.grants().withName("g"), Annotations.REQUESTED_AT, "2026-01-01T00:00:00Z");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(fixture.grant("g").getStatus())
                .extracting(ClientGrantStatus::lastHandledReconcileAt)
                .isEqualTo("2026-01-01T00:00:00Z"));
    assertThat(fixture.ready("g").reason()).isEqualTo("GrantExists");
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isPresent();
  }

  @Test
  void anEditedAnnotationCountsForNothing(OperatorFixture fixture) {
    fixture.start(NEVER);
    var signed = backup(fixture);
    restore(fixture, "g", NEVER_ADOPTED, signed.replace(";scope;", ";;"));
    awaitNothingOwned(fixture, "g");
  }

  /** The same tenant, grant, name and key: only the namespace differs. */
  @Test
  void anAnnotationOfAnotherNamespaceCountsForNothing(OperatorFixture fixture) {
    fixture.start(NEVER);
    var signed = backup(fixture);
    try (var other = new OperatorFixture(fixture.controlPlane)) {
      var key = signingKey(fixture).get().getData();
      signingKey(other).edit(secret -> new SecretBuilder(secret).withData(key).build());
      other.simulator.tenant().put(fixture.remote(CLIENT).orElseThrow());
      other.start(NEVER);
      restore(other, "g", NEVER_ADOPTED, signed);
      awaitNothingOwned(other, "g");
    }
  }

  @Test
  void anAnnotationSignedWithAnotherKeyCountsForNothing(OperatorFixture fixture) {
    fixture.start(NEVER);
    var signed = backup(fixture);
    fixture.stopOperator();
    loseTheKey(fixture);
    fixture.startOperator();
    restore(fixture, "g", NEVER_ADOPTED, signed);
    awaitNothingOwned(fixture, "g");
  }

  /** Nobody can tell a good annotation from a bad one, so it stays where it is. */
  @Test
  void withoutTheKeyARestoredClientGrantOwnsNothing(OperatorFixture fixture) {
    fixture.start(NEVER);
    var signed = backup(fixture);
    fixture.stopOperator();
    fixture.withoutSigningKey().startOperator();
    restore(fixture, "g", NEVER_ADOPTED, signed);
    fixture.awaitReason("g", "GrantExists");
    assertThat(annotation(fixture, "g")).hasValue(signed);
  }

  /** The next key signs what the status records. */
  @Test
  void aClientGrantKeepsWhatItOwnsWhenTheKeyIsLost(OperatorFixture fixture) {
    fixture.start(NEVER);
    create(fixture);
    var signed = annotation(fixture, "g");
    fixture.stopOperator();
    loseTheKey(fixture);
    fixture.startOperator();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(annotation(fixture, "g")).isPresent().isNotEqualTo(signed));
    fixture.awaitInSync("g");
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
  }

  @Test
  void anAnnotationThatSomebodyEditsOrRemovesIsPutBack(OperatorFixture fixture) {
    fixture.start(NEVER);
    create(fixture);
    var signed = annotation(fixture, "g");
    for (var edit : List.of("\"yes\"", "null")) {
      fixture
          .grants()
          .withName("g")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"annotations\":{\"%s\":%s}}}"
                  .formatted(Annotations.OWNERSHIP, edit));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(annotation(fixture, "g")).isEqualTo(signed));
    }
  }

  /** An attempt that was cut off is known again by the resource that made it, and no other. */
  @Test
  void anAttemptToCreateAGrantIsOfNoUseToAnotherObjectOfTheSameName(OperatorFixture fixture) {
    var attempt = new AtomicReference<Optional<String>>(Optional.empty());
    var beforeTheResult = RequestHook.metadataWrite("g", 2);
    fixture.withClient(beforeTheResult::client).start(NEVER);
    beforeTheResult.arm(() -> attempt.set(annotation(fixture, "g")));
    create(fixture);
    removeByForce(fixture, "g");
    var pending = attempt.get().orElseThrow();
    assertThat(pending).startsWith("v1;Pending;");
    restore(fixture, "g", NEVER_ADOPTED, pending);
    awaitNothingOwned(fixture, "g");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCreationCostsFourWrites(boolean isSigned, OperatorFixture fixture) {
    var count = new WriteCount();
    fixture.withClient(count::client);
    if (!isSigned) {
      fixture.withoutSigningKey();
    }
    fixture.start(NEVER);
    count.reset();
    create(fixture);
    assertThat(count.writes())
        .isEqualTo(
            isSigned
                ? List.of("PATCH g", "POST events", "PATCH g", "PATCH status")
                : List.of("PATCH g", "PATCH status", "POST events", "PATCH status"));
  }

  @Test
  void anUpdateWritesTheAnnotationOnlyIfItSaysSomethingElse(OperatorFixture fixture) {
    var count = new WriteCount();
    fixture.withClient(count::client).start(NEVER);
    create(fixture);
    count.reset();
    fixture.applyGrant("g", CLIENT, "scope: [write:invoices]");
    fixture.awaitInSync("g");
    assertThat(count.writes()).containsExactly("POST events", "PATCH status");
    count.reset();
    fixture.applyGrant("g", CLIENT, "scope: [write:invoices], organizationUsage: allow");
    fixture.awaitInSync("g");
    assertThat(count.writes())
        .containsExactly("PATCH g", "PATCH status", "POST events", "PATCH status");
  }

  private static void create(OperatorFixture fixture) {
    fixture.applyGrant("g", CLIENT, FIELDS);
    fixture.awaitInSync("g");
    await().atMost(PATIENCE).until(() -> fixture.events("g").contains("Created"));
  }

  /**
   * Creates a grant, and leaves it without its ClientGrant; returns what that had for annotation.
   */
  private static String backup(OperatorFixture fixture) {
    create(fixture);
    var signed = annotation(fixture, "g").orElseThrow();
    removeByForce(fixture, "g");
    return signed;
  }

  /** Makes a ClientGrant anew, as a restore does: with its annotation, and without its status. */
  private static void restore(
      OperatorFixture fixture, String name, String fields, String annotation) {
    removeByForce(fixture, name);
    var spec =
        "tenantRef: {name: tenant}, clientId: %s, audience: \"%s\", %s"
            .formatted(CLIENT, OperatorFixture.AUDIENCE, fields);
    var resource = fixture.user.resource(Manifests.grant(name, spec)).item();
    resource.getMetadata().setAnnotations(Map.of(Annotations.OWNERSHIP, annotation));
    fixture.user.resource(resource).inNamespace(fixture.namespace).create();
  }

  private static Resource<Secret> signingKey(OperatorFixture fixture) {
    return fixture
        .user
        .secrets()
        .inNamespace(fixture.namespace)
        .withName(OperatorFixture.SIGNING_KEY);
  }

  private static void loseTheKey(OperatorFixture fixture) {
    signingKey(fixture).edit(secret -> new SecretBuilder(secret).withData(null).build());
  }

  private static void removeByForce(OperatorFixture fixture, String name) {
    var resource = fixture.grants().withName(name);
    if (resource.get() != null) {
      resource.edit(grant -> {
        grant.getMetadata().setFinalizers(List.of());
        return grant;
      });
      resource.delete();
      fixture.awaitGone(name);
    }
  }

  private static void awaitNothingOwned(OperatorFixture fixture, String name) {
    var grants = fixture.simulator.tenant().grants();
    fixture.awaitReason(name, "GrantExists");
    assertThat(annotation(fixture, name)).isEmpty();
    fixture.grants().withName(name).delete();
    fixture.awaitGone(name);
    assertThat(fixture.simulator.tenant().grants()).isEqualTo(grants).isNotEmpty();
  }

  private static Optional<String> annotation(OperatorFixture fixture, String name) {
    return Annotations.read(Annotations.OWNERSHIP, fixture.grant(name));
  }
}
