package io.clientgrant.packaging;

import static io.clientgrant.packaging.Charts.helm;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.Program;
import io.clientgrant.testing.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The files of a release, as {@code make package} writes them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackageIT {
  private static final String VERSION = "0.1.0";

  private final Path folder;

  PackageIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  void write() throws Exception {
    assertThat(run(Map.of(), "tools/package", folder.toString())).isEqualTo(new Ended(0, ""));
  }

  @Test
  void thereAreAllFilesAndTheirSums() throws Exception {
    assertThat(names(folder))
        .containsExactlyInAnyOrder(
            "SHA256SUMS",
            "clientgrant-operator-" + VERSION + ".tgz",
            "clientgrant-operator-crds-" + VERSION + ".tgz",
            "clientgrant-operator-" + VERSION + "-java.tar.gz",
            "clientgrant-operator-" + VERSION + ".cdx.json",
            "alerts.yaml",
            "crd-schemas.tar.gz",
            "crds.yaml",
            "install.yaml");
    var checked = in(folder, "sha256sum --strict --check SHA256SUMS");
    assertThat(checked.exit()).isZero();
    assertThat(checked.output().lines()).hasSize(8).allMatch(line -> line.endsWith(": OK"));
  }

  @Test
  void theSecondTimeTheBytesAreTheSame(@TempDir Path again) throws Exception {
    var elsewhere = Map.of("TZ", "Asia/Tokyo", "LC_ALL", "C.UTF-8");
    var command = "umask 077; exec tools/package " + again;
    assertThat(run(elsewhere, "bash", "-c", command).exit()).isZero();
    assertThat(run(Map.of(), "diff", "--recursive", folder.toString(), again.toString()))
        .isEqualTo(new Ended(0, ""));
  }

  @Test
  void aTagThatTheSourcesDoNotHaveIsRefused() throws Exception {
    var refused = run(Map.of(), "tools/package", folder.toString(), "v9.9.9");
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.output()).contains("These are not all v9.9.9", "no entry in CHANGELOG.md");
  }

  @Test
  void theChartsRenderTheSameAsTheirFolders() throws Exception {
    for (var version : List.of("helm3", "helm4")) {
      for (var chart : List.of(Charts.OPERATOR, Charts.CRDS)) {
        var archive = folder.resolve(Path.of(chart).getFileName() + "-" + VERSION + ".tgz");
        var rendered = helm(version, "template", "r", archive.toString());
        assertThat(rendered.exit()).as(rendered.output()).isZero();
        assertThat(rendered).isEqualTo(helm(version, "template", "r", chart));
      }
    }
  }

  @Test
  void thePlainManifestsInstallTheOperator() {
    try (var controlPlane = ControlPlane.start()) {
      for (var file : List.of("crds.yaml", "install.yaml")) {
        var applied =
            controlPlane.kubectl(
                "apply", "--server-side", "--filename", folder.resolve(file).toString());
        assertThat(applied.exit()).as(applied.output()).isZero();
      }
      for (var source : List.of("crds", "deploy")) {
        assertThat(controlPlane.kubectl("diff", "--server-side", "--filename", source).output())
            .isEmpty();
      }
    }
  }

  @Test
  void theSchemasAreAllOfThem() throws Exception {
    assertThat(in(folder, "tar --list --file crd-schemas.tar.gz").output().lines())
        .filteredOn(line -> line.endsWith(".json"))
        .containsExactlyInAnyOrderElementsOf(
            names(Path.of("schemas")).stream().map(name -> "./" + name).toList());
  }

  @Test
  void theOperatorRunsFromItsArchiveAndItsBillNamesEachLibrary(@TempDir Path elsewhere)
      throws Exception {
    var archive = "clientgrant-operator-%s-java.tar.gz".formatted(VERSION);
    var extract = "tar --extract --directory %s --file %s".formatted(elsewhere, archive);
    assertThat(in(folder, extract)).isEqualTo(new Ended(0, ""));
    var unpacked = elsewhere.resolve("clientgrant-operator-" + VERSION);
    var java = ProcessHandle.current().info().command().orElseThrow();
    var help = in(unpacked, java + " @jvm.options -jar clientgrant-operator.jar --help");
    assertThat(help.exit()).as(help.output()).isZero();

    var bill = folder.resolve("clientgrant-operator-%s.cdx.json".formatted(VERSION));
    var named = new ArrayList<String>();
    for (var component : new ObjectMapper().readTree(bill.toFile()).required("components")) {
      named.add(text(component, "name") + "-" + text(component, "version") + ".jar");
    }
    assertThat(names(unpacked.resolve("lib"))).isNotEmpty().allMatch(named::contains);
  }

  private static String text(JsonNode node, String field) {
    return node.required(field).asText();
  }

  private static Ended in(Path folder, String command) throws IOException, InterruptedException {
    return Program.run(new ProcessBuilder("bash", "-c", command).directory(folder.toFile()));
  }

  private static Ended run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return Program.run(builder);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
