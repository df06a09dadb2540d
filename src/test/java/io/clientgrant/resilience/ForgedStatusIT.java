package io.clientgrant.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.server.RecordedRequest;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever may write a status can write anything into it. Nothing of anybody else's is changed or
 * deleted for it, and the resource still ends as its spec says.
 */
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForgedStatusIT {
  private static final String VICTIM = "cgr_victim0000000001";
  private static final String OWN = "OWN"; // in a forgery: the resource's own client
  private static final String VICTIMS = OperatorFixture.client(2);

  private final OperatorFixture fixture;
  private int number = 100;

  ForgedStatusIT(OperatorFixture fixture) {
    this.fixture = fixture;
  }

  @BeforeAll
  void start() {
    var victim = StoredGrant.of(VICTIM, VICTIMS, OperatorFixture.AUDIENCE, "read:invoices");
    fixture.simulator.tenant().put(victim);
    fixture.withCallTimeout(NetworkFault.CALL_TIMEOUT).start(OperatorFixture.NEVER);
  }

  static Stream<String> forgeries() {
    return Stream.of(
        grant(VICTIM, OWN, "Created", "\"scope\""),
        grant(VICTIM, VICTIMS, "Created", "\"scope\", \"organizationUsage\""),
        grant(VICTIM, OWN, "Adopted", ""),
        grant(VICTIM, OWN, "Stolen", ""),
        grant(VICTIM, OWN, "Created", "\"nonsense\", \"\", \"..\""),
        grant("..", OWN, "Created", ""),
        grant("../clients/x", OWN, "Created", ""),
        grant("", OWN, "Created", ""),
        grant("x".repeat(128), OWN, "Created", ""),
        grant("x".repeat(100_000), OWN, "Created", ""),
        "{\"grant\": {}}",
        "{\"grant\": null, \"pending\": null, \"conditions\": null}",
        pending("0".repeat(64), "1970-01-01T00:00:00Z"),
        pending("0".repeat(64), "9999-12-31T23:59:59Z"),
        pending("f".repeat(64), "2000-01-01T00:00:00+14:00"),
        pending("f".repeat(64), "2016-12-31T23:59:60Z"),
        pending("f".repeat(64), "2016-12-31t23:59:59z"),
        pending("nonsense", "1970-01-01T00:00:00Z"),
        pending("0".repeat(64), "tomorrow"),
        "{\"observedGeneration\": 9223372036854775807}",
        "{\"observedGeneration\": -1}");
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void aForgedStatusChangesNothingOfOthers(String forgery) {
    var others = fixture.simulator.tenant().grants();
    var own = OperatorFixture.client(++number);
    var name = "g" + number;
    var status = forgery.replace(OWN, own);
    fixture.simulator.requests().reset();

    fixture.applyGrant(name, own, "scope: [read:invoices], suspend: true");
    fixture.awaitReason(name, "Suspended");
    forge(name, status);
    fixture.applyGrant(name, own, "scope: [read:invoices], suspend: false");
    fixture.awaitInSync(name);
    assertThat(fixture.remoteScope(own)).containsExactly("read:invoices");
    assertThat(fixture.recorded(name).origin()).isEqualTo("Created");

    forge(name, status);
    fixture.applyGrant(name, own, "scope: [write:invoices], organizationUsage: allow");
    await().atMost(OperatorFixture.PATIENCE).until(() -> isObserved(name));
    fixture.grants().withName(name).delete();
    fixture.awaitGone(name);
    assertThat(fixture.simulator.tenant().grants())
        .as("what others have")
        .filteredOn(grant -> !grant.clientId().equals(Optional.of(own)))
        .isEqualTo(others);
    assertThat(fixture.simulator.requests().recent())
        .as("what was called for")
        .extracting(RecordedRequest::path)
        .allMatch(path -> path.matches(HostileAnswerIT.PATH))
        .noneMatch(path -> path.contains(VICTIM));
  }

  private boolean isObserved(String name) {
    var grant = fixture.grants().withName(name).get();
    return grant.getMetadata().getGeneration().equals(grant.getStatus().observedGeneration());
  }

  /** Writes it as somebody else would; the schema refuses some. */
  private void forge(String name, String status) {
    var merge = new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();
    try {
      fixture
          .grants()
          .withName(name)
          .subresource("status")
          .patch(merge, "{\"status\": %s}".formatted(status));
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).as(e.getMessage()).isEqualTo(422);
    }
  }

  private static String grant(String id, String client, String origin, String fields) {
    return """
    {"grant": {"domain": "%s", "id": "%s", "clientId": "%s", "audience": "%s",
      "subjectType": "client", "origin": "%s", "managedFields": [%s]}}\
    """
        .formatted(OperatorFixture.DOMAIN, id, client, OperatorFixture.AUDIENCE, origin, fields);
  }

  private static String pending(String digest, String time) {
    return "{\"pending\": {\"digest\": \"%s\", \"time\": \"%s\"}}".formatted(digest, time);
  }
}
