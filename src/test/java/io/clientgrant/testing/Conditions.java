package io.clientgrant.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.Condition;
import io.clientgrant.api.GrantResource;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the condition that sums a resource up, Ready or Idle, and waits for it. */
public final class Conditions {
  /** How long a test waits for what the operator does at once. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private Conditions() {}

  /** Ready or Idle of a resource; empty as long as the operator has written none. */
  public static Optional<Condition> find(CustomResource<?, ?> resource) {
    return Optional.ofNullable(conditions(resource)).stream()
        .flatMap(List::stream)
        .filter(condition -> Set.of("Ready", "Idle").contains(condition.type()))
        .findFirst();
  }

  private static @Nullable List<Condition> conditions(CustomResource<?, ?> resource) {
    return switch (resource) {
      case GrantResource grant -> grant.getStatus() == null ? null : grant.getStatus().conditions();
      case Auth0Tenant tenant ->
          tenant.getStatus() == null ? null : tenant.getStatus().conditions();
      case CustomResource<?, ?> other -> throw new AssertionError(other);
    };
  }

  /**
   * Ready or Idle of a resource.
   *
   * @throws AssertionError without the resource or the condition, so that a test can wait for them
   */
  public static Condition ready(Resource<? extends CustomResource<?, ?>> resource) {
    return ready(existing(resource));
  }

  private static Condition ready(CustomResource<?, ?> resource) {
    return find(resource).orElseThrow(() -> new AssertionError("neither Ready nor Idle"));
  }

  private static CustomResource<?, ?> existing(Resource<? extends CustomResource<?, ?>> resource) {
    var found = resource.get();
    if (found == null) {
      throw new AssertionError("no such resource");
    }
    return found;
  }

  /** Whether a resource is Ready. */
  public static boolean isReady(CustomResource<?, ?> resource) {
    return find(resource)
        .filter(found -> found.type().equals("Ready") && found.status().equals("True"))
        .isPresent();
  }

  /**
   * Waits until Ready or Idle is about the newest spec and has this reason; returns its message.
   */
  public static String awaitReason(
      Resource<? extends CustomResource<?, ?>> resource, String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var found = existing(resource);
          var ready = ready(found);
          assertThat(ready.reason()).as(ready.message()).isEqualTo(reason);
          assertThat(ready.observedGeneration()).isEqualTo(found.getMetadata().getGeneration());
        });
    return ready(resource).message();
  }

  /** Waits until a resource is gone. */
  public static void awaitGone(Resource<?> resource) {
    await().atMost(PATIENCE).until(() -> resource.get() == null);
  }
}
