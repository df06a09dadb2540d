package io.clientgrant.bench;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.testing.Conditions;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.Manifests;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.OperatorProcess;
import io.clientgrant.testing.Samples;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * A control plane of its own with a simulated tenant in this JVM, and so many ClientGrants. The
 * Auth0Tenant and the operator come apart, when all of them are there.
 */
final class Stage implements AutoCloseable {
  private static final Duration TOO_LONG = Duration.ofHours(1);
  private static final int HANDS = 8;
  private static final int PAGE = 500;

  /** A tenant has few APIs and many clients. */
  private static final int APIS = 10;

  private final ControlPlane controlPlane = ControlPlane.startWithCrds();
  private final OperatorFixture fixture = new OperatorFixture(controlPlane);
  final Simulator simulator = fixture.simulator;
  final int count;
  private final String name;
  private int starts;

  /**
   * @param name what its logs are called
   * @param count how many ClientGrants, none of which the tenant holds yet
   */
  Stage(String name, int count) throws InterruptedException {
    this.name = name;
    this.count = count;
    for (var api = 0; api < APIS; api++) {
      simulator.tenant().put(ResourceServer.of(audience(api), "read:all", "write:all", "list:all"));
    }
    fixture
        .user
        .resource(Manifests.secret(OperatorFixture.SIGNING_KEY))
        .inNamespace("default") // that of the kubeconfig
        .create();
    createGrants();
  }

  /** The limit of the operator's container in MiB: 256, and more in proportion from 10,000 on. */
  int memory() {
    return (int) (256L * Math.max(count, 10_000) / 10_000);
  }

  /**
   * Starts the operator. Its JVM is told that the machine has as much memory as the container
   * would: it takes its heap as a share of that.
   */
  OperatorProcess operator() {
    starts++;
    var log = Path.of("target", "bench", "%s-%d.log".formatted(name, starts));
    var environment =
        Map.of(
            "JDK_JAVA_OPTIONS",
            "-XX:MaxRAM=%dm".formatted(memory()),
            "SIGNING_KEY_SECRET",
            OperatorFixture.SIGNING_KEY);
    return OperatorProcess.startJar(controlPlane, environment, log);
  }

  /**
   * Fails when the operator has ended, or has taken more memory than its container would have had.
   *
   * @throws IllegalStateException with the reason
   */
  void check(OperatorProcess operator) throws IOException {
    operator.requireAlive();
    var peak = operator.peakMiB();
    if (peak > memory()) {
      throw new IllegalStateException(
          "The operator took %d MiB, and its container would have had %d."
              .formatted(peak, memory()));
    }
  }

  /** Waits as long as it takes, as long as the operator passes {@link #check}. */
  void await(String what, Callable<Boolean> condition, OperatorProcess operator) {
    Awaitility.await(what).atMost(TOO_LONG).failFast(() -> check(operator)).until(condition);
  }

  /**
   * Applies the Auth0Tenant and its Secret.
   *
   * @param more of its spec, in YAML
   */
  void applyTenant(String resyncInterval, String more) {
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.applyTenant(resyncInterval, more);
  }

  private void createGrants() throws InterruptedException {
    IntStream.range(0, count).forEach(this::createClient);
    try (var threads = Executors.newFixedThreadPool(HANDS)) {
      var created =
          threads.invokeAll(
              IntStream.range(0, count)
                  .mapToObj(number -> Executors.callable(() -> createGrant(number)))
                  .toList());
      created.forEach(Stage::succeeded);
    }
  }

  private static void succeeded(Future<?> work) {
    try {
      work.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The client that a grant is for. */
  void createClient(int number) {
    simulator.tenant().put(StoredClient.of(client(number)));
  }

  /** A grant as {@code kubectl apply} and Helm would have made it, annotation and labels. */
  void createGrant(int number) {
    var spec =
        "{\"tenantRef\":{\"name\":\"tenant\"},\"clientId\":\"%s\",\"audience\":\"%s\",\"scope\":[\"read:all\",\"write:all\"],\"organizationUsage\":\"deny\"}"
            .formatted(client(number), audience(number));
    var manifest =
        """
        {"apiVersion":"auth0.clientgrant.io/v1alpha1","kind":"ClientGrant","metadata":{"annotations":{%s},\
        "labels":{"app.kubernetes.io/name":"service-%d","app.kubernetes.io/managed-by":"Helm"},\
        "name":"%s"},"spec":%s}
        """;
    var applied = manifest.formatted("", number, name(number), spec);
    var annotation =
        "\"kubectl.kubernetes.io/last-applied-configuration\":\"%s\""
            .formatted(applied.strip().replace("\"", "\\\""));
    var grant = manifest.formatted(annotation, number, name(number), spec);
    fixture.user.resource(grant).inNamespace(fixture.namespace).create();
  }

  static String name(int number) {
    return "service-%05d".formatted(number);
  }

  private static String client(int number) {
    return "BenchC1ientOfAServiceNumber%05d".formatted(number);
  }

  private static String audience(int number) {
    return "https://api-%d.example.com/invoices".formatted(number % APIS);
  }

  /** Whether the tenant holds so many grants, and so many ClientGrants are Ready. */
  boolean areReady() {
    return simulator.tenant().grantCount() >= count && countReady() >= count;
  }

  private long countReady() {
    var ready = 0L;
    var next = "";
    do {
      var options = new ListOptionsBuilder().withLimit((long) PAGE).withContinue(next).build();
      var page = fixture.grants().list(options);
      ready += page.getItems().stream().filter(Conditions::isReady).count();
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return ready;
  }

  /** Watches the ClientGrants until the watch is closed. */
  Watch watch(Watcher<ClientGrant> watcher) {
    return fixture.grants().watch(watcher);
  }

  /** What was asked so far of Auth0, by anybody, and written to Kubernetes, by the operator. */
  Costs costs() {
    var calls = new TreeMap<String, Long>();
    simulator
        .requests()
        .counts()
        .forEach((route, count) -> calls.merge(route.replace("/api/v2/", ""), count, Long::sum));
    return new Costs(calls, writes());
  }

  /**
   * The API server counts by verb and resource. The operator is the only one to publish events, and
   * creates nothing else; this benchmark creates our kinds, and patches none while it counts.
   */
  private Map<String, Long> writes() {
    var counts = new TreeMap<String, Long>();
    Samples.parse(fixture.user.raw("/metrics"))
        .filter(sample -> sample.name().equals("apiserver_request_total"))
        .filter(sample -> !sample.tag("verb").matches("GET|LIST|WATCH"))
        .filter(sample ->
            sample.tag("resource").equals("events")
                || (sample.tag("group").equals("auth0.clientgrant.io")
                    && !sample.tag("verb").equals("POST")))
        .forEach(sample ->
            counts.merge(
                kind(sample.tag("resource"), sample.tag("subresource"), sample.tag("code")),
                Math.round(sample.value()),
                Long::sum));
    return counts;
  }

  private static String kind(String resource, String subresource, String code) {
    var what =
        switch (resource) {
          case "events" -> "event";
          case "auth0tenants" -> subresource.isEmpty() ? "tenant finalizer" : "tenant status";
          default -> subresource.isEmpty() ? "metadata" : "status";
        };
    return code.startsWith("2") ? what : what + " refused with " + code;
  }

  @Override
  public void close() {
    fixture.close();
    controlPlane.close();
  }
}
