package io.clientgrant.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks whether somebody leads: who does renews the Lease every two seconds, whatever the clocks
 * say.
 */
final class LeaseCheck {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final int LOOKS = 10;

  private final KubernetesClient client;
  private final String name;

  /**
   * @param client makes the calls for the Lease, in its namespace
   * @param name the name of the Lease
   */
  LeaseCheck(KubernetesClient client, String name) {
    this.client = client;
    this.name = name;
  }

  /** Looks for at most five seconds. */
  boolean somebodyLeads() {
    var before = renewal();
    for (var look = 0; look < LOOKS; look++) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      var now = renewal();
      if (!now.isEmpty() && !now.equals(before)) {
        return true;
      }
    }
    return false;
  }

  /** What changes with each renewal; empty if nobody holds the Lease. */
  private String renewal() {
    var lease = client.resources(Lease.class).withName(name).get();
    return Optional.ofNullable(lease)
        .filter(held -> !LeaseLeadership.holder(held).isEmpty())
        .map(held -> held.getMetadata().getResourceVersion())
        .orElse("");
  }
}
