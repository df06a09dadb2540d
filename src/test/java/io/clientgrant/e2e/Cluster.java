package io.clientgrant.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.testing.Program;
import io.clientgrant.testing.Program.Ended;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cluster to install into, as its administrator sees it: what {@code e2e/cluster} has made, or
 * one that was there before.
 */
final class Cluster implements AutoCloseable {
  /** A Pod takes some seconds to start here, and Argo CD as many to notice. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String OURS = "clientgrant.io/e2e";

  private final Map<String, String> environment = System.getenv();
  final KubernetesClient client = new KubernetesClientBuilder().build();

  /** The address by which Pods reach this process. */
  InetAddress host() {
    try {
      return InetAddress.getByName(Objects.requireNonNull(environment.get("E2E_HOST"), "E2E_HOST"));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The API server's audit log; only a cluster of our own lets us read it. */
  Optional<Path> auditLog() {
    return Optional.ofNullable(environment.get("E2E_AUDIT_LOG")).map(Path::of);
  }

  /** Whether the containers are processes of this machine, with the container runtime at hand. */
  boolean isOurs() {
    return environment.containsKey("CONTAINERD_ADDRESS");
  }

  /** Runs kubectl, and fails if it fails. */
  String kubectl(String... arguments) throws IOException, InterruptedException {
    var ended = tryKubectl(arguments);
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output();
  }

  Ended tryKubectl(String... arguments) throws IOException, InterruptedException {
    var command = new String[arguments.length + 1];
    command[0] = "kubectl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Program.run(command);
  }

  /** Applies manifests, as {@code kubectl apply --server-side} does. */
  void apply(String namespace, String manifests) {
    var _ =
        client
            .load(new ByteArrayInputStream(manifests.getBytes(UTF_8)))
            .inNamespace(namespace)
            .forceConflicts()
            .serverSideApply();
  }

  /** Waits as a user would who has just applied something. */
  void awaitReady(String namespace, String resource) throws IOException, InterruptedException {
    var _ =
        kubectl(
            "wait",
            "--for=condition=Ready",
            resource,
            "--namespace=" + namespace,
            "--timeout=%ds".formatted(PATIENCE.toSeconds()));
  }

  /** The reason of the condition Ready; empty if there is none. */
  String reason(String namespace, String resource) throws IOException, InterruptedException {
    return tryKubectl(
            "get",
            resource,
            "--namespace=" + namespace,
            "--output=jsonpath={.status.conditions[?(@.type==\"Ready\")].reason}"
                + "{.status.conditions[?(@.type==\"Idle\")].reason}")
        .output();
  }

  void awaitReason(String namespace, String resource, String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(reason(namespace, resource)).isEqualTo(reason));
  }

  /** Whether there is something of this kind and name. */
  boolean has(String namespace, String resource) throws IOException, InterruptedException {
    return !kubectl("get", resource, "--namespace=" + namespace, "--ignore-not-found").isEmpty();
  }

  void awaitGone(String namespace, String resource) {
    await().atMost(PATIENCE).until(() -> !has(namespace, resource));
  }

  /** Makes a namespace in which no Pod runs that could do more than it must. */
  void newNamespace(String name) {
    var namespace =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels(OURS, "yes")
            .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
            .endMetadata()
            .build();
    var _ = client.resource(namespace).forceConflicts().serverSideApply();
  }

  /**
   * Takes away whatever a test has left, so that a failure stays with the test that failed. By
   * name, or in a namespace of the tests: a cluster that was there before has more.
   */
  void clean() throws IOException, InterruptedException {
    tryToDelete("applicationset/grants", "--namespace=argocd");
    tryToDelete("application/grants-billing", "--namespace=argocd");
    tryToDelete("application/clientgrant-operator", "--namespace=argocd");
    tryToDelete("deployments", "--all", "--namespace=" + Operator.NAMESPACE);
    tryToDelete("pods", "--all", "--namespace=" + Operator.NAMESPACE);
    // Nobody is left to put a finalizer back.
    letGo(client.resources(OrganizationClientGrant.class));
    letGo(client.resources(ClientGrant.class));
    letGo(client.resources(Auth0Tenant.class));
    tryToDelete("-f=deploy/operator.yaml", "-f=crds/");
    tryToDelete(
        "clusterroles,clusterrolebindings,validatingadmissionpolicies,validatingadmissionpolicybindings",
        "--selector=app.kubernetes.io/name=clientgrant-operator");
    tryToDelete("namespaces", "--selector=" + OURS);
  }

  private void tryToDelete(String... what) throws IOException, InterruptedException {
    var _ =
        tryKubectl(
            Stream.concat(
                    Stream.of("delete", "--ignore-not-found", "--timeout=60s"), Stream.of(what))
                .toArray(String[]::new));
  }

  private <T extends HasMetadata> void letGo(
      MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> resources) {
    try {
      for (var resource : resources.inAnyNamespace().list().getItems()) {
        var _ =
            client
                .resource(resource)
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
      }
    } catch (KubernetesClientException e) {
      // the kind is not there, so there is none of it
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
