package io.clientgrant.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A registry on this machine, without TLS: Helm is told so, and containerd supposes it of loopback.
 *
 * @param server its process
 * @param name its name, with a path
 */
public record Registry(Process server, String name) implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("port (\\d+)");

  /** Starts one, which is empty. */
  public static Registry start() throws IOException, InterruptedException {
    var crane = Program.tools("crane").resolve("crane").toString();
    var server =
        new ProcessBuilder(crane, "registry", "serve", "--address", "127.0.0.1:0")
            .redirectErrorStream(true)
            .start();
    var port = PORT.matcher(requireNonNull(server.inputReader(UTF_8).readLine()));
    assertThat(port.find()).isTrue();
    return new Registry(server, "127.0.0.1:" + port.group(1) + "/team");
  }

  /** Pushes both charts of a release. */
  public void pushCharts(Path release) throws IOException, InterruptedException {
    for (var chart : charts(release)) {
      var _ =
          run(
              "helm4",
              "helm",
              "push",
              "--plain-http",
              chart.toString(),
              "oci://" + name + "/charts");
    }
  }

  private static List<Path> charts(Path release) throws IOException {
    try (var files = Files.list(release)) {
      return files.filter(file -> file.toString().endsWith(".tgz")).sorted().toList();
    }
  }

  /** Pushes an image, and returns its digest. */
  public String pushImage(Path archive) throws IOException, InterruptedException {
    var image = name + "/clientgrant-operator:pushed";
    var _ = run("crane", "crane", "push", archive.toString(), image);
    return run("crane", "crane", "digest", image).strip();
  }

  /** Commands of the guide, with this registry in place of the one there. */
  public String instead(String commands, String digest) {
    return commands
        .replace("registry.example.com", name)
        .replace("sha256:DIGEST", digest)
        .replaceAll("(oci://\\S+)", "$1 --plain-http");
  }

  private static String run(String tools, String tool, String... arguments)
      throws IOException, InterruptedException {
    var ended = Program.runTool(tools, tool, arguments);
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output();
  }

  @Override
  public void close() {
    server.destroy();
  }
}
