package io.clientgrant.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.clientgrant.testing.Program.Ended;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real etcd and kube-apiserver of one's own, run by {@code tools/control-plane}.
 *
 * <p>They live as long as the pipe to that script: however this JVM ends, they end.
 */
public final class ControlPlane implements AutoCloseable {

  static final Path STARTER = Path.of("tools", "control-plane").toAbsolutePath();

  private final Process starter;
  private final BufferedReader answers;
  private final Writer commands;
  private final String kubectl;
  private final Path kubeconfig;

  private ControlPlane(Process starter) throws IOException {
    this.starter = starter;
    this.answers = starter.inputReader(UTF_8);
    this.commands = starter.outputWriter(UTF_8);
    this.kubectl = answer("KUBECTL=");
    this.kubeconfig = Path.of(answer("KUBECONFIG="));
  }

  /** Returns when the API server is ready, about three seconds later. */
  public static ControlPlane start() {
    return start(Map.of());
  }

  /** One with the project's CRDs in it. */
  public static ControlPlane startWithCrds() {
    var controlPlane = start();
    try {
      controlPlane.applyCrds(Path.of("crds"));
    } catch (RuntimeException e) {
      controlPlane.close(); // or each test would leave one running
      throw e;
    }
    return controlPlane;
  }

  static ControlPlane start(Map<String, String> environment) {
    try {
      var builder = new ProcessBuilder(STARTER.toString(), "--until-stdin-closes");
      builder.environment().putAll(environment);
      return new ControlPlane(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file that lets kubectl and clients in as the administrator. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** The folder of kubectl. */
  public Path binaries() {
    return requireNonNull(Path.of(kubectl).getParent());
  }

  /** What {@link #kubeconfig} says. */
  public Config config() {
    try {
      return Config.fromKubeconfig(Files.readString(kubeconfig));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new client as the administrator; whoever asked for it closes it. */
  public KubernetesClient client() {
    // A proxy for the world outside is no way to a server on this machine.
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config()).withHttpProxy(null).withHttpsProxy(null).build())
        .build();
  }

  /** Runs kubectl as the administrator. */
  public Ended kubectl(String... arguments) {
    var command = new ArrayList<>(List.of(kubectl, "--kubeconfig", kubeconfig.toString()));
    command.addAll(List.of(arguments));
    try {
      return Program.run(new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes a namespace that nobody else uses and returns its name.
   *
   * <p>Nothing deletes it: without a controller-manager a namespace never finishes being deleted.
   */
  public String newNamespace() {
    try (var client = client()) {
      var namespace =
          new NamespaceBuilder().withNewMetadata().withGenerateName("test-").endMetadata().build();
      return client.resource(namespace).create().getMetadata().getName();
    }
  }

  /** Applies the CRDs in a folder and waits until they are served; an absent folder holds none. */
  public void applyCrds(Path folder) {
    if (Files.isDirectory(folder)) {
      succeed(kubectl("apply", "--server-side", "-f", folder.toString()));
      // Not --for=condition: that fails at once where there are no conditions yet.
      var established = "jsonpath={.status.conditions[?(@.type==\"Established\")].status}=True";
      succeed(kubectl("wait", "--for=" + established, "--timeout=30s", "-f", folder.toString()));
    }
  }

  /** Kills the API server; clients find nobody at its port until {@link #startApiServer}. */
  public void killApiServer() {
    command("down");
    answer("DOWN");
  }

  /** Starts the API server again, on the same port and with the same data. */
  public void startApiServer() {
    command("up");
    answer("KUBECTL=");
    answer("KUBECONFIG=");
  }

  /** Returns when no process and no file is left. */
  @Override
  public void close() {
    try {
      commands.close();
      if (!starter.waitFor(30, TimeUnit.SECONDS)) {
        starter.destroyForcibly();
        throw new IllegalStateException(STARTER + " does not end");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void command(String line) {
    try {
      commands.write(line + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer(String prefix) {
    try {
      var line = answers.readLine();
      if (line == null || !line.startsWith(prefix)) {
        throw new IllegalStateException(
            "%s answered %s instead of %s; its reasons stand on standard error"
                .formatted(STARTER, line, prefix));
      }
      return line.substring(prefix.length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void succeed(Ended result) {
    if (result.exit() != 0) {
      throw new IllegalStateException(result.output());
    }
  }
}
