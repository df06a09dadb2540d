package io.clientgrant.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The operator's jar as a process, with the JVM options that users get. The JVM is told that the
 * machine has as much memory as the container would: it takes its heap as a share of that.
 */
final class MeasuredOperator implements AutoCloseable {
  private static final Path OPTIONS = Path.of("jvm.options");
  private static final Path JAR = Path.of("target", "clientgrant-operator.jar");
  private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
  private static final Pattern PORT = Pattern.compile("\"httpPort\":(\\d+)");
  private static final Pattern STARTED_IN = Pattern.compile("\"startedInMs\":(\\d+)");
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path log;
  private final int memory;

  /**
   * Starts it.
   *
   * @param memory the container's limit, in MiB
   * @param log where its log goes
   */
  MeasuredOperator(Path kubeconfig, int memory, Path log) throws IOException {
    this.memory = memory;
    this.log = log;
    Files.createDirectories(log.getParent());
    var builder =
        new ProcessBuilder(
                JDK.resolve("java").toString(),
                "@" + OPTIONS,
                "-XX:MaxRAM=" + memory + "m",
                "-jar",
                JAR.toString(),
                "--http-port",
                "0")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    this.process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** How long it took until it said that it has started. */
  Duration startUp() throws IOException, InterruptedException {
    Waiting.until("the operator has started", this::hasStarted, this);
    return Duration.ofMillis(Long.parseLong(logged(STARTED_IN)));
  }

  private boolean hasStarted() throws IOException {
    return PORT.matcher(Files.readString(log)).find();
  }

  /**
   * Fails when it has died, or has taken more memory than its container would have had.
   *
   * @throws IllegalStateException with the reason
   */
  void check() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "The operator has ended with status %d; see %s.".formatted(process.exitValue(), log));
    }
    if (peakMiB() > memory) {
      throw new IllegalStateException(
          "The operator took %d MiB, and its container would have had %d."
              .formatted(peakMiB(), memory));
    }
  }

  /** What it occupies of the machine's memory now, shared pages included. */
  long rssMiB() throws IOException {
    return status("VmRSS") / 1024;
  }

  /** The most that it has ever occupied. */
  long peakMiB() throws IOException {
    return status("VmHWM") / 1024;
  }

  long threads() throws IOException {
    return status("Threads");
  }

  double cpuSeconds() {
    return process.info().totalCpuDuration().orElseThrow().toMillis() / 1000.0;
  }

  /** What is reachable on the heap. It collects all garbage, so measure the rest before. */
  double liveHeapMiB() throws IOException, InterruptedException {
    return Long.parseLong(group(TOTAL, classHistogram())) / 1024.0 / 1024.0;
  }

  /** The sum of one of its metrics over all tags that contain a text. */
  long metric(String name, String tags) throws IOException, InterruptedException {
    var url = URI.create("http://127.0.0.1:" + logged(PORT) + "/metrics");
    var answer = http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
    return Samples.parse(answer)
        .filter(sample -> sample.name().equals(name) && sample.tags().contains(tags))
        .mapToLong(sample -> Math.round(sample.value()))
        .sum();
  }

  /** How many reconciliations it has begun. */
  long reconciliations() throws IOException, InterruptedException {
    return metric("operator_sdk_reconciliations_started_total", "");
  }

  /** Ends it as Kubernetes would, and leaves what was on its heap beside its log. */
  @Override
  public void close() throws IOException {
    try {
      if (process.isAlive()) {
        Files.writeString(log.resolveSibling(log.getFileName() + ".histogram"), classHistogram());
        process.destroy();
      }
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The operator does not end.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }

  private String classHistogram() throws IOException, InterruptedException {
    var jcmd =
        new ProcessBuilder(
                JDK.resolve("jcmd").toString(), Long.toString(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    var answer = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    jcmd.waitFor();
    return answer;
  }

  private long status(String field) throws IOException {
    var status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
    return Long.parseLong(group(Pattern.compile("(?m)^" + field + ":\\s+(\\d+)"), status));
  }

  private String logged(Pattern pattern) throws IOException {
    return group(pattern, Files.readString(log));
  }

  private static String group(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("%s is not in: %s".formatted(pattern, text));
    }
    return matcher.group(1);
  }
}
