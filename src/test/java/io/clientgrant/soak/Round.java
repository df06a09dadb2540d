package io.clientgrant.soak;

import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.Condition;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.testing.MultiTenantFixture;
import io.clientgrant.testing.network.HostileEndpoint;
import io.clientgrant.testing.network.HostileReplies;
import io.clientgrant.testing.network.OwnCa;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A namespace that comes and goes, with tenants, credentials, CA bundles, endpoints, grants and
 * faults that nobody has seen before. Nothing of it is there afterwards.
 */
final class Round {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String AUDIENCE = "https://api.example.com/soak";
  private static final int GRANTS = 5;

  private final KubernetesClient user;
  private final String name;
  private final String domain;

  Round(KubernetesClient user, int number) {
    this.user = user;
    this.name = "soak-" + number;
    this.domain = "soak-%d.eu.auth0.test".formatted(number);
  }

  void run() {
    try (var first = simulator();
        var second = simulator();
        var hostile = new HostileEndpoint()) {
      hostile.answering(HostileReplies.emptyGrants(4_000_000));
      user.resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
      applySecret("good", first.uri(), Seed.MANAGEMENT_SECRET);
      applyTenant("good", new OwnCa());
      applySecret("hostile", hostile.uri(), Seed.MANAGEMENT_SECRET);
      applyTenant("hostile", new OwnCa());
      applyGrants("read:a");
      awaitReady(GRANTS);

      first.faults().add(Fault.status(503).times(3));
      first.faults().add(Fault.drop().times(2));
      applyGrants("write:a");
      applySecret("good", first.uri(), "a-secret-that-is-wrong");
      applyTenant("good", new OwnCa());
      await().atMost(PATIENCE).until(() -> !isReady(tenant()));

      applySecret("good", second.uri(), Seed.MANAGEMENT_SECRET);
      applyTenant("good", new OwnCa());
      await().atMost(PATIENCE).until(() -> isReady(tenant()));
      awaitReady(GRANTS);
      cleanUp();
    }
  }

  private Simulator simulator() {
    var clients = IntStream.range(0, GRANTS).mapToObj(number -> "client-" + number).toList();
    return MultiTenantFixture.simulator(domain, clients, List.of(AUDIENCE));
  }

  private void applySecret(String secret, URI endpoint, String clientSecret) {
    apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s}
        stringData: {domain: %s, endpoint: "%s", clientId: %s, clientSecret: %s}
        """
            .formatted(secret, domain, endpoint, Seed.MANAGEMENT_CLIENT, clientSecret));
  }

  private void applyTenant(String tenant, OwnCa ca) {
    apply(
        """
        apiVersion: auth0.clientgrant.io/v1alpha1
        kind: Auth0Tenant
        metadata: {name: %1$s}
        spec:
          domain: %2$s
          credentialsSecretRef: {name: %1$s}
          caBundle: %3$s
          resyncInterval: 1s
        """
            .formatted(tenant, domain, ca.bundle()));
  }

  private void applyGrants(String scope) {
    for (var number = 0; number < GRANTS; number++) {
      apply(
          """
          apiVersion: auth0.clientgrant.io/v1alpha1
          kind: ClientGrant
          metadata: {name: grant-%1$d}
          spec: {tenantRef: {name: good}, clientId: client-%1$d, audience: "%2$s", scope: [%3$s]}
          """
              .formatted(number, AUDIENCE, scope));
    }
  }

  private void apply(String manifest) {
    user.resource(manifest).inNamespace(name).forceConflicts().serverSideApply();
  }

  private Auth0Tenant tenant() {
    return user.resources(Auth0Tenant.class).inNamespace(name).withName("good").get();
  }

  private void awaitReady(int count) {
    await().atMost(PATIENCE).until(() -> grants().filter(Round::isReady).count() == count);
  }

  private Stream<ClientGrant> grants() {
    return user.resources(ClientGrant.class).inNamespace(name).list().getItems().stream();
  }

  private static boolean isReady(ClientGrant grant) {
    return grant.getStatus() != null
        && Objects.equals(
            grant.getStatus().observedGeneration(), grant.getMetadata().getGeneration())
        && isTrue(grant.getStatus().conditions());
  }

  private static boolean isReady(Auth0Tenant tenant) {
    return tenant.getStatus() != null
        && Objects.equals(
            tenant.getStatus().observedGeneration(), tenant.getMetadata().getGeneration())
        && isTrue(tenant.getStatus().conditions());
  }

  private static boolean isTrue(@Nullable List<Condition> conditions) {
    return conditions != null
        && conditions.stream()
            .anyMatch(is -> is.type().equals("Ready") && is.status().equals("True"));
  }

  /** Without a controller-manager nobody else ends the namespace. */
  private void cleanUp() {
    user.resources(ClientGrant.class).inNamespace(name).delete();
    await().atMost(PATIENCE).until(() -> grants().findAny().isEmpty());
    user.resources(Auth0Tenant.class).inNamespace(name).delete();
    await()
        .atMost(PATIENCE)
        .until(
            () -> user.resources(Auth0Tenant.class).inNamespace(name).list().getItems().isEmpty());
    user.secrets().inNamespace(name).delete();
    user.events().v1().events().inNamespace(name).delete();
    user.namespaces().withName(name).delete();
    var finalize =
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"finalizers\":[]}}"
            .formatted(name);
    user.raw("/api/v1/namespaces/%s/finalize".formatted(name), "PUT", finalize);
    await().atMost(PATIENCE).until(() -> user.namespaces().withName(name).get() == null);
  }
}
