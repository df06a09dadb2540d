package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.RequestHook;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a user does while the operator's own status write is on its way is reconciled at once. With
 * JOSDK 5.3.0 and 5.3.2 it is not, until the next resync; these tests keep an upgrade from bringing
 * that in. No resync runs within them, so nothing else would bring the resource back.
 */
@ExtendWith(ControlPlaneExtension.class)
class LostChangesIT {
  private static final String CLIENT = "client-0001";
  private static final String ID = "cgr_createdearlier01";

  /** The first status write of a creation records the intent, the second the grant. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anEditDuringAStatusWriteIsReconciled(int write, OperatorFixture fixture) {
    var meanwhile = RequestHook.statusWrite("g", write);
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
  @ValueSource(ints = {1, 2})
  void aDeletionDuringAStatusWriteIsReconciled(int write, OperatorFixture fixture) {
    var meanwhile = RequestHook.statusWrite("g", write);
    fixture.withClient(meanwhile::client).start(NEVER);
    meanwhile.arm(() -> fixture.grants().withName("g").delete());
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitGone("g");
    assertThat(meanwhile.happened()).isTrue();
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** Only a person who removes a finalizer by force can bring this about. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aStatusWriteDoesNotReachAResourceThatWasMadeAnewUnderTheSameName(
      int write, OperatorFixture fixture) {
    var meanwhile = RequestHook.statusWrite("g", write);
    fixture.withClient(meanwhile::client).start(NEVER);
    meanwhile.arm(() -> {
      fixture.grants().withName("g").delete();
      fixture
          .grants()
          .withName("g")
          .edit(grant -> {
            grant.getMetadata().setFinalizers(List.of());
            return grant;
          });
      fixture.applyGrant("g", "client-0002", "scope: [read:invoices], suspend: true");
    });
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("g", "Suspended");
    assertThat(meanwhile.happened()).isTrue();
    var status = requireNonNull(fixture.grant("g").getStatus());
    assertThat(status.grant()).isNull();
    assertThat(status.pending()).isNull();
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
  @ValueSource(strings = {"edit", "delete"})
  void aCreationThatWasRefusedIsForgottenWhateverHappensMeanwhile(
      String what, OperatorFixture fixture) {
    var meanwhile = RequestHook.statusWrite("g", 2);
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
