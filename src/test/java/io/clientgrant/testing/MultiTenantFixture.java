package io.clientgrant.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.Condition;
import io.clientgrant.controller.clientgrant.CrashPoint;
import io.clientgrant.operator.ClientGrantOperator;
import io.clientgrant.operator.KubernetesClients;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of its own with an operator that watches all of it, for several namespaces and tenants.
 */
public final class MultiTenantFixture implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LIST = "GET /api/v2/client-grants";

  final ControlPlane controlPlane = ControlPlane.start();
  final KubernetesClient user = controlPlane.client();
  private final KubernetesClient operatorClient;
  private final Duration callTimeout;
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private @Nullable ClientGrantOperator operator;

  public MultiTenantFixture() {
    this(Duration.ofSeconds(15));
  }

  /** A cluster whose operator waits so long for an answer of a tenant. */
  public MultiTenantFixture(Duration callTimeout) {
    this(callTimeout, config -> KubernetesClients.builder(config).build());
  }

  /** A cluster with a client of one's own for the operator. */
  public MultiTenantFixture(Function<Config, KubernetesClient> client) {
    this(Duration.ofSeconds(15), client);
  }

  private MultiTenantFixture(Duration callTimeout, Function<Config, KubernetesClient> client) {
    this.callTimeout = callTimeout;
    controlPlane.applyCrds(Path.of("crds"));
    operatorClient = client.apply(config());
    startOperator();
  }

  private Config config() {
    try {
      return Config.fromKubeconfig(Files.readString(controlPlane.kubeconfig()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void startOperator() {
    var started =
        new ClientGrantOperator(
            operatorClient,
            Set.of(),
            false,
            "test",
            metrics,
            CrashPoint.NONE,
            callTimeout,
            () -> {},
            () -> {
              throw new AssertionError("a watch ended for good");
            });
    operator = started;
    started.start();
  }

  public void stopOperator() {
    if (operator != null) {
      operator.close();
      operator = null;
    }
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
    return Simulator.start(seed);
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
    apply(
        namespace,
        """
        apiVersion: auth0.clientgrant.io/v1alpha1
        kind: Auth0Tenant
        metadata: {name: %s}
        spec:
          domain: %s
          credentialsSecretRef: {name: %s}
          resyncInterval: 1h
        %s
        """
            .formatted(name, domain, name, more.indent(2)));
  }

  public void applySecret(
      String namespace, String name, String domain, Simulator at, String clientSecret) {
    apply(
        namespace,
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s}
        stringData: {domain: %s, endpoint: "%s", clientId: %s, clientSecret: %s}
        """
            .formatted(name, domain, at.uri(), Seed.MANAGEMENT_CLIENT, clientSecret));
  }

  /**
   * Applies a ClientGrant.
   *
   * @param tenantRef as in its spec, in YAML
   * @param fields the rest of its spec, in YAML
   */
  public void applyGrant(String namespace, String name, String tenantRef, String fields) {
    apply(
        namespace,
        """
        apiVersion: auth0.clientgrant.io/v1alpha1
        kind: ClientGrant
        metadata: {name: %s}
        spec: {tenantRef: %s, %s}
        """
            .formatted(name, tenantRef, fields));
  }

  public void apply(String namespace, String manifest) {
    user.resource(manifest).inNamespace(namespace).forceConflicts().serverSideApply();
  }

  public Resource<ClientGrant> grant(String namespace, String name) {
    return user.resources(ClientGrant.class).inNamespace(namespace).withName(name);
  }

  public Resource<Auth0Tenant> tenant(String namespace, String name) {
    return user.resources(Auth0Tenant.class).inNamespace(namespace).withName(name);
  }

  /** How often the operator has looked at a ClientGrant, before a restart or after. */
  public long reconciles() {
    return OperatorFixture.reconciles(metrics, "ClientGrant");
  }

  /** The calls that the limits of a tenant allow now. */
  public double callsLeft(String namespace, String name) {
    return metrics
        .get("clientgrant.tenant.calls.left")
        .tag("namespace", namespace)
        .tag("name", name)
        .gauge()
        .value();
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
    await().atMost(PATIENCE).until(() -> at.requests().count(LIST) > pages);
  }

  /** Deletes every ClientGrant, and waits until they are gone. */
  public void deleteGrants() {
    var _ = user.resources(ClientGrant.class).inAnyNamespace().delete();
    await()
        .atMost(PATIENCE)
        .until(
            () -> user.resources(ClientGrant.class).inAnyNamespace().list().getItems().isEmpty());
  }

  /** Waits until the operator has told of the newest spec, and it is this; returns the sentence. */
  public String awaitReason(Resource<? extends CustomResource<?, ?>> resource, String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var ready = ready(resource);
          assertThat(ready.reason()).as(ready.message()).isEqualTo(reason);
          assertThat(ready.observedGeneration())
              .isEqualTo(requireNonNull(resource.get()).getMetadata().getGeneration());
        });
    return ready(resource).message();
  }

  public void awaitGone(Resource<?> resource) {
    await().atMost(PATIENCE).until(() -> resource.get() == null);
  }

  private static Condition ready(Resource<? extends CustomResource<?, ?>> resource) {
    var conditions =
        switch (requireNonNull(resource.get(), "no such resource")) {
          case ClientGrant grant -> requireNonNull(grant.getStatus(), "no status").conditions();
          case Auth0Tenant tenant -> requireNonNull(tenant.getStatus(), "no status").conditions();
          case CustomResource<?, ?> other -> throw new AssertionError(other);
        };
    return Objects.requireNonNullElse(conditions, List.<Condition>of()).stream()
        .filter(condition -> condition.type().equals("Ready"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Ready condition"));
  }

  @Override
  public void close() {
    stopOperator();
    operatorClient.close();
    user.close();
    controlPlane.close();
  }
}
