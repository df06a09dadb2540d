package io.clientgrant.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** The operator as a process of its own, on this machine. It does not outlive this JVM. */
public final class OperatorProcess implements AutoCloseable {
  /** The jar that users run, of this build. */
  public static final Path JAR = Path.of("target", "clientgrant-operator.jar");

  private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
  private static final Pattern PORT = Pattern.compile("\"httpPort\":(\\d+)");
  private static final Pattern STARTED_IN = Pattern.compile("\"startedInMs\":(\\d+)");
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path log;
  private final long begin;

  private OperatorProcess(Process process, Path log, long begin) {
    this.process = process;
    this.log = log;
    this.begin = begin;
  }

  /** The command that runs the jar that users run, with their JVM options, as administrator. */
  public static ProcessBuilder jar(
      ControlPlane controlPlane, Map<String, String> environment, String... arguments) {
    return jar(JAR, controlPlane, environment, arguments);
  }

  private static ProcessBuilder jar(
      Path jar, ControlPlane controlPlane, Map<String, String> environment, String... arguments) {
    var all = new ArrayList<>(List.of("@jvm.options", "-jar", jar.toString()));
    all.addAll(List.of(arguments));
    var builder = java(controlPlane, all);
    builder.environment().putAll(environment);
    return builder;
  }

  /** The command that runs java with these arguments and the administrator's kubeconfig. */
  public static ProcessBuilder java(ControlPlane controlPlane, List<String> arguments) {
    var command = new ArrayList<>(List.of(JDK.resolve("java").toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", controlPlane.kubeconfig().toString());
    return builder;
  }

  /** Starts the jar on a free port. */
  public static OperatorProcess startJar(
      ControlPlane controlPlane, Map<String, String> environment, Path log) {
    return startJar(JAR, controlPlane, environment, log);
  }

  /** Starts a jar, such as an earlier build's, on a free port. */
  static OperatorProcess startJar(
      Path jar, ControlPlane controlPlane, Map<String, String> environment, Path log) {
    return start(jar(jar, controlPlane, environment, "--http-port", "0"), log);
  }

  /** Starts the jar for a namespace with a standard output that takes nothing. */
  public static OperatorProcess startOnFullDisk(
      ControlPlane controlPlane, String namespace, int port, Path log) {
    var jar =
        jar(
            controlPlane,
            Map.of("WATCH_NAMESPACES", namespace),
            "--http-port",
            Integer.toString(port));
    var toFull = new ArrayList<>(List.of("bash", "-c", "exec \"$@\" >/dev/full", "bash"));
    toFull.addAll(jar.command());
    return start(jar.command(toFull), log);
  }

  /** A port of this machine that nobody listens at. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Starts a command.
   *
   * @param log the file to which its output is appended
   */
  public static OperatorProcess start(ProcessBuilder command, Path log) {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      var begin = Files.exists(log) ? Files.size(log) : 0;
      var process =
          command
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new OperatorProcess(process, log, begin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it serves its port; fails at once if it ends before. */
  public OperatorProcess awaitStart() {
    await().atMost(Conditions.PATIENCE).failFast(this::requireAlive).until(this::hasStarted);
    return this;
  }

  /** Whether it serves its port. */
  public boolean hasStarted() {
    return PORT.matcher(log()).find();
  }

  /** How long its start took, as it has logged. */
  public Duration startUp() {
    return Duration.ofMillis(Long.parseLong(group(STARTED_IN, log())));
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** How many sockets it has open. */
  public long sockets() throws IOException {
    var count = 0;
    try (var files =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
      for (var file : files) {
        count += isSocket(file) ? 1 : 0;
      }
    }
    return count;
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // it was closed meanwhile
    }
  }

  /**
   * Checks that it runs.
   *
   * @throws IllegalStateException if it has ended, with its status
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "The operator has ended with status %d; see %s.".formatted(process.exitValue(), log));
    }
  }

  /** What it has logged so far. */
  public String log() {
    try (var file = FileChannel.open(log).position(begin)) {
      return new String(Channels.newInputStream(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has logged a text; returns false if it has not within that time. */
  public boolean awaitLog(String text, Duration atMost) {
    try {
      await().atMost(atMost).until(() -> log().contains(text));
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  /** The port that it serves. */
  public int port() {
    return Integer.parseInt(group(PORT, log()));
  }

  /** What it answers to a GET. */
  public String get(String path) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + port() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  /** The sum of one of its metrics over all tags that contain a text. */
  public long metric(String name, String tags) throws IOException, InterruptedException {
    return Samples.parse(get("/metrics"))
        .filter(sample -> sample.name().equals(name) && sample.tags().contains(tags))
        .mapToLong(sample -> Math.round(sample.value()))
        .sum();
  }

  /** What it occupies of the machine's memory now, shared pages included. */
  public long rssMiB() throws IOException {
    return status("VmRSS") / 1024;
  }

  /** The most that it has ever occupied. */
  public long peakMiB() throws IOException {
    return status("VmHWM") / 1024;
  }

  public long threads() throws IOException {
    return status("Threads");
  }

  private long status(String field) throws IOException {
    var status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
    return Long.parseLong(group(Pattern.compile("(?m)^" + field + ":\\s+(\\d+)"), status));
  }

  public double cpuSeconds() {
    return process.info().totalCpuDuration().orElseThrow().toMillis() / 1000.0;
  }

  /** What is reachable on the heap. It collects all garbage, so measure the rest before. */
  public double liveHeapMiB() throws IOException, InterruptedException {
    var pid = Long.toString(process.pid());
    var histogram = Program.run(JDK.resolve("jcmd").toString(), pid, "GC.class_histogram");
    return Long.parseLong(group(TOTAL, histogram.output())) / 1024.0 / 1024.0;
  }

  /** Writes a line to its standard input. */
  public void write(String line) {
    try {
      var input = process.outputWriter(StandardCharsets.UTF_8);
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends it a signal, such as TERM. */
  public void signal(String name) throws IOException, InterruptedException {
    var ended = Program.run("kill", "-" + name, Long.toString(process.pid()));
    if (ended.exit() != 0) {
      throw new IllegalStateException(ended.output());
    }
  }

  /**
   * Waits until it ends; returns its exit status.
   *
   * @throws IllegalStateException if it does not end within half a minute
   */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(Conditions.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("The operator does not end.");
    }
    return process.exitValue();
  }

  /** Kills it with SIGKILL, and returns when it is dead. */
  @Override
  public void close() {
    http.shutdownNow();
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String group(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("%s is not in: %s".formatted(pattern, text));
    }
    return matcher.group(1);
  }
}
