package io.clientgrant.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A control plane of its own, and an operator in this JVM that watches all of it, for several
 * namespaces and tenants. The operator does not run until a test starts it.
 */
public final class MultiTenantFixture implements AutoCloseable {
  private static final String LIST = "GET /api/v2/client-grants";

  private final ControlPlane controlPlane = ControlPlane.startWithCrds();
  private final KubernetesClient user = controlPlane.client();
  private final InProcessOperator operator =
      new InProcessOperator(controlPlane, "default", Set.of());

  /** Sets how the operator reaches the API server, from its next start on. */
  public MultiTenantFixture withClient(Function<Config, KubernetesClient> client) {
    operator.client = client;
    return this;
  }

  /** Sets how long the operator waits for a tenant, from its next start on. */
  public MultiTenantFixture withCallTimeout(Duration timeout) {
    operator.callTimeout = timeout;
    return this;
  }

  public ControlPlane controlPlane() {
    return controlPlane;
  }

  public void startOperator() {
    operator.start();
  }

  public void stopOperator() {
    operator.stop();
  }

  /**
   * A simulated tenant with these clients, and an API with read:a and write:a for each audience.
   */
  public static Simulator simulator(String domain, List<String> clients, List<String> audiences) {
    var seed = Seed.of(domain);
    for (var client : clients) {
      seed = seed.with(StoredClient.of(client));
    }
    for (var audience : audiences) {
      seed = seed.with(ResourceServer.of(audience, "read:a", "write:a"));
    }
    var simulator = Simulator.start(seed);
    ManagementScopes.set(simulator);
    return simulator;
  }

  public void createNamespace(String name, Map<String, String> labels) {
    user.resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build())
        .create();
  }

  public void label(String namespace, String key, String value) {
    user.namespaces()
        .withName(namespace)
        .edit(found -> found.edit().editMetadata().addToLabels(key, value).endMetadata().build());
  }

  /** Applies a Secret and an Auth0Tenant of one name, with more of its spec in YAML. */
  public void applyTenant(String namespace, String name, String domain, Simulator at, String more) {
    applySecret(namespace, name, domain, at, Seed.MANAGEMENT_SECRET);
    applyTenant(namespace, name, domain, more);
  }

  /** Applies an Auth0Tenant whose Secret is there already. */
  public void applyTenant(String namespace, String name, String domain, String more) {
    apply(namespace, Manifests.tenant(name, domain, name, "resyncInterval: 1h\n" + more));
  }

  public void applySecret(
      String namespace, String name, String domain, Simulator at, String clientSecret) {
    var secret = Manifests.secret(name, domain, at, Map.of("clientSecret", clientSecret));
    apply(namespace, secret);
  }

  /**
   * Applies a ClientGrant.
   *
   * @param tenantRef as in its spec, in YAML
   * @param fields the rest of its spec, in YAML
   */
  public void applyGrant(String namespace, String name, String tenantRef, String fields) {
    var spec = "tenantRef: %s, %s".formatted(tenantRef, fields);
    apply(namespace, Manifests.grant(name, spec));
  }

  public void apply(String namespace, String manifest) {
    user.resource(manifest).inNamespace(namespace).forceConflicts().serverSideApply();
  }

  public Resource<ClientGrant> grant(String namespace, String name) {
    return user.resources(ClientGrant.class).inNamespace(namespace).withName(name);
  }

  public Resource<OrganizationClientGrant> use(String namespace, String name) {
    return user.resources(OrganizationClientGrant.class).inNamespace(namespace).withName(name);
  }

  public Resource<Auth0Tenant> tenant(String namespace, String name) {
    return user.resources(Auth0Tenant.class).inNamespace(namespace).withName(name);
  }

  /** How often the operator has begun to reconcile a ClientGrant since it was started. */
  public long reconciles() {
    return operator.reconciles("ClientGrant");
  }

  /** The calls that the limits of a tenant allow now. */
  public double callsLeft(String namespace, String name) {
    return operator.gauge("clientgrant.tenant.calls.left", namespace, name);
  }

  /** Writes the status of a ClientGrant as somebody does who is not the operator. */
  public void forgeStatus(String namespace, String name, String status) {
    var patch = "{\"status\": %s}".formatted(status);
    assertThat(
            controlPlane
                .kubectl(
                    "patch",
                    "clientgrant",
                    name,
                    "--namespace=" + namespace,
                    "--subresource=status",
                    "--type=merge",
                    "--patch=" + patch)
                .exit())
        .isZero();
  }

  /** Resyncs a tenant, and waits until it has been read. */
  public void resync(Resource<Auth0Tenant> tenant, Simulator at) {
    var pages = at.requests().count(LIST);
    OperatorFixture.annotate(
        tenant, "auth0.clientgrant.io/requestedAt", Long.toString(System.nanoTime()));
    await().atMost(Conditions.PATIENCE).until(() -> at.requests().count(LIST) > pages);
  }

  /** Deletes every ClientGrant, and waits until they are gone. */
  public void deleteGrants() {
    var _ = user.resources(ClientGrant.class).inAnyNamespace().delete();
    await()
        .atMost(Conditions.PATIENCE)
        .until(
            () -> user.resources(ClientGrant.class).inAnyNamespace().list().getItems().isEmpty());
  }

  /** Waits until Ready is about the newest spec and has this reason; returns its message. */
  public String awaitReason(Resource<? extends CustomResource<?, ?>> resource, String reason) {
    return Conditions.awaitReason(resource, reason);
  }

  public void awaitGone(Resource<?> resource) {
    Conditions.awaitGone(resource);
  }

  @Override
  public void close() {
    stopOperator();
    user.close();
    controlPlane.close();
  }
}
