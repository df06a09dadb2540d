package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.Organization;
import io.clientgrant.testing.Conditions;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.Manifests;
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
  private static final String ORGANIZATIONS = "GET /api/v2/client-grants/{id}/organizations";
  private static final String ASSOCIATE = "POST /api/v2/organizations/{id}/client-grants";

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
        .isEqualTo(
            Map.of(
                "DELETE /api/v2/client-grants/{id}", (long) MANY,
                "GET /api/v2/client-grants", (long) MANY)); // whether somebody made it anew
    assertThat(fixture.simulator.tenant().grants()).isEqualTo(before);
  }

  /** After a restart, ten calls tell of all of them. */
  @Test
  void aThousandAssociationsOfOneGrantAreAThousandCallsAndAreReadTogether(
      @TempDir Path folder, OperatorFixture fixture) throws Exception {
    ManagementScopes.setWithOrganizations(fixture.simulator);
    for (var number = 1; number <= MANY; number++) {
      fixture.simulator.tenant().put(Organization.of(organization(number), "org-" + number));
    }
    fixture.start(NEVER);
    fixture.applyGrant("g", OperatorFixture.client(1), "scope: [], organizationUsage: allow");
    fixture.awaitInSync("g");
    fixture.simulator.requests().reset();
    var manifests = Files.writeString(folder.resolve("uses.yaml"), uses());

    var applied =
        fixture.controlPlane.kubectl("create", "-n", fixture.namespace, "-f", manifests.toString());
    assertThat(applied.exit()).as(applied.output()).isZero();
    await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> isAllReady(fixture));
    assertThat(fixture.simulator.requests().counts()).isEqualTo(Map.of(ASSOCIATE, (long) MANY));

    fixture.stopOperator();
    fixture.simulator.requests().reset();
    fixture.startOperator();
    await()
        .atMost(PATIENCE)
        .until(() -> fixture.simulator.requests().count(ORGANIZATIONS) == MANY / 100);
    fixture.uses().withName("use-0001").delete();
    Conditions.awaitGone(fixture.uses().withName("use-0001"));
    assertThat(fixture.simulator.requests().count(ORGANIZATIONS)).isEqualTo(MANY / 100);
    assertThat(fixture.simulator.requests().count(ASSOCIATE)).isZero();
  }

  private static boolean isAllReady(OperatorFixture fixture) {
    return fixture.uses().list().getItems().stream().filter(Conditions::isReady).count() == MANY;
  }

  private static String organization(int number) {
    return "org_%016d".formatted(number);
  }

  private static String uses() {
    return IntStream.rangeClosed(1, MANY)
        .mapToObj(number ->
            Manifests.use(
                "use-%04d".formatted(number),
                "tenantRef: {name: tenant}, clientGrantRef: {name: g}, organization: {id: %s}"
                    .formatted(organization(number))))
        .collect(Collectors.joining("---\n"));
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
