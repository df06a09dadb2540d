package io.clientgrant.controller.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantSpec;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.PendingCreateStatus;
import io.clientgrant.api.RecordedGrant;
import io.clientgrant.api.TenantRef;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.testing.Mutations;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever texts are in the strings of a spec, a status or an annotation. What must be there is
 * there, as the schema asks.
 */
class StatusFuzzTest {
  private static final int TEXTS = 12;

  /** The lines are the texts. */
  @FuzzTest
  @Timeout(60)
  void resource(byte[] data) {
    var text = (new String(data, UTF_8) + "\n".repeat(TEXTS)).split("\n", TEXTS);
    var recorded =
        new RecordedGrant(
            text[0], text[1], text[2], null, text[3], text[4], text[5], List.of(text[6], text[7]));
    var owned =
        read(
            new ClientGrantStatus(
                1L, text[8], text[9], recorded, null, null, null, null, List.of()));
    if (owned instanceof Ownership.Owned) {
      assertThat(
              read(
                  new ClientGrantStatus(
                      1L, null, null, OwnershipMapper.grant(owned), null, null, null, null, null)))
          .as("what is read is what was written")
          .isEqualTo(owned);
    }
    var pending = new PendingCreateStatus(text[9], text[10]);
    var intent = read(new ClientGrantStatus(1L, null, null, null, null, pending, null, null, null));
    assertThat(OwnershipMapper.grant(intent)).isNull();

    var resource = new ClientGrant();
    resource.getMetadata().setNamespace("ns");
    resource
        .getMetadata()
        .setAnnotations(Map.of(Annotations.RELEASE, text[11], Annotations.REQUESTED_AT, text[8]));
    resource.setSpec(
        new ClientGrantSpec(
            new TenantRef(text[0], text[1]),
            text[2],
            null,
            null,
            null,
            text[3],
            text[4],
            List.of(text[5], text[6]),
            null,
            text[7],
            null,
            List.of(text[8]),
            text[9],
            text[10],
            text[9],
            null));
    assertThat(SpecMapper.tenant(resource).getNamespace()).contains(text[1]);
    assertThat(SpecMapper.key(resource, "d").orElseThrow().audience())
        .isEqualTo(text[3].replace("{domain}", "d"));
    assertThat(SpecMapper.adoptionPolicy(resource.getSpec())).isNotNull();
    assertThat(SpecMapper.deletionPolicy(resource.getSpec())).isNotNull();
    assertThat(SpecMapper.endDate(resource.getSpec())).isPresent();
    assertThat(ReleaseAnnotation.isSet(resource, owned))
        .isEqualTo(ReleaseAnnotation.required(owned).equals(Annotations.RELEASE + "=" + text[11]));
  }

  @Test
  void changedTextsAreReadAsTheyAre() {
    Mutations.ofSeeds(StatusFuzzTest.class, "resource").forEach(this::resource);
  }

  private static Ownership read(ClientGrantStatus status) {
    var resource = new ClientGrant();
    resource.setStatus(status);
    return OwnershipMapper.read(resource);
  }
}
