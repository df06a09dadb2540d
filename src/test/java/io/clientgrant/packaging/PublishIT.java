package io.clientgrant.packaging;

import static io.clientgrant.packaging.Charts.helm;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clientgrant.testing.Program;
import io.clientgrant.testing.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the workflow of a release runs, with a registry on this machine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishIT {
  private static final String DIGEST = "@sha256:[0-9a-f]{64}\\n";
  private static final Pattern PORT = Pattern.compile("port (\\d+)");

  @TempDir Path folder;
  private @Nullable Process server;
  private String registry = "";

  @BeforeAll
  void start() throws Exception {
    var crane = Program.tools("crane").resolve("crane").toString();
    var started =
        new ProcessBuilder(crane, "registry", "serve", "--address", "127.0.0.1:0")
            .redirectErrorStream(true)
            .start();
    server = started;
    var port = PORT.matcher(requireNonNull(started.inputReader(UTF_8).readLine()));
    assertThat(port.find()).isTrue();
    registry = "127.0.0.1:" + port.group(1) + "/team";
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.destroy();
    }
  }

  @Test
  void theWorkflowsAreWellFormedAndSoAreTheirScripts() throws Exception {
    var workflows = Path.of(".github", "workflows");
    assertThat(
            Program.runTool(
                "lint",
                "actionlint",
                "-no-color",
                workflows.resolve("ci.yml").toString(),
                workflows.resolve("release.yml").toString(),
                workflows.resolve("scan.yml").toString()))
        .isEqualTo(new Ended(0, ""));
  }

  @Test
  void theImagesOfTwoMachinesAreJoined() throws Exception {
    for (var architecture : List.of("amd64", "arm64")) {
      var pushed = publish("image", architecture);
      assertThat(pushed.output()).matches(registry + "/clientgrant-operator" + DIGEST);
    }

    var joined = publish("index", "amd64", "arm64");

    assertThat(joined.output()).matches(registry + "/clientgrant-operator" + DIGEST);
    var index = new ObjectMapper().readTree(crane("manifest", joined.output().strip()));
    var architectures = new ArrayList<String>();
    index
        .required("manifests")
        .forEach(image -> architectures.add(image.at("/platform/architecture").asText()));
    assertThat(architectures).containsExactly("amd64", "arm64");
  }

  @Test
  void anImageOfAnotherArchitectureIsRefused() throws Exception {
    var environment = environment("image", "amd64");
    environment.environment().put("IMAGE_ARCHIVE", image("arm64").toString());
    var refused = Program.run(environment.redirectErrorStream(true));
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.output()).contains("The image is not for amd64.");
  }

  @Test
  void theChartsAreRenderedFromTheRegistry() throws Exception {
    assertThat(Program.run("tools/package", folder.resolve("package").toString()).exit()).isZero();

    var pushed = publish("charts");

    assertThat(pushed.output())
        .matches(
            registry
                + "/charts/clientgrant-operator-crds"
                + DIGEST
                + registry
                + "/charts/clientgrant-operator"
                + DIGEST);
    for (var chart : List.of(Charts.OPERATOR, Charts.CRDS)) {
      var address = "oci://" + registry + "/charts/" + Path.of(chart).getFileName();
      var rendered = helm("helm4", "template", "r", address, "--plain-http").output();
      assertThat(rendered).endsWith(helm("helm4", "template", "r", chart).output());
    }
  }

  private Ended publish(String... arguments) throws Exception {
    var builder = environment(arguments);
    if (arguments[0].equals("image")) {
      builder.environment().put("IMAGE_ARCHIVE", image(arguments[1]).toString());
    }
    builder.redirectError(folder.resolve("progress").toFile());
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("progress"))).isZero();
    return new Ended(0, output);
  }

  private ProcessBuilder environment(String... arguments) {
    var command = new ArrayList<>(List.of("tools/publish"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("REGISTRY", registry);
    builder.environment().put("PACKAGE", folder.resolve("package").toString());
    return builder;
  }

  /** A small image for an architecture, as an archive. */
  private Path image(String architecture) throws IOException, InterruptedException {
    var archive = folder.resolve(architecture + ".tar");
    var name = registry + "/made:" + architecture;
    var layer = folder.resolve("layer.tar");
    assertThat(Program.run("tar", "-cf", layer.toString(), "LICENSE").exit()).isZero();
    var _ = crane("append", "--new_layer", layer.toString(), "--new_tag", name);
    var _ = crane("mutate", "--set-platform", "linux/" + architecture, name, "--tag", name);
    var _ = crane("pull", name, archive.toString());
    return archive;
  }

  private static String crane(String... arguments) throws IOException, InterruptedException {
    var ended = Program.runTool("crane", "crane", arguments);
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output();
  }
}
