package io.clientgrant.bench;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.testing.Conditions;
import io.clientgrant.testing.OperatorProcess;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints what the operator costs and how fast it is. {@code make bench} runs it; {@code GRANTS}
 * names other numbers of grants, {@code ONLY} some of {@code scale,latency,limiter}.
 *
 * <p>Exits with 1 if something does not work, or does not fit into the container's memory; never
 * because it was slow.
 */
final class Bench {
  private static final Duration SETTLED = Duration.ofSeconds(10);
  private static final Duration QUIET = Duration.ofSeconds(3);

  /** Not simply none: the simulator would tell of the usual 50 a second, and be believed. */
  private static final int NO_LIMIT = 1_000_000;

  private static final String NEVER = "24h";
  private static final String OFTEN = "10s";
  private static final int RESYNCS = 3;
  private static final int PAGE = 100;
  private static final int STANDING = 1_000;
  private static final int APPLIES = 200;
  private static final int WARM_UPS = 20;
  private static final int PER_SECOND = 10;
  private static final int BURST = 10;

  private final Report report = new Report(System.out);

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    System.out.printf(
        "%s, %d processors, load %s, JVM %s with %s%n",
        Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
        Runtime.getRuntime().availableProcessors(),
        load(),
        Runtime.version(),
        String.join(" ", options()));
    var bench = new Bench();
    var only = environment("ONLY").orElse("scale,latency,limiter");
    if (only.contains("scale")) {
      bench.scale(environment("GRANTS").map(Bench::numbers).orElse(List.of(0, 1_000, 10_000)));
    }
    if (only.contains("latency")) {
      bench.latency();
    }
    if (only.contains("limiter")) {
      bench.limiter();
      bench.operatorUnderLimit();
    }
    System.out.printf("%nLoad at the end: %s%n", load());
  }

  /** What so many grants cost at first, after a restart, and when nothing changes. */
  private void scale(List<Integer> counts) throws Exception {
    report.row(
        "grants",
        "limit MiB",
        "what",
        "started s",
        "done s",
        "CPU s",
        "RSS MiB",
        "peak MiB",
        "live heap MiB",
        "threads",
        "reconciles",
        "calls to Auth0",
        "writes to Kubernetes");
    for (var count : counts) {
      try (var stage = new Stage("scale-" + count, count)) {
        stage.simulator.rateLimit(NO_LIMIT, Duration.ofMillis(1));
        stage.applyTenant(NEVER, "");
        first(stage);
        again(stage);
      }
    }
    report.print("Scale: the tenant's limit is far away");
  }

  private void first(Stage stage) throws Exception {
    var before = Meter.beforeTheStart(stage);
    var begun = Instant.now();
    try (var operator = stage.operator()) {
      var startUp = startUp(stage, operator);
      stage.await("all are Ready", stage::areReady, operator);
      var ready = since(begun);
      Thread.sleep(SETTLED);
      row(stage, operator, before, "first start", seconds(startUp), ready);
    }
  }

  /** The same again, with all of them Ready; then some resyncs. */
  private void again(Stage stage) throws Exception {
    var before = Meter.beforeTheStart(stage);
    var begun = Instant.now();
    try (var operator = stage.operator()) {
      var startUp = startUp(stage, operator);
      var quiet = untilQuiet(stage, operator, begun);
      Thread.sleep(SETTLED);
      row(stage, operator, before, "restart", seconds(startUp), quiet);

      stage.applyTenant(OFTEN, "");
      var pages = Math.ceilDiv(Math.max(1, stage.simulator.tenant().grantCount()), PAGE);
      awaitCalls(stage, operator, pages);
      Thread.sleep(QUIET);
      var idle = Meter.of(stage, operator);
      var from = Instant.now();
      awaitCalls(stage, operator, (long) RESYNCS * pages);
      Thread.sleep(QUIET);
      row(stage, operator, idle, RESYNCS + " resyncs", "", since(from));
    }
  }

  private static Duration startUp(Stage stage, OperatorProcess operator) {
    stage.await("the operator has started", operator::hasStarted, operator);
    return operator.startUp();
  }

  private void row(
      Stage stage,
      OperatorProcess operator,
      Meter before,
      String what,
      Object started,
      Duration done)
      throws Exception {
    stage.check(operator);
    var used = Meter.of(stage, operator).minus(before);
    report.row(
        stage.count,
        stage.memory(),
        what,
        started,
        seconds(done),
        used.cpuSeconds,
        operator.rssMiB(),
        operator.peakMiB(),
        operator.liveHeapMiB(),
        operator.threads(),
        used.reconciliations,
        used.costs.callsText(),
        used.costs.writesText());
  }

  /** What has been used so far. */
  private record Meter(double cpuSeconds, long reconciliations, Costs costs) {
    static Meter beforeTheStart(Stage stage) {
      return new Meter(0, 0, stage.costs());
    }

    static Meter of(Stage stage, OperatorProcess operator) throws Exception {
      return new Meter(operator.cpuSeconds(), Bench.reconciliations(operator), stage.costs());
    }

    Meter minus(Meter before) {
      return new Meter(
          cpuSeconds - before.cpuSeconds,
          reconciliations - before.reconciliations,
          costs.minus(before.costs));
    }
  }

  private static long reconciliations(OperatorProcess operator) throws Exception {
    return operator.metric("operator_sdk_reconciliations_started_total", "");
  }

  private static void awaitCalls(Stage stage, OperatorProcess operator, long more) {
    var route = "GET /api/v2/client-grants";
    var until = stage.simulator.requests().count(route) + more;
    stage.await(
        "the resync has ended", () -> stage.simulator.requests().count(route) >= until, operator);
  }

  /** When it last began to reconcile something, before it did nothing for a while. */
  private static Duration untilQuiet(Stage stage, OperatorProcess operator, Instant begun)
      throws Exception {
    var count = -1L;
    var last = Instant.now();
    while (since(last).compareTo(QUIET) < 0) {
      stage.check(operator);
      var now = reconciliations(operator);
      if (now != count) {
        count = now;
        last = Instant.now();
      }
      Thread.sleep(100);
    }
    return Duration.between(begun, last);
  }

  /** How long a user waits, one after the other. */
  private void latency() throws Exception {
    report.row("applies", "standing", "p50 ms", "p90 ms", "p99 ms", "longest ms");
    try (var stage = new Stage("latency", STANDING)) {
      stage.applyTenant(NEVER, "");
      try (var operator = stage.operator()) {
        stage.await("all are Ready", stage::areReady, operator);
        var ready = new ConcurrentHashMap<String, CountDownLatch>();
        try (var _ = stage.watch(new Readiness(ready))) {
          var times =
              IntStream.range(STANDING, STANDING + WARM_UPS + APPLIES)
                  .mapToObj(number -> applyToReady(stage, number, ready))
                  .skip(WARM_UPS)
                  .sorted()
                  .toList();
          report.row(
              APPLIES,
              STANDING,
              times.get(APPLIES / 2).toMillis(),
              times.get(APPLIES * 9 / 10).toMillis(),
              times.get(APPLIES * 99 / 100).toMillis(),
              times.getLast().toMillis());
        }
        stage.check(operator);
      }
    }
    report.print("Latency: from the answer to the apply until Ready is seen by a watch");
  }

  private static Duration applyToReady(Stage stage, int number, Map<String, CountDownLatch> ready) {
    var latch = new CountDownLatch(1);
    ready.put(Stage.name(number), latch);
    stage.createClient(number);
    var begun = Instant.now();
    stage.createGrant(number);
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return since(begun);
  }

  private record Readiness(Map<String, CountDownLatch> awaited) implements Watcher<ClientGrant> {
    @Override
    public void eventReceived(Action action, ClientGrant grant) {
      if (Conditions.isReady(grant)) {
        Optional.ofNullable(awaited.get(grant.getMetadata().getName()))
            .ifPresent(CountDownLatch::countDown);
      }
    }

    @Override
    public void onClose(WatcherException cause) {}
  }

  /** How close a limit is kept to that only the headers tell. All runs go side by side. */
  private void limiter() throws Exception {
    var limits =
        List.of(
            new LimiterBench.Limit(2, Duration.ofMillis(500), 300),
            new LimiterBench.Limit(10, Duration.ofMillis(500), 300),
            new LimiterBench.Limit(10, Duration.ofMillis(100), 1_000),
            new LimiterBench.Limit(50, Duration.ofMillis(60), 1_000),
            new LimiterBench.Limit(10, Duration.ofSeconds(6), 40));
    report.row("size", "calls", "trouble", "least s", "took s", "times the least", "429s");
    sideBySide(
        limits.stream()
            .flatMap(limit ->
                Arrays.stream(LimiterBench.Trouble.values())
                    .map(trouble ->
                        () -> {
                          try (var bench = new LimiterBench(limit, trouble)) {
                            return bench.throughput();
                          }
                        })));
    report.print("Limiter: from the first call until all are made, from headers alone");

    report.row("size", "waiting", "changes", "p50 ms", "p99 ms", "longest ms", "429s");
    sideBySide(
        limits.stream()
            .map(limit ->
                () -> {
                  try (var bench = new LimiterBench(limit, LimiterBench.Trouble.NONE)) {
                    return bench.latency(5_000, limit.token().toSeconds() > 1 ? 20 : 100);
                  }
                }));
    report.print("Limiter: a user's change, while the background waits");
  }

  private void sideBySide(Stream<Callable<List<Object>>> runs) throws Exception {
    try (var threads = Executors.newCachedThreadPool()) {
      for (var row : threads.invokeAll(runs.toList())) {
        report.row(row.get().toArray());
      }
    }
  }

  /** How close the whole operator keeps to a tenant's rate limit. */
  private void operatorUnderLimit() throws Exception {
    report.row("grants", "limit", "least s", "took s", "times the least", "429s", "calls to Auth0");
    operatorUnderLimit("limit-owner", "the tenant's owner's: spec.rateLimit", true, false);
    operatorUnderLimit("limit-auth0", "Auth0's own, as its headers tell it", false, true);
    operatorUnderLimit("limit-both", "both", true, true);
    report.print(
        "Operator: %d calls a second, burst %d; from the first call until all are Ready"
            .formatted(PER_SECOND, BURST));
  }

  private void operatorUnderLimit(String name, String what, boolean configured, boolean enforced)
      throws Exception {
    try (var stage = new Stage(name, STANDING)) {
      stage.applyTenant(
          NEVER,
          configured
              ? "rateLimit: {requestsPerSecond: %d, burst: %d}".formatted(PER_SECOND, BURST)
              : "");
      if (enforced) {
        stage.simulator.rateLimit(BURST, Duration.ofSeconds(1).dividedBy(PER_SECOND));
      }
      var before = stage.costs();
      try (var operator = stage.operator()) {
        stage.await("the first call", () -> stage.simulator.requests().total() > 0, operator);
        var begun = Instant.now();
        stage.await("all are Ready", stage::areReady, operator);
        var took = since(begun);
        var least = (double) (STANDING - BURST) / PER_SECOND;
        report.row(
            STANDING,
            what,
            least,
            seconds(took),
            "%.2f".formatted(seconds(took) / least),
            operator.metric("clientgrant_api_calls_seconds_count", "status=\"429\""),
            stage.costs().minus(before).callsText());
      }
    }
  }

  private static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }

  private static List<Integer> numbers(String text) {
    return Pattern.compile(",")
        .splitAsStream(text)
        .map(String::strip)
        .map(Integer::valueOf)
        .toList();
  }

  private static List<String> options() throws IOException {
    return Files.readAllLines(Path.of("jvm.options")).stream()
        .filter(line -> line.startsWith("-"))
        .toList();
  }

  private static String load() throws IOException {
    var averages = Files.readString(Path.of("/proc/loadavg"));
    return averages.substring(0, averages.indexOf(' '));
  }

  private static Duration since(Instant moment) {
    return Duration.between(moment, Instant.now());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
