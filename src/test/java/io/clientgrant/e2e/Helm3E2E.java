package io.clientgrant.e2e;

import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;

@Order(2)
class Helm3E2E extends InstallScenario {
  Helm3E2E(Cluster cluster, @TempDir Path folder) throws Exception {
    super(InstallMethod.HELM_3, cluster, folder);
  }
}
