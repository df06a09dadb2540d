package io.clientgrant.e2e;

import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;

@Order(3)
class Helm4E2E extends InstallScenario {
  Helm4E2E(Cluster cluster, @TempDir Path folder) throws Exception {
    super(InstallMethod.HELM_4, cluster, folder);
  }
}
