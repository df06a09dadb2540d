package io.clientgrant.testing;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.Condition;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.api.RecordedGrant;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.SimulatorEnvironment;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A namespace, a simulated Auth0 tenant with clients {@code client-0001} and on and one API, and an
 * operator that watches the namespace: in this JVM, or as a process. Nothing runs until a test
 * starts it. The Auth0Tenant is named {@code tenant}.
 */
public final class OperatorFixture implements AutoCloseable {
  public static final String DOMAIN = "test.eu.auth0.test";
  public static final String AUDIENCE = "https://api.example.com/invoices";
  public static final Duration PATIENCE = Conditions.PATIENCE;

  /** A resync interval so long that only the first resync runs within a test. */
  public static final String NEVER = "1h";

  /** The Secret with the key that the operator signs with. */
  public static final String SIGNING_KEY = "signing-key";

  /** How many clients the tenant has, beside the operator's own. */
  public static final int CLIENTS = 1_000;

  public final ControlPlane controlPlane;
  public final Simulator simulator;
  public final String namespace;
  public final KubernetesClient user;
  private final Set<String> watched;
  private final InProcessOperator operator;
  private String mode = "Enforce";

  public OperatorFixture(ControlPlane controlPlane) {
    this(controlPlane, SimulatorEnvironment.standard());
  }

  /** A fixture whose simulator is set up differently. */
  public OperatorFixture(ControlPlane controlPlane, SimulatorEnvironment environment) {
    this.controlPlane = controlPlane;
    this.simulator = Simulator.start(seed(), environment);
    ManagementScopes.set(simulator);
    this.namespace = controlPlane.newNamespace();
    this.user = controlPlane.client();
    this.watched = new HashSet<>(Set.of(namespace));
    this.operator = new InProcessOperator(controlPlane, namespace, watched);
    operator.signingKey = SIGNING_KEY;
    apply(Manifests.secret(SIGNING_KEY)); // empty, as an installation makes it
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

  /** Sets how the operator reaches the API server, from its next start on. */
  public OperatorFixture withClient(Function<Config, KubernetesClient> client) {
    operator.client = client;
    return this;
  }

  /** Has the operator sign nothing, from its next start on. */
  public OperatorFixture withoutSigningKey() {
    operator.signingKey = "";
    return this;
  }

  /** Has the operator watch another namespace too, from its next start on. */
  public OperatorFixture watchingAlso(String other) {
    watched.add(other);
    return this;
  }

  /** Sets how long the operator waits for the tenant, from its next start on. */
  public OperatorFixture withCallTimeout(Duration timeout) {
    operator.callTimeout = timeout;
    return this;
  }

  /** Sets the tenant's mode to Observe when it is next applied: nothing is written to Auth0. */
  public OperatorFixture observing() {
    mode = "Observe";
    return this;
  }

  /** Sets the tenant's mode to Enforce, the default, when it is next applied. */
  public OperatorFixture enforcing() {
    mode = "Enforce";
    return this;
  }

  /** Starts the operator, applies the tenant, and waits until it is connected. */
  public void start(String resyncInterval) {
    startOperator();
    applyTenant(resyncInterval);
    awaitTenant("Connected");
    simulator.requests().reset();
  }

  public void startOperator() {
    operator.start();
  }

  public void stopOperator() {
    operator.stop();
  }

  /**
   * Starts the operator as a process that watches the namespace.
   *
   * @param environment more of its environment
   */
  public OperatorProcess startProcess(Map<String, String> environment, Path log) {
    return startProcess(OperatorProcess.JAR, environment, log);
  }

  /** The same, of another jar than this build's. */
  public OperatorProcess startProcess(Path jar, Map<String, String> environment, Path log) {
    var all = new HashMap<>(Map.of("WATCH_NAMESPACES", namespace));
    all.putAll(environment);
    return OperatorProcess.startJar(jar, controlPlane, all, log).awaitStart();
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
    applyTenant(name, "credentials", resyncInterval, fields);
  }

  /** Applies an Auth0Tenant of the same domain, with more fields in YAML. */
  public void applyTenant(String name, String secret, String resyncInterval, String fields) {
    var more = "resyncInterval: %s\nmode: %s\n%s".formatted(resyncInterval, mode, fields);
    apply(Manifests.tenant(name, DOMAIN, secret, more));
  }

  public void applySecret(String clientSecret) {
    applySecret(Map.of("clientSecret", clientSecret));
  }

  /** Applies the Secret, with these values over those of the simulator. */
  public void applySecret(Map<String, String> values) {
    applySecret("credentials", values);
  }

  /** Applies a Secret, with these values over those of the simulator. */
  public void applySecret(String name, Map<String, String> values) {
    apply(Manifests.secret(name, DOMAIN, simulator, values));
  }

  /** Applies a ClientGrant for one client and the fixture's API, with more fields in YAML. */
  public void applyGrant(String name, String clientId, String fields) {
    applyGrant(name, clientId, fields, AUDIENCE);
  }

  public void applyGrant(String name, String clientId, String fields, String audience) {
    var spec =
        "tenantRef: {name: tenant}, clientId: %s, audience: \"%s\", %s"
            .formatted(clientId, audience, fields);
    apply(Manifests.grant(name, spec));
  }

  /** Applies an OrganizationClientGrant, with the rest of its spec in YAML. */
  public void applyUse(String name, String fields) {
    apply(Manifests.use(name, "tenantRef: {name: tenant}, " + fields));
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
          OrganizationClientGrant,
          KubernetesResourceList<OrganizationClientGrant>,
          Resource<OrganizationClientGrant>>
      uses() {
    return user.resources(OrganizationClientGrant.class).inNamespace(namespace);
  }

  /** Waits until Ready of an OrganizationClientGrant has this reason; returns its message. */
  public String awaitUse(String name, String reason) {
    return Conditions.awaitReason(uses().withName(name), reason);
  }

  public NonNamespaceOperation<
          Auth0Tenant, KubernetesResourceList<Auth0Tenant>, Resource<Auth0Tenant>>
      tenants() {
    return user.resources(Auth0Tenant.class).inNamespace(namespace);
  }

  public ClientGrant grant(String name) {
    return requireNonNull(grants().withName(name).get(), name);
  }

  /** The condition Ready of a ClientGrant. */
  public Condition ready(String name) {
    return Conditions.ready(grants().withName(name));
  }

  public Condition tenantReady() {
    return tenantReady("tenant");
  }

  public Condition tenantReady(String name) {
    return Conditions.ready(tenants().withName(name));
  }

  public RecordedGrant recorded(String name) {
    return requireNonNull(
        requireNonNull(grant(name).getStatus(), "no status").grant(), "nothing recorded");
  }

  /** Waits until Ready of a ClientGrant is about its newest spec and has this reason. */
  public void awaitReason(String name, String reason) {
    var _ = Conditions.awaitReason(grants().withName(name), reason);
  }

  /** Waits until Ready of the tenant is about its newest spec and has this reason. */
  public void awaitTenant(String reason) {
    awaitTenant("tenant", reason);
  }

  public void awaitTenant(String name, String reason) {
    var _ = Conditions.awaitReason(tenants().withName(name), reason);
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
    Conditions.awaitGone(grants().withName(name));
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

  /** Whether a metric says that the operator may not read a namespace. */
  public boolean isUnreadable(String name) {
    return operator.isUnreadable(name);
  }

  /** What a gauge of the tenant shows. */
  public double gauge(String name) {
    return operator.gauge(name, namespace, "tenant");
  }

  /** How often the operator has looked at a ClientGrant since it was started. */
  public long reconciles() {
    return reconciles("ClientGrant");
  }

  /** How often the operator has looked at a resource of a kind since it was started. */
  public long reconciles(String kind) {
    return operator.reconciles(kind);
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
    return grants().list().getItems().stream().filter(Conditions::isReady).count();
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

  /** The API server lists events by their names, which say nothing about the order. */
  private Stream<Event> about(String name) {
    return user.events().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getRegarding().getName().equals(name))
        .sorted(Comparator.comparing(event -> event.getEventTime().getTime()));
  }

  @Override
  public void close() {
    stopOperator();
    user.close();
    simulator.close();
  }
}
