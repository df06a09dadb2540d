package io.clientgrant.e2e;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a registry on this machine: charts by {@code oci://}, and the image by its digest, which
 * containerd pulls. The folder in which the commands are typed is empty.
 */
@Order(5)
class OciE2E extends InstallScenario {
  private static final Path IMAGE = Path.of("target", "image.tar");

  private final Cluster cluster;
  private final Path folder;
  private final Registry registry;
  private String digest = "";

  OciE2E(Cluster cluster, @TempDir Path folder) throws Exception {
    var nowhere = Files.createDirectory(folder.resolve("empty"));
    super(InstallMethod.OCI, cluster, nowhere, nowhere);
    this.cluster = cluster;
    this.folder = folder;
    this.registry = Registry.start();
  }

  @BeforeAll
  void push() throws Exception {
    assumeThat(cluster.isOurs()).as("the node cannot reach this registry").isTrue();
    var current =
        ReleaseFiles.packaged(
            ReleaseFiles.current(), Files.createDirectory(folder.resolve("current")));
    var sources = ReleaseFiles.previous(Files.createDirectory(folder.resolve("sources")));
    var previous =
        ReleaseFiles.packaged(sources, Files.createDirectory(folder.resolve("previous")));
    registry.pushCharts(current);
    registry.pushCharts(previous);
    digest = registry.pushImage(IMAGE);
  }

  @AfterAll
  void stop() {
    registry.close();
  }

  @Override
  String asCurrent(String commands) {
    return registry.instead(commands, digest);
  }

  @Override
  String asPrevious(String commands) {
    return asCurrent(commands).replace("--version 0.1.0", "--version 0.0.1");
  }
}
