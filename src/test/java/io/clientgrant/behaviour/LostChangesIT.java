package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.controller.index.Annotations;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.RequestHook;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a user does while one of the operator's own writes is on its way is reconciled at once. With
 * JOSDK 5.3.0 and 5.3.2 it is not, until the next resync; these tests keep an upgrade from bringing
 * that in. No resync runs within them, so nothing else would bring the resource back.
 */
@ExtendWith(ControlPlaneExtension.class)
class LostChangesIT {
  private static final String CLIENT = "client-0001";
  private static final String ID = "cgr_createdearlier01";

  /** The writes of a creation, in their order. */
  enum Write {
    /** The finalizer and the intent. */
    INTENT,
    /** The annotation with the grant. */
    RECORD,
    STATUS;

    RequestHook hook() {
      return switch (this) {
        case INTENT -> RequestHook.metadataWrite("g", 1);
        case RECORD -> RequestHook.metadataWrite("g", 2);
        case STATUS -> RequestHook.statusWrite("g", 1);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEditDuringAWriteIsReconciled(Write write, OperatorFixture fixture) {
    var meanwhile = write.hook();
    fixture.withClient(meanwhile::client).start(NEVER);
    meanwhile.arm(() -> fixture.applyGrant("g", CLIENT, "scope: [write:invoices]"));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(meanwhile.happened()).isTrue();
    assertThat(fixture.grant("g").getMetadata().getGeneration()).isEqualTo(2);
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("write:invoices");
    assertThat(fixture.calls("POST")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aDeletionDuringAWriteIsReconciled(Write write, OperatorFixture fixture) {
    var meanwhile = write.hook();
    fixture.withClient(meanwhile::client).start(NEVER);
    meanwhile.arm(() -> fixture.grants().withName("g").delete());
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitGone("g");
    assertThat(meanwhile.happened()).isTrue();
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** Only a person who removes a finalizer by force can bring this about. */
  @ParameterizedTest
  @EnumSource
  void aWriteDoesNotReachAResourceThatWasMadeAnewUnderTheSameName(
      Write write, OperatorFixture fixture) {
    var meanwhile = write.hook();
    fixture.withClient(meanwhile::client).start(NEVER);
    meanwhile.arm(() -> {
      fixture
          .grants()
          .withName("g")
          .edit(grant -> {
            grant.getMetadata().setFinalizers(List.of());
            return grant;
          });
      fixture.grants().withName("g").delete();
      fixture.applyGrant("g", "client-0002", "scope: [read:invoices], suspend: true");
    });
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("g", "Suspended");
    assertThat(meanwhile.happened()).isTrue();
    var status = requireNonNull(fixture.grant("g").getStatus());
    assertThat(status.grant()).isNull();
    assertThat(status.pending()).isNull();
    assertThat(fixture.grant("g").getMetadata().getFinalizers()).isEmpty();
    assertThat(Annotations.read(Annotations.OWNERSHIP, fixture.grant("g"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"edit", "delete"})
  void aChangeDuringTheStatusWriteOfAnUpdateIsReconciled(String what, OperatorFixture fixture) {
    var meanwhile = RequestHook.statusWrite("g", 1);
    fixture.withClient(meanwhile::client).start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    meanwhile.arm(() -> {
      if (what.equals("edit")) {
        fixture.applyGrant("g", CLIENT, "scope: [delete:invoices]");
      } else {
        fixture.grants().withName("g").delete();
      }
    });
    fixture.applyGrant("g", CLIENT, "scope: [write:invoices]");
    if (what.equals("edit")) {
      fixture.awaitInSync("g");
      assertThat(fixture.remoteScope(CLIENT)).containsExactly("delete:invoices");
    } else {
      fixture.awaitGone("g");
      assertThat(fixture.remote(CLIENT)).isEmpty();
    }
    assertThat(meanwhile.happened()).isTrue();
  }

  /**
   * After a cut the cache may be older than what the operator itself has recorded. Were that taken
   * for nothing on record, a created grant would become one that was adopted, or somebody else's.
   */
  @ParameterizedTest
  @ValueSource(strings = {"read:invoices", "write:invoices"})
  void aStatusThatTheCacheDoesNotShowYetIsNotOverwritten(String scope, OperatorFixture fixture) {
    var meanwhile = RequestHook.statusWrite("g", 1);
    fixture.withClient(meanwhile::client);
    fixture.simulator.tenant().put(StoredGrant.of(ID, CLIENT, OperatorFixture.AUDIENCE, scope));
    fixture.start(NEVER);
    meanwhile.arm(() -> record(fixture));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(meanwhile.happened()).isTrue();
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("read:invoices");
  }

  /**
   * The intent to create a grant must not outlive the refusal to create it: what was there before
   * would be taken for the resource's own, and go with it.
   */
  @ParameterizedTest
  @CsvSource({"RECORD, edit", "RECORD, delete", "STATUS, edit", "STATUS, delete"})
  void aCreationThatWasRefusedIsForgottenWhateverHappensMeanwhile(
      Write write, String what, OperatorFixture fixture) {
    var meanwhile = write.hook();
    fixture.withClient(meanwhile::client).start(NEVER);
    fixture
        .simulator
        .tenant()
        .put(StoredGrant.of(ID, CLIENT, OperatorFixture.AUDIENCE, "read:invoices"));
    meanwhile.arm(() -> {
      if (what.equals("edit")) {
        fixture.applyGrant(
            "g", CLIENT, "scope: [read:invoices], adoptionPolicy: Never, deletionPolicy: Always");
      } else {
        fixture.grants().withName("g").delete();
      }
    });
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices], adoptionPolicy: Never");
    if (what.equals("edit")) {
      fixture.awaitReason("g", "GrantExists");
      fixture.grants().withName("g").delete();
    }
    fixture.awaitGone("g");
    assertThat(meanwhile.happened()).isTrue();
    assertThat(fixture.remote(CLIENT).map(StoredGrant::id)).hasValue(ID);
  }

  private static void record(OperatorFixture fixture) {
    var status =
        """
        {"status": {"observedGeneration": 1, "grant": {"domain": "%s", "id": "%s", "clientId": "%s",
          "audience": "%s", "subjectType": "client", "origin": "Created", "managedFields": ["scope"]}}}
        """
            .formatted(OperatorFixture.DOMAIN, ID, CLIENT, OperatorFixture.AUDIENCE);
    fixture
        .grants()
        .withName("g")
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), status);
  }
}
