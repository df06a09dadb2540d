package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Many grants cost what they must, and leave nothing behind. */
@ExtendWith(ControlPlaneExtension.class)
class ThousandGrantsIT {
  private static final int MANY = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Test
  void aThousandGrantsAreAThousandCreationsAndAThousandDeletions(
      @TempDir Path folder, OperatorFixture fixture) throws Exception {
    fixture.start(NEVER);
    var before = fixture.simulator.tenant().grants();
    var manifests = Files.writeString(folder.resolve("grants.yaml"), manifests());

    var applied =
        fixture.controlPlane.kubectl("create", "-n", fixture.namespace, "-f", manifests.toString());
    assertThat(applied.exit()).as(applied.output()).isZero();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> fixture.readyGrants() == MANY);
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of("POST /api/v2/client-grants", (long) MANY));

    fixture.simulator.requests().reset();
    fixture.grants().delete();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> fixture.grants().list().getItems().isEmpty());
    assertThat(fixture.simulator.requests().counts())
        .isEqualTo(Map.of("DELETE /api/v2/client-grants/{id}", (long) MANY));
    assertThat(fixture.simulator.tenant().grants()).isEqualTo(before);
  }

  private static String manifests() {
    return IntStream.rangeClosed(1, MANY)
        .mapToObj(number ->
            """
            apiVersion: auth0.clientgrant.io/v1alpha1
            kind: ClientGrant
            metadata: {name: grant-%04d}
            spec: {tenantRef: {name: tenant}, clientId: %s, audience: "%s", scope: [read:invoices]}
            """
                .formatted(number, OperatorFixture.client(number), AUDIENCE))
        .collect(Collectors.joining("---\n"));
  }
}
