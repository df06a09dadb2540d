package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.e2e.Guide;
import io.clientgrant.e2e.Registry;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.Program;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/install.md tells users to type who have only the files of a release, on an API server.
 * Nothing runs there, so what waits for Pods is left out; {@code make e2e} types that too.
 */
class ReleaseInstallIT {
  private static final String DIGEST = "sha256:" + "0a".repeat(32);
  private static final String NAMESPACE = "clientgrant-system";

  private final ControlPlane controlPlane = ControlPlane.start();
  @TempDir private Path folder;

  @BeforeEach
  void pack() throws Exception {
    var packed = Program.run("tools/package", folder.resolve("release").toString());
    assertThat(packed.exit()).as(packed.output()).isZero();
  }

  @AfterEach
  void close() {
    controlPlane.close();
  }

  @Test
  void byKustomizeFromAFolderWithNothingElse() throws Exception {
    var release = folder.resolve("release");
    Files.writeString(release.resolve("kustomization.yaml"), Guide.overlay());

    type("install-kustomize", release, commands -> commands);
    assertThat(image()).isEqualTo("clientgrant/clientgrant-operator:0.1.0");
    type("upgrade-kustomize", release, commands -> commands);
    type("rollback-kustomize", release, commands -> commands);
    type("uninstall-kustomize", release, commands -> commands);

    assertNothingIsLeftBut("namespace/" + NAMESPACE);
  }

  @Test
  void byOciFromAnEmptyFolderWithTheImageByItsDigest() throws Exception {
    var empty = Files.createDirectory(folder.resolve("empty"));
    try (var registry = Registry.start()) {
      registry.pushCharts(folder.resolve("release"));
      Change change = commands -> registry.instead(commands, DIGEST);

      type("install-oci", empty, change);
      assertThat(image()).isEqualTo(registry.name() + "/clientgrant-operator@" + DIGEST);
      type("upgrade-oci", empty, change);
      type("rollback-oci", empty, change);
      type("uninstall-oci", empty, change);
    }

    assertNothingIsLeftBut("namespace/" + NAMESPACE);
  }

  private interface Change {
    String of(String commands);
  }

  private void type(String block, Path where, Change change) throws Exception {
    var commands =
        change
            .of(Guide.read().commands(block))
            .lines()
            .filter(line -> !line.startsWith("kubectl rollout status"))
            .map(line -> line.replace(" --wait", ""))
            .collect(Collectors.joining("\n"));
    var builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands).directory(where.toFile());
    var path =
        controlPlane.binaries() + File.pathSeparator + Program.tools("helm4") + File.pathSeparator;
    builder.environment().merge("PATH", path, (old, more) -> more + old);
    builder.environment().put("KUBECONFIG", controlPlane.kubeconfig().toString());
    var ended = Program.run(builder);
    assertThat(ended.exit()).as("%s%n%s", commands, ended.output()).isZero();
  }

  private String image() {
    return get(
        "deployment/clientgrant-operator",
        "--namespace=" + NAMESPACE,
        "--output=jsonpath={.spec.template.spec.containers[0].image}");
  }

  /** The kinds stay too: deleting them would delete every resource. */
  private void assertNothingIsLeftBut(String namespace) {
    assertThat(
            get(
                "deployments,services,serviceaccounts,roles,rolebindings",
                "--namespace=" + NAMESPACE,
                "--output=name"))
        .doesNotContain("clientgrant");
    assertThat(
            get(
                "clusterroles,clusterrolebindings,validatingadmissionpolicies,validatingadmissionpolicybindings",
                "--output=name"))
        .doesNotContain("clientgrant");
    assertThat(get("namespaces", "--output=name")).contains(namespace);
    assertThat(get("crds", "--output=name").lines()).hasSize(Crds.KINDS.size());
  }

  private String get(String... arguments) {
    var command = new String[arguments.length + 1];
    command[0] = "get";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    var got = controlPlane.kubectl(command);
    assertThat(got.exit()).as(got.output()).isZero();
    return got.output();
  }
}
