package io.clientgrant.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;

/** From the files of a release, in a folder that has nothing else. */
@Order(2)
class KustomizeE2E extends InstallScenario {
  KustomizeE2E(Cluster cluster, @TempDir Path folder) throws Exception {
    super(
        InstallMethod.KUSTOMIZE,
        cluster,
        ReleaseFiles.packaged(
            ReleaseFiles.current(), Files.createDirectory(folder.resolve("current"))),
        ReleaseFiles.packaged(
            ReleaseFiles.previous(Files.createDirectory(folder.resolve("sources"))),
            Files.createDirectory(folder.resolve("previous"))));
  }
}
