package io.clientgrant.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A namespace goes with its tenant, Secret and grants in it, and takes the grants at Auth0 along.
 */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(5)
class NamespaceE2E {
  private static final String NAMESPACE = "team";

  private final Cluster cluster;
  private final Auth0 auth0;

  NamespaceE2E(Cluster cluster) {
    this.cluster = cluster;
    this.auth0 = new Auth0(cluster);
  }

  @BeforeAll
  void install() throws Exception {
    cluster.newNamespace(NAMESPACE); // before the Role that lets the operator read the Secret there
    Installation.with(
        cluster, auth0, "tenantNamespaces={%s,%s}".formatted(NAMESPACE, Operator.NAMESPACE));
  }

  @AfterAll
  void close() {
    auth0.close();
  }

  @Test
  @Order(1)
  void itIsDeletedWithEverythingInItAndTheGrantIsGone() throws Exception {
    fill();
    var _ = cluster.kubectl("delete", "namespace", NAMESPACE, "--timeout=90s");
    assertThat(auth0.scopes()).isEmpty();
  }

  @Test
  @Order(2)
  void itWaitsVisiblyWhileAuth0IsAwayAndGoesWhenItIsBack() throws Exception {
    cluster.newNamespace(NAMESPACE);
    giveTheRoleBack();
    fill();
    auth0.stop();
    var _ = cluster.kubectl("delete", "namespace", NAMESPACE, "--wait=false");
    cluster.awaitReason(NAMESPACE, "clientgrant/g", "Unavailable");
    cluster.awaitReason(NAMESPACE, "auth0tenant/default", "InUse");
    assertThat(cluster.kubectl("get", "namespace", NAMESPACE)).contains("Terminating");
    assertThat(cluster.kubectl("get", "namespace", NAMESPACE, "-o=yaml"))
        .contains("auth0.clientgrant.io/grant");

    auth0.start();
    var _ = cluster.kubectl("wait", "--for=delete", "namespace/" + NAMESPACE, "--timeout=120s");
    assertThat(auth0.scopes()).isEmpty();
  }

  private void fill() throws IOException, InterruptedException {
    cluster.apply(NAMESPACE, auth0.secret());
    cluster.apply(NAMESPACE, auth0.tenant());
    cluster.apply(NAMESPACE, Auth0.grant("g", NAMESPACE, "read:orders"));
    cluster.awaitReady(NAMESPACE, "clientgrant/g");
    assertThat(auth0.scopes()).contains(List.of("read:orders"));
  }

  /** It went with the namespace; an upgrade makes it again. */
  private void giveTheRoleBack() throws IOException, InterruptedException {
    var _ =
        Shell.with("helm4", ReleaseFiles.current())
            .run(
                "helm upgrade clientgrant-operator helm/clientgrant-operator --reuse-values"
                    + " --namespace clientgrant-system --wait");
  }
}
