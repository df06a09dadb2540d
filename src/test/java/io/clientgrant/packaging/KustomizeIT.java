package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bases of Kustomize, by the one that is in kubectl.
 *
 * <p>On a control plane of its own, because the policy about statuses would hold for other tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KustomizeIT {
  private static final Pattern OVERLAY =
      Pattern.compile("(?ms)^```yaml\\n(?<text>[^`]*?^kind: Kustomization$[^`]*)^```$");
  private static final String REPOSITORY =
      "https://git.example.com/platform/clientgrant-operator.git";

  private final ControlPlane controlPlane = ControlPlane.start();

  @BeforeAll
  void thereAreTheCrds() {
    controlPlane.applyCrds(Path.of("crds"));
  }

  @AfterAll
  void close() {
    controlPlane.close();
  }

  @Test
  void theBaseOfTheCrdsHasAllOfThemAsTheyAre() {
    var applied = controlPlane.kubectl("diff", "--server-side", "-k", "crds");
    assertThat(applied.output()).isEmpty();
    assertThat(controlPlane.kubectl("kustomize", "crds").output().lines())
        .filteredOn("kind: CustomResourceDefinition"::equals)
        .hasSameSizeAs(Crds.KINDS);
  }

  @Test
  void theOverlayOfTheGuideTakesTheBaseFromARepository(@TempDir Path folder) throws Exception {
    repository(folder);
    var overlay = Files.createDirectory(folder.resolve("overlay"));
    var guide = OVERLAY.matcher(Files.readString(Path.of("docs", "install.md")));
    assertThat(guide.find()).isTrue();
    assertThat(guide.group("text")).contains(REPOSITORY);
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        guide.group("text").replace(REPOSITORY, "file://" + folder.resolve("repository")));

    var applied = controlPlane.kubectl("apply", "--server-side", "-k", overlay.toString());

    assertThat(applied.exit()).as(applied.output()).isZero();
    try (var client = controlPlane.client()) {
      var containers =
          client
              .apps()
              .deployments()
              .inNamespace("clientgrant-system")
              .withName("clientgrant-operator")
              .require()
              .getSpec()
              .getTemplate()
              .getSpec()
              .getContainers();
      assertThat(containers.getFirst().getImage())
          .isEqualTo("registry.example.com/clientgrant-operator:0.1.0");
    }
    var rest = controlPlane.kubectl("diff", "--server-side", "-k", "deploy");
    assertThat(rest.output().lines().filter(line -> line.matches("[-+] (?! *generation: ).*")))
        .as("only the image differs from the base")
        .hasSize(2)
        .allMatch(line -> line.contains("image: "));
  }

  private static void repository(Path folder) throws IOException, InterruptedException {
    var made =
        Program.run(
            "bash",
            "-euc",
            """
            mkdir "$1/repository"
            cp -a crds deploy "$1/repository"
            cd "$1/repository"
            git init --quiet --initial-branch=main
            git add --all
            git -c user.name=test -c user.email=test@example.com commit --quiet --message=base
            """,
            "bash",
            folder.toString());
    assertThat(made.exit()).as(made.output()).isZero();
  }
}
