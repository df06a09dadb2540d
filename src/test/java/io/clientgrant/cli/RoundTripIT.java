package io.clientgrant.cli;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.testing.Conditions;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a tenant that nobody manages to manifests, and back, on a real API server. */
@ExtendWith(ControlPlaneExtension.class)
class RoundTripIT {
  @AutoClose private final OperatorFixture fixture;
  private final ControlPlane controlPlane;
  private final CliFixture cli;
  @TempDir private Path folder;

  RoundTripIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    fixture = new OperatorFixture(controlPlane);
    cli = new CliFixture(fixture.simulator).with(controlPlane::client);
    cli.environment.clear();
    cli.environment.put("WATCH_NAMESPACES", fixture.namespace);
  }

  @Test
  void everythingThatIsExportedIsAdoptedWithoutAWriteAndThenThereIsNothingToDo() throws Exception {
    UnmanagedTenant.seed(fixture.simulator);
    var before = fixture.simulator.tenant().grants();
    fixture.start(NEVER);
    var manifests = folder.resolve("grants");

    var exported =
        cli.run("export", "-d", manifests.toString(), "--to-namespace", fixture.namespace);
    assertThat(exported.exit()).isZero();
    assertThat(cli.run("plan", "-f", manifests.toString()))
        .satisfies(ran -> assertThat(ran.err()).isEmpty())
        .satisfies(ran ->
            assertThat(ran.out())
                .contains("0 to create, 0 to change")
                .endsWith("That is 0 writes to the tenant.\n"))
        .satisfies(ran -> assertThat(ran.exit()).isEqualTo(2));

    var applied = controlPlane.kubectl("apply", "--server-side", "-f", manifests.toString());
    assertThat(applied.exit()).as(applied.output()).isZero();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(fixture.grants().list().getItems())
              .hasSize(UnmanagedTenant.GRANTS)
              .allMatch(Conditions::isReady);
          assertThat(fixture.uses().list().getItems())
              .hasSize(UnmanagedTenant.USES)
              .allMatch(Conditions::isReady);
        });

    assertThat(fixture.writes()).as("writes to the tenant").isZero();
    // Terraform and others see each grant as it was, the order of its scopes included.
    assertThat(fixture.simulator.tenant().grants()).isEqualTo(before);
    var plan = cli.run("plan", "-f", manifests.toString());
    assertThat(plan.out())
        .isEqualTo(
            "Nothing to do: %d resources are as the tenant is.\n"
                .formatted(UnmanagedTenant.GRANTS + UnmanagedTenant.USES));
    assertThat(plan.exit()).isZero();
    assertThat(cli.run("export").out()).isEmpty();
    assertThat(cli.run("list", "--unmanaged", "-o", "name").out())
        .hasLineCount(1); // the operator's own

    Files.delete(anyFile(manifests));
    assertThat(cli.run("plan", "-f", manifests.toString()).exit()).isZero();
    assertThat(cli.run("plan", "-f", manifests.toString(), "--prune"))
        .satisfies(ran -> assertThat(ran.out()).contains("The grant stays at the tenant."))
        .satisfies(ran -> assertThat(ran.exit()).isZero());
    assertThat(fixture.writes()).isZero();
  }

  private static Path anyFile(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().contains("client-0001"))
          .findFirst()
          .orElseThrow();
    }
  }
}
