package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.Program;
import io.clientgrant.testing.Program.Ended;
import java.util.ArrayList;
import java.util.List;

/** The charts, as Helm renders them. */
final class Charts {
  static final String OPERATOR = "helm/clientgrant-operator";
  static final String CRDS = "helm/clientgrant-operator-crds";

  private Charts() {}

  /**
   * The manifests of the operator's chart.
   *
   * @param version {@code helm3} or {@code helm4}
   */
  static String rendered(String version, String release, String namespace, String... more)
      throws Exception {
    var arguments =
        new ArrayList<>(List.of("template", release, OPERATOR, "--namespace", namespace));
    arguments.addAll(List.of(more));
    var ended = helm(version, arguments.toArray(String[]::new));
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output().replace("\n\n", "\n");
  }

  static Ended helm(String version, String... arguments) throws Exception {
    return Program.runTool(version, "helm", arguments);
  }
}
