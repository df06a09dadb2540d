package io.clientgrant.picture;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.Dashboard;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.Prometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Runs the operator through some minutes of work and trouble under a real Prometheus, asks each
 * query of the dashboard for that time, and draws the answers where the dashboard has its panels.
 * Grafana draws better, but cannot be built from a package registry.
 */
public final class DashboardPicture {
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final int GRANTS = 60;
  private static final Map<String, String> AS_IN_A_POD =
      Map.of("JDK_JAVA_OPTIONS", "-XX:MaxRAM=256m");

  private final OperatorFixture fixture;

  private DashboardPicture(OperatorFixture fixture) {
    this.fixture = fixture;
  }

  /**
   * Draws it.
   *
   * @param arguments the file to write
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var target = Path.of(arguments[0]);
    var folder = Files.createTempDirectory("dashboard");
    try (var controlPlane = ControlPlane.startWithCrds();
        var fixture = new OperatorFixture(controlPlane);
        var prometheus = new Prometheus(folder, "groups: []");
        var operator = fixture.startProcess(AS_IN_A_POD, folder.resolve("log"))) {
      prometheus.watch(operator);
      var begin = Instant.now();
      new DashboardPicture(fixture).workAndTrouble();
      Files.writeString(target, drawn(prometheus, begin, Instant.now()));
    }
    System.exit(0);
  }

  private void workAndTrouble() throws InterruptedException {
    fixture.applyTenant("10s");
    fixture.awaitTenant("Connected");
    for (var number = 1; number <= GRANTS; number++) {
      fixture.applyGrant(name(number), OperatorFixture.client(number), "scope: [read:invoices]");
      pass(Duration.ofMillis(500));
    }
    IntStream.rangeClosed(1, 5).forEach(this::editByHand);
    pass(Duration.ofSeconds(30));
    fixture.simulator.faults().add(Fault.status(503).share(0.3));
    IntStream.rangeClosed(6, 30)
        .forEach(number ->
            fixture.applyGrant(
                name(number), OperatorFixture.client(number), "scope: [write:invoices]"));
    pass(Duration.ofSeconds(30));
    fixture.simulator.faults().clear();
    fixture.applySecret("not-the-secret-of-this-client");
    pass(Duration.ofSeconds(20));
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    pass(Duration.ofSeconds(40));
    IntStream.rangeClosed(31, 50)
        .forEach(number -> fixture.grants().withName(name(number)).delete());
    pass(Duration.ofSeconds(40));
  }

  /** A picture needs time to pass, and waits for nothing. */
  private static void pass(Duration duration) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(duration.toNanos());
  }

  private void editByHand(int number) {
    var id = fixture.recorded(name(number)).id();
    fixture
        .simulator
        .tenant()
        .put(
            StoredGrant.of(
                id, OperatorFixture.client(number), OperatorFixture.AUDIENCE, "delete:invoices"));
  }

  private static String name(int number) {
    return "grant-%d".formatted(number);
  }

  private static String drawn(Prometheus prometheus, Instant begin, Instant end)
      throws IOException {
    var panels =
        Dashboard.panels().stream()
            .map(panel -> new PanelDrawing(panel, series(panel, prometheus, begin, end)))
            .toList();
    var height = panels.stream().mapToInt(PanelDrawing::bottom).max().orElse(0);
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11" fill="#1f2328">
    <rect width="100%%" height="100%%" fill="#f6f8fa"/>
    %s
    </svg>
    """
        .formatted(
            PanelDrawing.WIDTH,
            height,
            panels.stream().map(PanelDrawing::svg).collect(joining("\n")));
  }

  private static List<Series> series(
      JsonNode panel, Prometheus prometheus, Instant begin, Instant end) {
    return panel
        .path("targets")
        .valueStream()
        .flatMap(target ->
            prometheus
                .range(Dashboard.query(target), begin, end, STEP)
                .valueStream()
                .map(result -> Series.of(target.path("legendFormat").asText(), result)))
        .toList();
  }
}
