package io.clientgrant.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.testing.Program;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The operator's Pods. */
record Operator(Cluster cluster) {
  static final String NAMESPACE = "clientgrant-system";
  static final String NAME = "clientgrant-operator";

  List<Pod> pods() {
    return cluster
        .client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/component", "operator")
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** The only Pod, when the one before it has gone. */
  Pod pod() {
    await().atMost(Duration.ofMinutes(1)).until(() -> pods().size() == 1);
    return pods().getFirst();
  }

  /** Waits until no Pod is left; one that is only on its way out still works. */
  void awaitGone() throws IOException, InterruptedException {
    var _ =
        cluster.kubectl(
            "wait",
            "--for=delete",
            "pod",
            "--selector=app.kubernetes.io/component=operator",
            "--namespace=" + NAMESPACE,
            "--timeout=60s");
  }

  /** The Lease that the Pods share. */
  Resource<Lease> lease() {
    return cluster.client.resources(Lease.class).inNamespace(NAMESPACE).withName(NAME);
  }

  /** The name of the Pod that holds the Lease; empty if none does. */
  String leader() {
    var lease = lease().get();
    var holder = lease == null ? "" : lease.getSpec().getHolderIdentity();
    return holder.contains("_") ? holder.substring(0, holder.indexOf('_')) : "";
  }

  /** Waits until a Pod that is there leads. */
  String awaitLeader() {
    await().atMost(Duration.ofMinutes(1)).until(this::isLed);
    return leader();
  }

  /** Whether a Pod that is there leads. */
  boolean isLed() {
    var leader = leader();
    return pods().stream().anyMatch(pod -> pod.getMetadata().getName().equals(leader));
  }

  /** The ends of the Pods' logs. */
  String log() {
    return pods().stream().map(pod -> log(pod)).collect(Collectors.joining("\n"));
  }

  private String log(Pod pod) {
    return cluster
        .client
        .pods()
        .inNamespace(NAMESPACE)
        .withName(pod.getMetadata().getName())
        .tailingLines(200)
        .getLog();
  }

  /** The id of a Pod's container at the container runtime. */
  static String container(Pod pod) {
    var status = pod.getStatus().getContainerStatuses().getFirst();
    return requireNonNull(status.getContainerID()).replaceFirst("^containerd://", "");
  }

  /** The process of a Pod on this machine. */
  static long process(Pod pod) throws IOException, InterruptedException {
    var tasks = Program.run("ctr", "tasks", "ls");
    assertThat(tasks.exit()).as(tasks.output()).isZero();
    return tasks
        .output()
        .lines()
        .filter(line -> line.startsWith(container(pod)))
        .map(line -> line.replaceFirst("^\\S+ +(\\d+) .*", "$1"))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
