package io.clientgrant.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.Condition;
import io.clientgrant.api.RecordedGrant;
import io.clientgrant.controller.clientgrant.CrashPoint;
import io.clientgrant.operator.ClientGrantOperator;
import io.clientgrant.operator.KubernetesClients;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.SimulatorEnvironment;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A namespace with an Auth0Tenant named {@code tenant}, the simulator behind it, and an operator
 * that watches the namespace. The simulated tenant has clients {@code client-0001} and on, and one
 * API.
 */
public final class OperatorFixture implements AutoCloseable {
  public static final String DOMAIN = "test.eu.auth0.test";
  public static final String AUDIENCE = "https://api.example.com/invoices";
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Long enough that no resync but the first runs within a test. */
  public static final String NEVER = "1h";

  private static final int CLIENTS = 1_000;

  public final Simulator simulator;
  public final String namespace;
  public final KubernetesClient user;
  private final KubernetesClient operatorClient;
  private SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private String mode = "Enforce";
  private Duration callTimeout = Duration.ofSeconds(15);
  private Optional<ClientGrantOperator> operator = Optional.empty();

  /** A scene in which nothing runs yet. */
  public OperatorFixture(ControlPlane controlPlane) {
    this(controlPlane, SimulatorEnvironment.standard());
  }

  /** A scene with another simulator. */
  public OperatorFixture(ControlPlane controlPlane, SimulatorEnvironment setting) {
    this(controlPlane, setting, config -> KubernetesClients.builder(config).build());
  }

  /** A scene with a client of one's own for the operator. */
  public OperatorFixture(ControlPlane controlPlane, Function<Config, KubernetesClient> client) {
    this(controlPlane, SimulatorEnvironment.standard(), client);
  }

  private OperatorFixture(
      ControlPlane controlPlane,
      SimulatorEnvironment setting,
      Function<Config, KubernetesClient> client) {
    this.simulator = Simulator.start(seed(), setting);
    this.namespace = controlPlane.newNamespace();
    this.user = controlPlane.client();
    this.operatorClient = client.apply(config(controlPlane));
  }

  public static String client(int number) {
    return "client-%04d".formatted(number);
  }

  private static Seed seed() {
    var seed =
        Seed.of(DOMAIN)
            .with(
                ResourceServer.of(AUDIENCE, "read:invoices", "write:invoices", "delete:invoices"));
    for (var number = 1; number <= CLIENTS; number++) {
      seed = seed.with(StoredClient.of(client(number)));
    }
    return seed;
  }

  private static Config config(ControlPlane controlPlane) {
    try {
      return Config.fromKubeconfig(Files.readString(controlPlane.kubeconfig()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This scene with an operator that does not wait so long for the tenant. */
  public OperatorFixture withCallTimeout(Duration timeout) {
    callTimeout = timeout;
    return this;
  }

  /** This scene with a tenant to which nothing is to be written. */
  public OperatorFixture observing() {
    mode = "Observe";
    return this;
  }

  /** This scene with a tenant to which what is asked for is written. */
  public OperatorFixture enforcing() {
    mode = "Enforce";
    return this;
  }

  /** Starts the operator, and a tenant that it has read once. */
  public OperatorFixture running(String resyncInterval) {
    startOperator();
    applyTenant(resyncInterval);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(tenantReady().reason()).isEqualTo("Connected"));
    simulator.requests().reset();
    return this;
  }

  public void startOperator() {
    metrics = new SimpleMeterRegistry();
    var started =
        new ClientGrantOperator(
            operatorClient,
            Set.of(namespace),
            false,
            "test",
            metrics,
            CrashPoint.NONE,
            callTimeout,
            () -> {},
            () -> {
              throw new AssertionError("a watch ended for good");
            });
    operator = Optional.of(started);
    started.start();
  }

  public void stopOperator() {
    operator.ifPresent(ClientGrantOperator::close);
    operator = Optional.empty();
  }

  /** Applies the tenant and its Secret. */
  public void applyTenant(String resyncInterval) {
    applySecret(Seed.MANAGEMENT_SECRET);
    applyTenant(resyncInterval, "");
  }

  /** Applies the tenant without its Secret, with more fields in YAML. */
  public void applyTenant(String resyncInterval, String fields) {
    applyTenant("tenant", resyncInterval, fields);
  }

  /** Applies an Auth0Tenant of the same domain and Secret, with more fields in YAML. */
  public void applyTenant(String name, String resyncInterval, String fields) {
    apply(
        """
        apiVersion: auth0.clientgrant.io/v1alpha1
        kind: Auth0Tenant
        metadata: {name: %s}
        spec:
          domain: %s
          credentialsSecretRef: {name: credentials}
          resyncInterval: %s
          mode: %s
          %s
        """
            .formatted(name, DOMAIN, resyncInterval, mode, fields));
  }

  public void applySecret(String clientSecret) {
    applySecret(Map.of("clientSecret", clientSecret));
  }

  /** Applies the Secret, with these values over those of the simulator. */
  public void applySecret(Map<String, String> values) {
    var data =
        new TreeMap<>(
            Map.of(
                "domain",
                DOMAIN,
                "endpoint",
                simulator.uri().toString(),
                "clientId",
                Seed.MANAGEMENT_CLIENT));
    data.putAll(values);
    data.replaceAll((_, value) -> Base64.getEncoder().encodeToString(value.getBytes(UTF_8)));
    var secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName("credentials")
            .endMetadata()
            .withData(data)
            .build();
    user.resource(secret).inNamespace(namespace).forceConflicts().serverSideApply();
  }

  /** Applies a ClientGrant for one client and the scene's API, with more fields in YAML. */
  public void applyGrant(String name, String clientId, String fields) {
    applyGrant(name, clientId, fields, AUDIENCE);
  }

  public void applyGrant(String name, String clientId, String fields, String audience) {
    apply(
        """
        apiVersion: auth0.clientgrant.io/v1alpha1
        kind: ClientGrant
        metadata: {name: %s}
        spec: {tenantRef: {name: tenant}, clientId: %s, audience: "%s", %s}
        """
            .formatted(name, clientId, audience, fields));
  }

  private void apply(String manifest) {
    user.resource(manifest).inNamespace(namespace).forceConflicts().serverSideApply();
  }

  /** Annotates a resource, as a person does who wants something of the operator. */
  public static void annotate(Resource<?> resource, String key, String value) {
    resource.patch(
        PatchContext.of(PatchType.JSON_MERGE),
        "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(key, value));
  }

  public NonNamespaceOperation<
          ClientGrant, KubernetesResourceList<ClientGrant>, Resource<ClientGrant>>
      grants() {
    return user.resources(ClientGrant.class).inNamespace(namespace);
  }

  public NonNamespaceOperation<
          Auth0Tenant, KubernetesResourceList<Auth0Tenant>, Resource<Auth0Tenant>>
      tenants() {
    return user.resources(Auth0Tenant.class).inNamespace(namespace);
  }

  public ClientGrant grant(String name) {
    return requireNonNull(grants().withName(name).get(), name);
  }

  public Condition ready(String name) {
    return ready(requireNonNull(grant(name).getStatus(), "no status").conditions());
  }

  public Condition tenantReady() {
    return tenantReady("tenant");
  }

  public Condition tenantReady(String name) {
    var tenant = requireNonNull(tenants().withName(name).get(), "no tenant");
    return ready(requireNonNull(tenant.getStatus(), "no status").conditions());
  }

  public RecordedGrant recorded(String name) {
    return requireNonNull(
        requireNonNull(grant(name).getStatus(), "no status").grant(), "nothing recorded");
  }

  private static Condition ready(@org.jspecify.annotations.Nullable List<Condition> conditions) {
    return Optional.ofNullable(conditions).stream()
        .flatMap(List::stream)
        .filter(condition -> condition.type().equals("Ready"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Ready condition"));
  }

  /** Waits until the operator has told of the newest spec, and it is this. */
  public void awaitReason(String name, String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var resource = grant(name);
          assertThat(resource.getStatus())
              .extracting(ClientGrantStatus::observedGeneration)
              .isEqualTo(resource.getMetadata().getGeneration());
          assertThat(ready(name).reason()).isEqualTo(reason);
        });
  }

  /** Waits until whatever is made from now on is younger than this, by its timestamp. */
  public void awaitAge(String name) {
    var since = Instant.parse(grant(name).getMetadata().getCreationTimestamp());
    await()
        .atMost(PATIENCE)
        .until(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(since));
  }

  public void awaitInSync(String name) {
    awaitReason(name, "InSync");
  }

  public void awaitGone(String name) {
    await().atMost(PATIENCE).until(() -> grants().withName(name).get() == null);
  }

  /** The grant of a client at the tenant. */
  public Optional<StoredGrant> remote(String clientId) {
    return simulator.tenant().grant(clientId, AUDIENCE, "client");
  }

  public List<String> remoteScope(String clientId) {
    return remote(clientId).flatMap(StoredGrant::scope).orElseThrow();
  }

  /** Calls that the simulator has seen, by method, for client grants. */
  public long calls(String method) {
    return simulator.requests().counts().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(method + " /api/v2/client-grants"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Calls that the simulator has seen that may have changed something at the tenant. */
  public long writes() {
    return simulator.requests().counts().entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("GET "))
        .filter(entry -> !entry.getKey().equals("POST /oauth/token"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** What a gauge of the tenant shows. */
  public double gauge(String name) {
    return metrics.get(name).tag("namespace", namespace).tag("name", "tenant").gauge().value();
  }

  /** How often the operator has looked at a ClientGrant since it was started. */
  public long reconciles() {
    return reconciles("ClientGrant");
  }

  /** How often the operator has looked at a resource of a kind since it was started. */
  public long reconciles(String kind) {
    return reconciles(metrics, kind);
  }

  public static long reconciles(SimpleMeterRegistry metrics, String kind) {
    return Math.round(
        metrics.find("operator.sdk.reconciliations.started").counters().stream()
            .filter(counter ->
                counter.getId().getTags().stream().anyMatch(tag -> tag.getValue().equals(kind)))
            .mapToDouble(Counter::count)
            .sum());
  }

  /** Applies a ClientGrant for each client from the first to the last, and waits for them. */
  public void applyGrants(int last) {
    for (var number = 1; number <= last; number++) {
      applyGrant("grant-%04d".formatted(number), client(number), "scope: [read:invoices]");
    }
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> readyGrants() == last);
  }

  /** How many ClientGrants are Ready. */
  public long readyGrants() {
    return grants().list().getItems().stream().filter(OperatorFixture::isReady).count();
  }

  private static boolean isReady(ClientGrant grant) {
    return grant.getStatus() != null
        && grant.getStatus().conditions() != null
        && ready(grant.getStatus().conditions()).status().equals("True");
  }

  /** What changes with every write to a ClientGrant or to the tenant. */
  public Map<String, String> versions() {
    var versions = new TreeMap<String, String>();
    Stream.concat(grants().list().getItems().stream(), tenants().list().getItems().stream())
        .map(HasMetadata::getMetadata)
        .forEach(meta -> versions.put(meta.getUid(), meta.getResourceVersion()));
    return versions;
  }

  /** The reasons of all events so far, in order. */
  public List<String> events(String name) {
    return about(name).map(Event::getReason).toList();
  }

  /** What the events of one reason say, in order. */
  public List<String> notes(String name, String reason) {
    return about(name)
        .filter(event -> event.getReason().equals(reason))
        .map(Event::getNote)
        .toList();
  }

  private Stream<Event> about(String name) {
    return user.events().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getRegarding().getName().equals(name));
  }

  @Override
  public void close() {
    stopOperator();
    operatorClient.close();
    user.close();
    simulator.close();
  }
}
