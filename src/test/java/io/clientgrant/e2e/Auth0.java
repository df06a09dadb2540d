package io.clientgrant.e2e;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.SimulatorEnvironment;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.server.RecordedRequest;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.Manifests;
import io.clientgrant.testing.network.OwnCa;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A simulated tenant where Pods reach it, by HTTPS and with a certificate of a CA of its own. */
final class Auth0 implements AutoCloseable {
  static final String DOMAIN = "demo.eu.auth0.test";
  static final String CLIENT = "ReportsWorkerC1ientDemo000000001";
  static final String REFUSAL = "Payload validation error.";
  static final String AUDIENCE = "https://api.example.com/orders";
  static final String ORGANIZATION = "org_ExampleRetai1001";

  private final OwnCa ca = new OwnCa();
  private final SimulatorEnvironment setting;
  private Simulator simulator;

  Auth0(Cluster cluster) {
    var host = cluster.host();
    this.setting =
        SimulatorEnvironment.standard()
            .withAddress(host)
            .withTls(ca.serverAt(host.getHostAddress()));
    this.simulator = Simulator.start(Seed.demo(), setting);
  }

  Simulator simulator() {
    return simulator;
  }

  /** The commands of the guide, or its examples, for this tenant instead of the reader's. */
  String instead(String commands) {
    return commands
        .replace("example.eu.auth0.com", DOMAIN)
        .replace("AaiyAPdpYdesoKnqjj8HJqRn4T5titww", CLIENT)
        .replace("https://api.example.com/invoices", AUDIENCE)
        .replace("[read:invoices, write:invoices]", "[read:orders]")
        .replace("clientId=…", "clientId=" + Seed.MANAGEMENT_CLIENT)
        .replace(
            "clientSecret=…",
            "clientSecret=%s --from-literal=endpoint=%s"
                .formatted(Seed.MANAGEMENT_SECRET, simulator.uri()))
        .replace(
            "credentialsSecretRef: {name: auth0-management}",
            "credentialsSecretRef: {name: auth0-management}\n" + more().indent(2));
  }

  /** The Secret of this tenant. */
  String secret() {
    var values = Map.of("clientSecret", Seed.MANAGEMENT_SECRET);
    return Manifests.secret("auth0-management", DOMAIN, simulator, values);
  }

  /** An Auth0Tenant for it that serves all namespaces. */
  String tenant() {
    return """
    apiVersion: auth0.clientgrant.io/v1alpha1
    kind: Auth0Tenant
    metadata: {name: default, annotations: {argocd.argoproj.io/sync-wave: "-1"}}
    spec:
      domain: %s
      credentialsSecretRef: {name: auth0-management}
    %s
    """
        .formatted(DOMAIN, more().indent(2));
  }

  /** What this tenant needs more than the reader's: it serves all namespaces, for one client. */
  private String more() {
    return """
    resyncInterval: 5s
    caBundle: %s
    guardrails:
      - namespaces: {from: All}
        clientIds: [%s]
        audiences: [%s]
        scopes: ["*"]
        subjectTypes: [client, user]
        organizationUsage: [allow]
        organizations: [%s]
    """
        .formatted(ca.bundle(), CLIENT, AUDIENCE, ORGANIZATION);
  }

  /**
   * A ClientGrant for {@link #CLIENT} and {@link #AUDIENCE}.
   *
   * @param tenant the namespace of its Auth0Tenant
   */
  static String grant(String name, String tenant, String scopes) {
    return grantOf("clientId: " + CLIENT, name, tenant, scopes);
  }

  /** The same, with the client id from a ConfigMap, and the ConfigMap. */
  static String grantByReference(String name, String tenant, String scopes) {
    var reference = "clientIdFrom: {configMapKeyRef: {name: clients, key: billing}}";
    return """
    %s
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: clients}
    data: {billing: %s}
    """
        .formatted(grantOf(reference, name, tenant, scopes), CLIENT);
  }

  private static String grantOf(String client, String name, String tenant, String scopes) {
    var spec =
        "tenantRef: {name: default, namespace: %s}, %s, audience: \"%s\", scope: [%s]"
            .formatted(tenant, client, AUDIENCE, scopes);
    return Manifests.grant(name, spec);
  }

  /**
   * An OrganizationClientGrant that lets {@link #CLIENT} use that grant for {@link #ORGANIZATION}.
   *
   * @param tenant the namespace of its Auth0Tenant
   * @param clientGrant the ClientGrant, in the same namespace
   */
  static String organizationGrant(String name, String tenant, String clientGrant) {
    var spec =
        "tenantRef: {name: default, namespace: %s}, clientGrantRef: {name: %s}, organization: {id: %s}"
            .formatted(tenant, clientGrant, ORGANIZATION);
    return Manifests.use(name, spec);
  }

  /** The clients that may get tokens for {@link #ORGANIZATION}, by their grants. */
  List<String> clientsOfTheOrganization() {
    return simulator.tenant().grantsOf(ORGANIZATION).stream()
        .flatMap(grant -> grant.clientId().stream())
        .toList();
  }

  /** What somebody does at the dashboard. */
  void takeTheOrganizationAwayByHand() {
    var grant = simulator.tenant().grant(CLIENT, AUDIENCE, "client").orElseThrow();
    var _ = simulator.tenant().dissociate(ORGANIZATION, grant.id());
  }

  /** The scopes of that grant at the tenant; empty if there is none. */
  Optional<List<String>> scopes() {
    return simulator.tenant().grant(CLIENT, AUDIENCE, "client").flatMap(StoredGrant::scope);
  }

  /** The id of that grant at the tenant; empty if there is none. */
  Optional<String> grantId() {
    return simulator.tenant().grant(CLIENT, AUDIENCE, "client").map(StoredGrant::id);
  }

  /** Every write is refused from now on, and a person would have to change something. */
  void refuseWrites() {
    simulator.faults().clear(); // the first that fits is taken
    for (var write : List.of("POST /api/v2/client-grants", "PATCH /api/v2/client-grants/{id}")) {
      simulator
          .faults()
          .add(
              Fault.status(
                      400,
                      Map.of("content-type", "application/json"),
                      "{\"statusCode\": 400, \"message\": \"%s\"}".formatted(REFUSAL))
                  .on(write));
    }
  }

  /** Writes are taken again. */
  void takeWrites() {
    simulator.faults().clear();
  }

  /** What somebody does at the dashboard. */
  void changeByHand(String scope) {
    simulator
        .tenant()
        .put(simulator.tenant().grant(CLIENT, AUDIENCE, "client").orElseThrow().withScope(scope));
  }

  /** The writes of grants and of their organizations that came in, oldest first. */
  List<RecordedRequest> writes() {
    return simulator.requests().recent().stream()
        .filter(request -> request.path().startsWith("/api/v2/"))
        .filter(request -> !request.method().equals("GET"))
        .toList();
  }

  /** Ends, and is not to be reached until {@link #start}. */
  void stop() {
    simulator.close();
  }

  /** Starts again where it was, with the grants that it had. */
  void start() {
    var seed = Seed.demo();
    for (var grant : simulator.tenant().grants()) {
      if (seed.clientGrants().stream().noneMatch(known -> known.id().equals(grant.id()))) {
        seed = seed.with(grant);
      }
    }
    simulator = Simulator.start(seed, setting.withPort(simulator.uri().getPort()));
  }

  @Override
  public void close() {
    simulator.close();
  }
}
