package io.clientgrant.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** The files that users install from, at two times. */
final class ReleaseFiles {
  private static final String SUSPEND = "(?m)^(?<indent> +)suspend:\\n(\\k<indent> .*\\n)+";

  private ReleaseFiles() {}

  /** As they are. */
  static Path current() {
    return Path.of("").toAbsolutePath();
  }

  /**
   * As a release before might have been: an older chart, a Deployment that differs, and a
   * ClientGrant that cannot be suspended yet.
   */
  static Path previous(Path folder) throws IOException, InterruptedException {
    var copied = Program.run("cp", "-a", "crds", "helm", "deploy", folder.toString());
    assertThat(copied.exit()).as(copied.output()).isZero();
    for (var chart : new String[] {"clientgrant-operator", "clientgrant-operator-crds"}) {
      edit(
          folder.resolve("helm").resolve(chart).resolve("Chart.yaml"),
          text -> text.replaceFirst("(?m)^version: .*", "version: 0.0.1"));
    }
    for (var file :
        new String[] {
          "helm/clientgrant-operator/templates/deployment.yaml", "deploy/operator.yaml"
        }) {
      edit(folder.resolve(file), text -> text.replace("PeriodSeconds: 30", "PeriodSeconds: 29"));
    }
    for (var crds : new String[] {"crds", "helm/clientgrant-operator-crds/files"}) {
      edit(
          folder.resolve(crds).resolve("clientgrants.auth0.clientgrant.io.yaml"),
          text -> text.replaceFirst(SUSPEND, ""));
    }
    return folder;
  }

  /**
   * What {@code make package} makes of sources, and nothing else; with the overlay of the guide.
   */
  static Path packaged(Path sources, Path folder) throws IOException, InterruptedException {
    if (!sources.equals(current())) {
      for (var needed :
          List.of("tools/package", "target", "schemas", "jvm.options", "LICENSE", "pom.xml")) {
        var link = sources.resolve(needed);
        Files.createDirectories(requireNonNull(link.getParent()));
        // The script works in the folder above its own, whoever it is linked from.
        Files.createSymbolicLink(link, current().resolve(needed));
      }
    }
    var script = sources.resolve("tools/package").toString();
    var written = Program.run(script, folder.toString());
    assertThat(written.exit()).as(written.output()).isZero();
    Files.writeString(folder.resolve("kustomization.yaml"), Guide.overlay());
    return folder;
  }

  private static void edit(Path file, UnaryOperator<String> change) throws IOException {
    var before = Files.readString(file);
    var after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(file, after);
  }
}
