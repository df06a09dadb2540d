package io.clientgrant.e2e;

import static io.clientgrant.e2e.Operator.NAMESPACE;

import java.io.IOException;

/**
 * The operator, installed by Helm with values that a test needs, and a tenant that it is connected
 * to.
 */
final class Installation {
  private Installation() {}

  /** Installs it; the extension takes it away. */
  static void with(Cluster cluster, Auth0 auth0, String values)
      throws IOException, InterruptedException {
    cluster.newNamespace(NAMESPACE);
    var shell = Shell.with("helm4", ReleaseFiles.current());
    var guide = Guide.read();
    var _ =
        shell.run(
            guide
                .commands("install-helm")
                .replaceFirst(
                    "(?m)^(helm install clientgrant-operator .*)$", "$1 --set '" + values + "'"));
    cluster.apply(NAMESPACE, auth0.secret());
    cluster.apply(NAMESPACE, auth0.tenant());
    cluster.awaitReady(NAMESPACE, "auth0tenant/default");
  }
}
