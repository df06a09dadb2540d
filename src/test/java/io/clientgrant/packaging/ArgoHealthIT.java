package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The health of all kinds, run over the tests that Argo CD itself would run, by the Lua that it
 * runs.
 */
class ArgoHealthIT {
  @TempDir Path folder;

  /** One test of a {@code health_test.yaml}. */
  record Case(Customizations kind, String input, String status, String message) {
    @Override
    public String toString() {
      return kind.kind() + " " + input + ": " + status;
    }
  }

  static Stream<Case> cases() {
    return Customizations.ofAllKinds()
        .flatMap(kind ->
            kind.tests("health_test.yaml", "tests")
                .map(test ->
                    new Case(
                        kind,
                        test.path("inputPath").asText(),
                        test.path("healthStatus").path("status").asText(),
                        test.path("healthStatus").path("message").asText())));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsWhatTheResourceTells(Case test) throws Exception {
    var printed =
        test.kind()
            .run("health.lua", test.input(), "print(result.status) print(result.message)", folder);
    assertThat(printed).containsExactly(test.status(), test.message());
  }
}
