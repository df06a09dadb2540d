package io.clientgrant.e2e;

import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;

@Order(1)
class KubectlE2E extends InstallScenario {
  KubectlE2E(Cluster cluster, @TempDir Path folder) throws Exception {
    super(InstallMethod.KUBECTL, cluster, folder);
  }
}
