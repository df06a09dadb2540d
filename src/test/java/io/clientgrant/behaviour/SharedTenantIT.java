package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.DOMAIN;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.simulator.server.RecordedRequest;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.MultiTenantFixture;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.RequestHook;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several Auth0Tenants of one domain are one tenant. */
@ExtendWith(ControlPlaneExtension.class)
class SharedTenantIT {
  /**
   * A resync that comes within four fifths of the interval after another would be one for each
   * Auth0Tenant.
   */
  @Test
  void tenantsOfOneDomainShareTheirResyncs(OperatorFixture fixture) {
    var interval = Duration.ofSeconds(2);
    fixture.start("2s");
    for (var name : List.of("second", "third")) {
      fixture.applyTenant(name, "2s", "");
      fixture.awaitTenant(name, "Connected");
    }
    assertThat(fixture.simulator.requests().count("POST /oauth/token")).isZero(); // since the first
    fixture.simulator.requests().reset();
    await().atMost(PATIENCE).until(() -> resyncs(fixture).size() >= 8);

    // Seven intervals, of which a late first call may hide one; three tenants apart take three.
    assertThat(Duration.between(resyncs(fixture).getFirst(), resyncs(fixture).get(7)))
        .isGreaterThanOrEqualTo(interval.multipliedBy(4).dividedBy(5).multipliedBy(6));
  }

  @Test
  void atAStartTheOperatorLogsInOnceAndReadsTheTenantOnceHoweverManyAuth0TenantsItHas(
      MultiTenantFixture cluster) {
    var namespaces = IntStream.range(0, 10).mapToObj("team-%d"::formatted).toList();
    try (var simulator = MultiTenantFixture.simulator(DOMAIN, List.of("app"), List.of(AUDIENCE))) {
      cluster.startOperator();
      for (var namespace : namespaces) {
        cluster.createNamespace(namespace, Map.of());
        cluster.applyTenant(namespace, "own", DOMAIN, simulator, "");
      }
      namespaces.forEach(
          namespace -> cluster.awaitReason(cluster.tenant(namespace, "own"), "Connected"));
      assertThat(simulator.requests().counts())
          .isEqualTo(Map.of("POST /oauth/token", 1L, "GET /api/v2/client-grants", 1L));
    }
  }

  /** Anybody may write an Auth0Tenant and a Secret, and what was made up is not accepted. */
  @Test
  void aRejectedCredentialDoesNotSlowOtherTenantsDown(MultiTenantFixture cluster) {
    try (var simulator = MultiTenantFixture.simulator(DOMAIN, List.of("app"), List.of(AUDIENCE))) {
      cluster.startOperator();
      cluster.createNamespace("billing", Map.of());
      cluster.createNamespace("evil", Map.of());
      cluster.applyTenant("billing", "own", DOMAIN, simulator, "");
      cluster.awaitReason(cluster.tenant("billing", "own"), "Connected");
      assertThat(cluster.callsLeft("billing", "own")).isGreaterThan(1);

      cluster.applySecret("evil", "bogus", DOMAIN, simulator, "made up");
      cluster.applyTenant("evil", "bogus", DOMAIN, "rateLimit: {requestsPerSecond: 1, burst: 1}");
      cluster.awaitReason(cluster.tenant("evil", "bogus"), "InvalidCredentials");
      assertThat(cluster.callsLeft("billing", "own")).isGreaterThan(1);
    }
  }

  @Test
  void theLowestRateLimitHoldsUntilItIsRemovedOrItsTenantIsDeleted(OperatorFixture fixture) {
    var limited = "rateLimit: {requestsPerSecond: 1, burst: 1}";
    fixture.start(NEVER);
    fixture.applyTenant("second", NEVER, limited);
    await().atMost(PATIENCE).until(() -> callsLeft(fixture) <= 1);
    fixture.applyTenant("tenant", NEVER, "rateLimit: {requestsPerSecond: 40, burst: 40}");
    fixture.applyTenant("second", NEVER, "");
    await().atMost(PATIENCE).until(() -> callsLeft(fixture) > 1);

    fixture.applyTenant("second", NEVER, limited);
    await().atMost(PATIENCE).until(() -> callsLeft(fixture) <= 1);
    var _ = fixture.tenants().withName("second").delete();
    await().atMost(PATIENCE).until(() -> callsLeft(fixture) > 1);
  }

  /** What the owner sets counts at once, as the rest of the spec does. */
  @Test
  void aRateLimitHoldsThoughTheSecretCannotBeUsed(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applySecret(Map.of("privateKey", "none"));
    fixture.applyTenant("tenant", NEVER, "rateLimit: {requestsPerSecond: 1, burst: 1}");
    fixture.awaitTenant("InvalidSecret");
    await().atMost(PATIENCE).until(() -> callsLeft(fixture) <= 1);

    fixture.applyTenant("tenant", NEVER, "");
    await().atMost(PATIENCE).until(() -> callsLeft(fixture) > 1);
  }

  /** The calls that all of these once wanted, and that go before a resync, would take a minute. */
  @Test
  void aResyncDoesNotWaitForSuspendedResources(OperatorFixture fixture) {
    var before = IntStream.rangeClosed(1, 60).mapToObj(OperatorFixture::client).toList();
    fixture.start(NEVER);
    fixture.applyTenant("tenant", NEVER, "rateLimit: {requestsPerSecond: 1, burst: 1}");
    await().atMost(PATIENCE).until(() -> callsLeft(fixture) <= 1);
    before.forEach(client -> fixture.applyGrant(client, client, "scope: []"));
    fixture.awaitReason(before.getLast(), "Queued");
    before.forEach(client -> fixture.applyGrant(client, client, "scope: [], suspend: true"));
    before.forEach(client -> fixture.awaitReason(client, "Suspended"));

    fixture.simulator.requests().reset();
    OperatorFixture.annotate(
        fixture.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", "now");
    await().atMost(PATIENCE).until(() -> fixture.calls("GET") == 1);
  }

  private static double callsLeft(OperatorFixture fixture) {
    return fixture.gauge("clientgrant.tenant.calls.left");
  }

  /** Whoever comes second is told the name of the first, and nothing else of another namespace. */
  @Test
  void aGrantMovesFromOneNamespaceToAnotherWithoutAGap(MultiTenantFixture cluster) {
    try (var simulator = MultiTenantFixture.simulator(DOMAIN, List.of("app"), List.of(AUDIENCE))) {
      cluster.startOperator();
      for (var namespace : List.of("billing", "shop")) {
        cluster.createNamespace(namespace, Map.of());
        cluster.applyTenant(namespace, "own", DOMAIN, simulator, "");
        cluster.awaitReason(cluster.tenant(namespace, "own"), "Connected");
      }
      var first = claim(cluster, "billing", "read:a");
      cluster.awaitReason(first, "InSync");
      var made = simulator.tenant().grant("app", AUDIENCE, "client").orElseThrow();
      var second = claim(cluster, "shop", "write:a");
      assertThat(cluster.awaitReason(second, "HeldByAnother"))
          .isEqualTo(
              "ClientGrant billing/g holds the grant for client app on %s as client. Delete one of the"
                  + " two; this one takes over when that one goes.",
              AUDIENCE);
      simulator.requests().reset();

      var _ = first.delete();
      cluster.awaitGone(first);
      cluster.awaitReason(second, "InSync");
      assertThat(simulator.requests().counts())
          .isEqualTo(Map.of("PATCH /api/v2/client-grants/{id}", 1L));
      assertThat(simulator.tenant().grant("app", AUDIENCE, "client"))
          .hasValue(made.withScope("write:a"));

      var _ = second.delete();
      cluster.awaitGone(second);
      assertThat(simulator.tenant().grant("app", AUDIENCE, "client")).isEmpty();
    }
  }

  /** Of several Auth0Tenants one is read first; nobody there takes what is held at another. */
  @Test
  void theHolderKeepsTheGrantAfterARestartWhicheverTenantIsReadFirst(MultiTenantFixture cluster) {
    var meanwhile = RequestHook.secretRead("billing", "own");
    try (var simulator = MultiTenantFixture.simulator(DOMAIN, List.of("app"), List.of(AUDIENCE))) {
      cluster.withClient(meanwhile::client).startOperator();
      for (var namespace : List.of("billing", "shop")) {
        cluster.createNamespace(namespace, Map.of());
        cluster.applyTenant(namespace, "own", DOMAIN, simulator, "");
        cluster.awaitReason(cluster.tenant(namespace, "own"), "Connected");
      }
      var holder = claim(cluster, "billing", "read:a");
      cluster.awaitReason(holder, "InSync");
      var waiting = claim(cluster, "shop", "write:a", "adoptionPolicy: Always");
      cluster.awaitReason(waiting, "HeldByAnother");
      cluster.stopOperator();
      simulator.requests().reset();
      meanwhile.arm(() -> await().atMost(PATIENCE).until(() -> cluster.reconciles() > 2));
      cluster.startOperator();

      var _ = claim(cluster, "billing", "read:a, write:a");
      cluster.awaitReason(holder, "InSync");
      assertThat(meanwhile.happened()).isTrue();
      cluster.awaitReason(waiting, "HeldByAnother");
      assertThat(simulator.requests().count("PATCH /api/v2/client-grants/{id}")).isEqualTo(1);
      assertThat(simulator.tenant().grant("app", AUDIENCE, "client").flatMap(StoredGrant::scope))
          .hasValue(List.of("read:a", "write:a"));
    }
  }

  private static Resource<ClientGrant> claim(
      MultiTenantFixture cluster, String namespace, String scope) {
    return claim(cluster, namespace, scope, "adoptionPolicy: IfIdentical");
  }

  private static Resource<ClientGrant> claim(
      MultiTenantFixture cluster, String namespace, String scope, String policy) {
    cluster.applyGrant(
        namespace,
        "g",
        "{name: own}",
        "clientId: app, audience: \"%s\", scope: [%s], %s".formatted(AUDIENCE, scope, policy));
    return cluster.grant(namespace, "g");
  }

  private static List<Instant> resyncs(OperatorFixture fixture) {
    return fixture.simulator.requests().recent("GET /api/v2/client-grants").stream()
        .map(RecordedRequest::at)
        .toList();
  }
}
