package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sample policies, on an API server of their own, because they hold for all namespaces. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoliciesIT {
  private static final String EXISTING = "clientgrant/refused";

  private final ControlPlane controlPlane = ControlPlane.startWithCrds();

  @AfterAll
  void close() {
    controlPlane.close();
  }

  static List<Path> policies() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("examples", "policies"))) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void admitsOneManifestAndRefusesTheOtherWithItsSentence(Path folder) throws IOException {
    var policy = folder.resolve("policy.yaml");
    var refused = folder.resolve("refused.yaml");
    var sentence = Files.readAllLines(refused).getFirst().replaceFirst("^# refused: ", "");
    var older = controlPlane.newNamespace();
    var newer = controlPlane.newNamespace();
    assertAdmitted(file("apply", refused, "--namespace", older));
    assertAdmitted(file("apply", policy));

    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertRefused(tryOut(refused, newer), sentence));
    assertAdmitted(tryOut(folder.resolve("admitted.yaml"), newer));

    // What is older keeps working: the operator can write its metadata, and people can delete it.
    assertAdmitted(controlPlane.kubectl("annotate", EXISTING, "note=1", "-n", older));
    var change = "--patch={\"spec\":{\"deletionPolicy\":\"Always\"}}";
    assertRefused(
        controlPlane.kubectl("patch", EXISTING, "-n", older, "--type=merge", change), sentence);
    assertAdmitted(controlPlane.kubectl("delete", EXISTING, "-n", older));

    // So that the next policy is alone.
    assertAdmitted(file("delete", policy));
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertAdmitted(tryOut(refused, newer)));
  }

  private Ended tryOut(Path manifest, String namespace) {
    return file("apply", manifest, "--dry-run=server", "--namespace", namespace);
  }

  private Ended file(String verb, Path manifest, String... more) {
    var arguments = new ArrayList<>(List.of(verb, "--filename", manifest.toString()));
    arguments.addAll(List.of(more));
    return controlPlane.kubectl(arguments.toArray(String[]::new));
  }

  private static void assertAdmitted(Ended ended) {
    assertThat(ended.exit()).as(ended.output()).isZero();
  }

  private static void assertRefused(Ended ended, String sentence) {
    assertThat(ended.output()).contains("denied request: " + sentence);
    assertThat(ended.exit()).isNotZero();
  }
}
