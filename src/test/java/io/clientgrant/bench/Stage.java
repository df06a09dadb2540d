package io.clientgrant.bench;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.Condition;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.testing.ControlPlane;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A control plane of its own, a simulated tenant in this JVM, and so many ClientGrants. The
 * Auth0Tenant and the operator come apart, when all of them are there.
 */
final class Stage implements AutoCloseable {
  private static final String DOMAIN = "bench.eu.auth0.test";
  private static final String NAMESPACE = "default";
  private static final int HANDS = 8;
  private static final int PAGE = 500;

  /** A tenant has few APIs and many clients. */
  private static final int APIS = 10;

  final Simulator simulator = Simulator.start(Seed.of(DOMAIN));
  final ControlPlane controlPlane = ControlPlane.start();
  final KubernetesClient user = controlPlane.client();
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
    controlPlane.applyCrds(Path.of("crds"));
    for (var api = 0; api < APIS; api++) {
      simulator.tenant().put(ResourceServer.of(audience(api), "read:all", "write:all", "list:all"));
    }
    createGrants();
  }

  /** The limit of the operator's container in MiB: 256, and more in proportion from 10,000 on. */
  int memory() {
    return (int) (256L * Math.max(count, 10_000) / 10_000);
  }

  MeasuredOperator operator() throws IOException {
    starts++;
    var log = Path.of("target", "bench", "%s-%d.log".formatted(name, starts));
    return new MeasuredOperator(controlPlane.kubeconfig(), memory(), log);
  }

  /**
   * Creates the Auth0Tenant.
   *
   * @param more of its spec, in YAML
   */
  void createTenant(String resyncInterval, String more) {
    create(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: credentials}
        stringData: {domain: %s, endpoint: "%s", clientId: %s, clientSecret: %s}
        """
            .formatted(DOMAIN, simulator.uri(), Seed.MANAGEMENT_CLIENT, Seed.MANAGEMENT_SECRET));
    create(
        """
        apiVersion: auth0.clientgrant.io/v1alpha1
        kind: Auth0Tenant
        metadata: {name: tenant}
        spec:
          domain: %s
          credentialsSecretRef: {name: credentials}
          resyncInterval: %s
          %s
        """
            .formatted(DOMAIN, resyncInterval, more));
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
    create(manifest.formatted(annotation, number, name(number), spec));
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

  /** Resyncs the tenant at an interval from now on. */
  void patchTenant(String resyncInterval) {
    var patch = "{\"spec\":{\"resyncInterval\":\"%s\"}}".formatted(resyncInterval);
    user.resources(Auth0Tenant.class)
        .inNamespace(NAMESPACE)
        .withName("tenant")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private void create(String manifest) {
    user.resource(manifest).inNamespace(NAMESPACE).create();
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
      var page = user.resources(ClientGrant.class).inNamespace(NAMESPACE).list(options);
      ready += page.getItems().stream().filter(Stage::isReady).count();
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return ready;
  }

  static boolean isReady(ClientGrant grant) {
    var status = grant.getStatus();
    List<Condition> conditions =
        status == null || status.conditions() == null ? List.of() : status.conditions();
    return conditions.stream()
        .anyMatch(
            condition -> condition.type().equals("Ready") && condition.status().equals("True"));
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
    Samples.parse(user.raw("/metrics"))
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
          default -> subresource.isEmpty() ? "finalizer" : "status";
        };
    return code.startsWith("2") ? what : what + " refused with " + code;
  }

  @Override
  public void close() {
    user.close();
    simulator.close();
    controlPlane.close();
  }
}
