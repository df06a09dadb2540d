package io.clientgrant.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.cli.ManyGrants;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.testing.Program;
import io.clientgrant.testing.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin of kubectl, with a kubectl that runs the operator's jar in place of the Pod's. */
class KubectlGrantsIT {
  private static final String DOMAIN = "example.eu.auth0.test";
  private static final int GRANTS = 20;

  @AutoClose
  private final Simulator simulator = Simulator.start(ManyGrants.seed(DOMAIN, GRANTS, 10, 2));

  @TempDir private Path folder;

  @Test
  void itRunsACommandInThePodAndPassesItsStatusOn() throws Exception {
    assertThat(run("list", "-o", "name").output().lines()).hasSize(GRANTS + 1);
    assertThat(run("get", "cgr_none"))
        .satisfies(ended -> assertThat(ended.exit()).isEqualTo(1))
        .satisfies(ended -> assertThat(ended.output()).contains("has no such grant."));
    assertThat(Files.readString(folder.resolve("calls")))
        .contains("exec --namespace operators operator-1 --container operator -- /jre/bin/java");
  }

  @Test
  void manifestsStayOnThisMachine() throws Exception {
    assertThat(run("export", "-q", "-d", folder.resolve("here").toString()).output())
        .contains("%d files in %s: %d written".formatted(GRANTS, folder.resolve("here"), GRANTS));
    assertThat(run("export", "-q", "-d", folder.resolve("here").toString()).output())
        .contains("0 written, %d unchanged".formatted(GRANTS));
    var direct = java("export", "-q", "-d", folder.resolve("there").toString());
    assertThat(direct.exit()).as(direct.output()).isZero();
    assertThat(files("here")).isEqualTo(files("there")).hasSize(GRANTS);

    var plan = run("plan", "-q", "-f", folder.resolve("here").toString());
    assertThat(plan.output()).contains("%d to adopt".formatted(GRANTS));
    assertThat(plan.exit()).isEqualTo(2);
  }

  private Map<String, String> files(String name) throws IOException {
    var files = new TreeMap<String, String>();
    try (var all = Files.list(folder.resolve(name))) {
      for (var file : (Iterable<Path>) all::iterator) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    var command = new ProcessBuilder("cli/kubectl-grants");
    command.command().addAll(List.of(arguments));
    command.environment().merge("PATH", kubectl() + ":", (path, more) -> more + path);
    return ended(command);
  }

  private Ended java(String... arguments) throws IOException, InterruptedException {
    var command =
        new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "@jvm.options",
            "-jar",
            "target/clientgrant-operator.jar");
    command.command().addAll(List.of(arguments));
    return ended(command);
  }

  private Ended ended(ProcessBuilder command) throws IOException, InterruptedException {
    command
        .environment()
        .putAll(
            Map.of(
                "AUTH0_DOMAIN",
                DOMAIN,
                "AUTH0_CLIENT_ID",
                Seed.MANAGEMENT_CLIENT,
                "AUTH0_CLIENT_SECRET",
                Seed.MANAGEMENT_SECRET,
                "AUTH0_ENDPOINT",
                simulator.uri().toString()));
    return Program.run(command);
  }

  /** What follows the jar are the arguments of the command. */
  private Path kubectl() throws IOException {
    var kubectl = folder.resolve("kubectl");
    Files.writeString(
        kubectl,
        """
        #!/usr/bin/env bash
        echo "$*" >> '%s'
        if [[ $1 == get ]]; then
          echo operators operator-1
          exit
        fi
        while [[ $1 != -jar ]]; do shift; done
        exec '%s/bin/java' @jvm.options -Xmx64m -jar target/clientgrant-operator.jar "${@:3}"
        """
            .formatted(folder.resolve("calls"), System.getProperty("java.home")));
    Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }
}
