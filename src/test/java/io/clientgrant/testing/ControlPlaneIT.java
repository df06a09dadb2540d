package io.clientgrant.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The control plane is a real one, is nobody else's, and leaves nothing behind. */
@ExtendWith(ControlPlaneExtension.class)
class ControlPlaneIT {
  @TempDir Path temporary;

  @Test
  void isARealApiServer(ControlPlane controlPlane) {
    assertThat(controlPlane.kubectl("version").output()).contains("Server Version: v1.35.");
    try (var client = controlPlane.client()) {
      assertThat(client.namespaces().withName("default").get()).isNotNull();
    }
  }

  @Test
  void enforcesRbac(ControlPlane controlPlane) {
    var namespace = controlPlane.newNamespace();

    assertThat(maySeePods(controlPlane, namespace)).isEqualTo("no");

    // Not the role "view": what it allows is filled in by a controller-manager.
    controlPlane.kubectl(
        "create", "role", "viewer", "--verb=list", "--resource=pods", "-n", namespace);
    controlPlane.kubectl(
        "create", "rolebinding", "ann", "--role=viewer", "--user=ann", "-n", namespace);
    await().until(() -> maySeePods(controlPlane, namespace).equals("yes"));
    assertThat(maySeePods(controlPlane, "default")).isEqualTo("no");
  }

  @Test
  void listensOnLoopbackOnly() throws IOException {
    try (var controlPlane = ControlPlane.start(privateFolder())) {
      var port = URI.create(server(controlPlane)).getPort();

      assertThat(listeners()).containsExactly("0100007F:%04X".formatted(port));
    }
  }

  @Test
  void twoControlPlanesRunSideBySide() {
    var starting =
        Stream.of(1, 2).map(i -> CompletableFuture.supplyAsync(ControlPlane::start)).toList();
    try (var one = starting.getFirst().join();
        var other = starting.getLast().join()) {
      var namespace = one.newNamespace();

      assertThat(one.kubectl("get", "namespace", namespace).exit()).isZero();
      assertThat(other.kubectl("get", "namespace", namespace).output()).contains("NotFound");
      assertThat(one.kubectl("get", "namespaces", "--server", server(other)).output())
          .contains("certificate");
    }
  }

  @Test
  void theApiServerComesBackWithItsData() {
    try (var controlPlane = ControlPlane.start()) {
      var namespace = controlPlane.newNamespace();

      controlPlane.killApiServer();
      assertThat(controlPlane.kubectl("get", "namespaces").output()).contains("refused");

      controlPlane.startApiServer();
      assertThat(controlPlane.kubectl("get", "namespace", namespace).exit()).isZero();
    }
  }

  @Test
  void closingLeavesNothing() {
    ControlPlane.start(privateFolder()).close();

    assertThat(processes()).isEmpty();
    assertThat(temporary).isEmptyDirectory();
  }

  /** As with Ctrl-C, SIGINT goes to the whole process group. */
  @ParameterizedTest
  @CsvSource({"INT,-", "TERM,''", "KILL,''", "KILL,-"})
  void aSignalLeavesNothing(String signal, String group) throws Exception {
    // This JVM may ignore signals that a terminal sends, and so would its children.
    var starter = start("env", "--default-signal=INT", "setsid", ControlPlane.STARTER.toString());

    run("kill", "-" + signal, "--", group + starter.pid());

    assertThat(starter.waitFor(30, TimeUnit.SECONDS)).isTrue();
    awaitNothingLeft();
  }

  @Test
  void theEndOfItsUserLeavesNothing() throws Exception {
    var user =
        start(
            "bash",
            "-c",
            "exec {pipe}> >(exec \"$0\" --until-stdin-closes); wait $!",
            ControlPlane.STARTER.toString());

    user.destroyForcibly();

    awaitNothingLeft();
  }

  /** The script waits for a second at a time, which may end in the middle of a word. */
  @Test
  void aCommandMayComeInTwoParts() throws Exception {
    var builder = new ProcessBuilder(ControlPlane.STARTER.toString(), "--until-stdin-closes");
    builder.environment().putAll(privateFolder());
    var starter = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var answers = starter.inputReader(UTF_8);
        var commands = starter.outputWriter(UTF_8)) {
      assertThat(answers.readLine()).startsWith("KUBECTL=");
      assertThat(answers.readLine()).startsWith("KUBECONFIG=");
      commands.write("do");
      commands.flush();
      run("sleep", "2"); // not to wait for anything: this is what is tried
      commands.write("wn\n");
      commands.flush();
      assertThat(CompletableFuture.supplyAsync(() -> read(answers)).get(30, TimeUnit.SECONDS))
          .isEqualTo("DOWN");
    }
    awaitNothingLeft();
  }

  private static String read(BufferedReader answers) {
    try {
      return String.valueOf(answers.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String maySeePods(ControlPlane controlPlane, String namespace) {
    return controlPlane
        .kubectl("auth", "can-i", "list", "pods", "--as=ann", "-n", namespace)
        .output()
        .strip();
  }

  private static String server(ControlPlane controlPlane) {
    try (var client = controlPlane.client()) {
      return client.getConfiguration().getMasterUrl();
    }
  }

  private Map<String, String> privateFolder() {
    return Map.of("TMPDIR", temporary.toString());
  }

  /** Starts a control plane that is not at the end of this JVM's pipe. */
  private Process start(String... command) throws IOException {
    var builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(privateFolder());
    var process = builder.start();
    var ready = process.inputReader(UTF_8).lines().anyMatch(line -> line.contains("KUBECONFIG="));
    assertThat(ready).isTrue();
    assertThat(processes()).hasSizeGreaterThanOrEqualTo(2);
    return process;
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private void awaitNothingLeft() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          assertThat(processes()).isEmpty();
          assertThat(temporary).isEmptyDirectory();
        });
  }

  /** The servers that work in this test's folder. */
  private List<ProcessHandle> processes() {
    return ProcessHandle.allProcesses()
        .filter(process ->
            process.info().commandLine().orElse("").contains(temporary + "/clientgrant-"))
        .toList();
  }

  /** The addresses, as the kernel writes them, at which those servers accept TCP connections. */
  private List<String> listeners() throws IOException {
    var sockets = new ArrayList<String>();
    for (var process : processes()) {
      try (var files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
        for (var file : files.toList()) {
          sockets.add(Files.readSymbolicLink(file).toString());
        }
      }
    }
    var listening = Pattern.compile(" *\\d+: (\\S+) \\S+ 0A \\S+ \\S+ \\S+ +\\d+ +\\d+ (\\d+) .*");
    var found = new ArrayList<String>();
    for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (var line : Files.readAllLines(Path.of(table))) {
        var match = listening.matcher(line);
        if (match.matches() && sockets.contains("socket:[" + match.group(2) + "]")) {
          found.add(match.group(1));
        }
      }
    }
    return found;
  }
}
