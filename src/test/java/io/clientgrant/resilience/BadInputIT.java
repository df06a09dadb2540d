package io.clientgrant.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.testing.Conditions;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whatever is written into a manifest is refused by the API server or ends in a condition, and the
 * operator goes on with the next one.
 */
@ExtendWith(ControlPlaneExtension.class)
class BadInputIT {
  private static final int MANIFESTS = Integer.getInteger("manifests", 2_000);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int AT_ONCE = 8;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void everyManifestIsRefusedOrGetsACondition(OperatorFixture fixture) throws Exception {
    tenantWithOddApis(fixture);
    fixture.start(OperatorFixture.NEVER);
    var others = fixture.simulator.tenant().grants();
    var accepted = createAll(fixture);
    assertThat(accepted).as("accepted of %d manifests", MANIFESTS).isBetween(100, MANIFESTS - 100);
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(withoutVerdict(fixture)).as(seed()).isEmpty());
    fixture.applyGrant("good", OperatorFixture.client(999), "scope: [read:invoices]");
    fixture.awaitInSync("good");
    onlyGrantsWereCalledFor(fixture);

    fixture.grants().delete();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(fixture.grants().list().getItems()).as(seed()).isEmpty());
    assertThat(fixture.simulator.tenant().grants()).as(seed()).isEqualTo(others);
  }

  @Test
  void noManifestCausesAWriteToAnObservedTenant(OperatorFixture fixture) throws Exception {
    fixture.observing();
    tenantWithOddApis(fixture);
    fixture.start(OperatorFixture.NEVER);
    var before = fixture.simulator.tenant().grants();
    var _ = createAll(fixture);
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(withoutVerdict(fixture)).as(seed()).isEmpty());
    fixture.grants().delete();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(fixture.grants().list().getItems()).as(seed()).isEmpty());

    assertThat(fixture.simulator.requests().counts()).isEmpty();
    assertThat(fixture.simulator.tenant().grants()).isEqualTo(before);
  }

  private static void tenantWithOddApis(OperatorFixture fixture) {
    fixture.simulator.options(options -> options.withScopeMustBeSubset(false));
    HostileManifests.hostile().stream()
        .filter(
            text -> !text.isEmpty() && !text.toLowerCase(java.util.Locale.ROOT).contains("auth0"))
        .forEach(text -> fixture.simulator.tenant().put(ResourceServer.of(text, "read:invoices")));
  }

  /** How many of them the API server takes; the others it refuses, and nothing worse. */
  private static int createAll(OperatorFixture fixture)
      throws ExecutionException, InterruptedException {
    var manifests = new HostileManifests(new Random(SEED));
    var resources =
        Stream.generate(manifests::next)
            .limit(MANIFESTS)
            .map(manifest -> JSON.convertValue(manifest, GenericKubernetesResource.class))
            .toList();
    var accepted = 0;
    try (var users = Executors.newFixedThreadPool(AT_ONCE)) {
      for (var created :
          users.invokeAll(
              resources.stream()
                  .<java.util.concurrent.Callable<Boolean>>map(r -> () -> isTaken(fixture, r))
                  .toList())) {
        accepted += created.get() ? 1 : 0;
      }
    }
    return accepted;
  }

  private static boolean isTaken(OperatorFixture fixture, GenericKubernetesResource resource) {
    try {
      fixture.user.resource(resource).inNamespace(fixture.namespace).create();
      return true;
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).as("%s; %s", seed(), e.getMessage()).isIn(400, 422);
      return false;
    }
  }

  /** The resources of which nothing has been told yet. */
  private static List<String> withoutVerdict(OperatorFixture fixture) {
    return fixture.grants().list().getItems().stream()
        .filter(resource -> !hasVerdict(resource))
        .map(resource -> resource.getMetadata().getName() + " " + resource.getSpec())
        .toList();
  }

  private static boolean hasVerdict(ClientGrant resource) {
    var status = resource.getStatus();
    return status != null
        && Objects.equals(status.observedGeneration(), resource.getMetadata().getGeneration())
        && Conditions.find(resource).isPresent();
  }

  private static void onlyGrantsWereCalledFor(OperatorFixture fixture) {
    assertThat(fixture.simulator.requests().counts().keySet())
        .as("the routes called")
        .isSubsetOf(
            "GET /api/v2/client-grants",
            "POST /api/v2/client-grants",
            "PATCH /api/v2/client-grants/{id}",
            "DELETE /api/v2/client-grants/{id}",
            "GET /api/v2/client-grants/{id}",
            "POST /oauth/token");
  }

  private static String seed() {
    return "seed " + SEED;
  }
}
