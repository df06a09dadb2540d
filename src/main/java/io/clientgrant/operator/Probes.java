package io.clientgrant.operator;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the probes of the kubelet are told.
 *
 * <p>It is alive unless it can make no progress by itself, so that only a restart helps. A tenant
 * or an API server that is down is no reason: after a restart it would be down still.
 *
 * @param troubles each says why only a restart helps; empty if it does not
 * @param isReady whether everything that may be read in the cluster has been read once
 * @param isStandby whether another process works
 * @param unreadable the namespaces that it may not read, for people; empty if there are none
 */
record Probes(
    List<Supplier<Optional<String>>> troubles,
    BooleanSupplier isReady,
    BooleanSupplier isStandby,
    Supplier<String> unreadable) {

  /**
   * An answer.
   *
   * @param isGood whether the probe succeeds
   * @param text why, for people
   */
  record Answer(boolean isGood, String text) {}

  /** Whether it is alive. */
  Answer health() {
    return troubles.stream()
        .flatMap(trouble -> trouble.get().stream())
        .findFirst()
        .map(trouble -> new Answer(false, trouble))
        .orElseGet(() -> new Answer(true, "alive"));
  }

  /** Whether it works, or would. */
  Answer readiness() {
    if (isStandby.getAsBoolean()) {
      return new Answer(true, "ready, standing by");
    }
    if (!isReady.getAsBoolean()) {
      return new Answer(false, "starting");
    }
    var missing = unreadable.get();
    return new Answer(
        true, missing.isEmpty() ? "ready" : "ready, but may not read %s".formatted(missing));
  }
}
