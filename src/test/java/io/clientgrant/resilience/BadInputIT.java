package io.clientgrant.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

  private final ControlPlane controlPlane;

  BadInputIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @Test
  void everyManifestEndsInARefusalOrACondition() throws Exception {
    try (var scene = new OperatorFixture(controlPlane)) {
      tenantWithOddApis(scene);
      scene.running(OperatorFixture.NEVER);
      var others = scene.simulator.tenant().grants();
      var accepted = createAll(scene);
      assertThat(accepted)
          .as("accepted of %d manifests", MANIFESTS)
          .isBetween(100, MANIFESTS - 100);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(withoutVerdict(scene)).as(seed()).isEmpty());
      scene.applyGrant("good", OperatorFixture.client(999), "scope: [read:invoices]");
      scene.awaitInSync("good");
      onlyGrantsWereCalledFor(scene);

      scene.grants().delete();
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(scene.grants().list().getItems()).as(seed()).isEmpty());
      assertThat(scene.simulator.tenant().grants()).as(seed()).isEqualTo(others);
    }
  }

  @Test
  void aTenantThatIsOnlyObservedGetsNoWriteOfAnyOfThem() throws Exception {
    try (var scene = new OperatorFixture(controlPlane).observing()) {
      tenantWithOddApis(scene);
      scene.running(OperatorFixture.NEVER);
      var before = scene.simulator.tenant().grants();
      var _ = createAll(scene);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(withoutVerdict(scene)).as(seed()).isEmpty());
      scene.grants().delete();
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(scene.grants().list().getItems()).as(seed()).isEmpty());

      assertThat(scene.simulator.requests().counts()).isEmpty();
      assertThat(scene.simulator.tenant().grants()).isEqualTo(before);
    }
  }

  private static void tenantWithOddApis(OperatorFixture scene) {
    scene.simulator.options(options -> options.withScopeMustBeSubset(false));
    Manifests.hostile().stream()
        .filter(
            text -> !text.isEmpty() && !text.toLowerCase(java.util.Locale.ROOT).contains("auth0"))
        .forEach(text -> scene.simulator.tenant().put(ResourceServer.of(text, "read:invoices")));
  }

  /** How many of them the API server takes; the others it refuses, and nothing worse. */
  private static int createAll(OperatorFixture scene)
      throws ExecutionException, InterruptedException {
    var manifests = new Manifests(new Random(SEED));
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
                  .<java.util.concurrent.Callable<Boolean>>map(r -> () -> isTaken(scene, r))
                  .toList())) {
        accepted += created.get() ? 1 : 0;
      }
    }
    return accepted;
  }

  private static boolean isTaken(OperatorFixture scene, GenericKubernetesResource resource) {
    try {
      scene.user.resource(resource).inNamespace(scene.namespace).create();
      return true;
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).as("%s; %s", seed(), e.getMessage()).isIn(400, 422);
      return false;
    }
  }

  /** The resources of which nothing has been told yet. */
  private static List<String> withoutVerdict(OperatorFixture scene) {
    return scene.grants().list().getItems().stream()
        .filter(resource -> !hasVerdict(resource))
        .map(resource -> resource.getMetadata().getName() + " " + resource.getSpec())
        .toList();
  }

  private static boolean hasVerdict(ClientGrant resource) {
    var status = resource.getStatus();
    return status != null
        && Objects.equals(status.observedGeneration(), resource.getMetadata().getGeneration())
        && Optional.ofNullable(status.conditions()).stream()
            .flatMap(List::stream)
            .anyMatch(condition -> condition.type().equals("Ready"));
  }

  private static void onlyGrantsWereCalledFor(OperatorFixture scene) {
    assertThat(scene.simulator.requests().counts().keySet())
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
