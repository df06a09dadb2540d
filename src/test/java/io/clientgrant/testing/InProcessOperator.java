package io.clientgrant.testing;

import io.clientgrant.auth0.Bounds;
import io.clientgrant.controller.clientgrant.CrashPoint;
import io.clientgrant.operator.ClientGrantOperator;
import io.clientgrant.operator.KubernetesClients;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The operator in this JVM. It can be started again after a stop. */
final class InProcessOperator {
  /** How it reaches the API server. */
  Function<Config, KubernetesClient> client = KubernetesClients::client;

  /** How long it waits for an answer of a tenant. */
  Duration callTimeout = Duration.ofSeconds(15);

  /** The Secret with the key that it signs with; empty if it signs nothing. */
  String signingKey = "";

  private final ControlPlane controlPlane;
  private final String home;
  private final Set<String> namespaces;
  private SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private Optional<Running> running = Optional.empty();

  /**
   * @param home the namespace that it is installed in
   * @param namespaces which it watches; all of them if there are none
   */
  InProcessOperator(ControlPlane controlPlane, String home, Set<String> namespaces) {
    this.controlPlane = controlPlane;
    this.home = home;
    this.namespaces = namespaces;
  }

  private record Running(ClientGrantOperator operator, KubernetesClient client) {
    void stop() {
      operator.close();
      client.close();
    }
  }

  void start() {
    metrics = new SimpleMeterRegistry();
    var config = controlPlane.config();
    config.setNamespace(home);
    var connected = client.apply(config);
    var operator =
        new ClientGrantOperator(
            connected,
            namespaces,
            false,
            Bounds.MAX_GRANTS,
            signingKey,
            "test",
            metrics,
            CrashPoint.NONE,
            callTimeout,
            () -> {},
            () -> {
              throw new AssertionError("a watch ended for good");
            });
    running = Optional.of(new Running(operator, connected));
    operator.start();
  }

  void stop() {
    running.ifPresent(Running::stop);
    running = Optional.empty();
  }

  /** How often it has begun to reconcile a resource of a kind since it was started. */
  long reconciles(String kind) {
    return Math.round(
        metrics.find("operator.sdk.reconciliations.started").counters().stream()
            .filter(counter ->
                counter.getId().getTags().stream().anyMatch(tag -> tag.getValue().equals(kind)))
            .mapToDouble(Counter::count)
            .sum());
  }

  /** Whether a metric says that it may not read a namespace. */
  boolean isUnreadable(String name) {
    return metrics.find("clientgrant.namespace.unreadable").tag("namespace", name).gauge() != null;
  }

  /** What a gauge of a tenant shows. */
  double gauge(String name, String namespace, String tenant) {
    return metrics.get(name).tag("namespace", namespace).tag("name", tenant).gauge().value();
  }
}
