package io.clientgrant.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.cli.ManyGrants;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as people run them: the jar, as a process, at a large tenant. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandIT {
  private static final String DOMAIN = "example.eu.auth0.test";
  private static final int GRANTS = 10_000;
  private static final int CLIENTS = 3_000;
  private static final int APIS = 300;

  /** One grant, and one client, are those of the management client. */
  private static final long PAGES_OF_GRANTS = GRANTS / 100 + 1;

  private static final long PAGES_OF_CLIENTS = CLIENTS / 100 + 1;

  @AutoClose
  private final Simulator simulator =
      Simulator.start(ManyGrants.seed(DOMAIN, GRANTS, CLIENTS, APIS));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"list", "list -o json", "list -o csv", "who-can write:*", "matrix -o json"})
  void tenThousandGrantsTakeAHundredCallsAndLittleMemory(String command) throws Exception {
    simulator.requests().reset();
    var out = folder.resolve("out");

    var ended = run(out, List.of("-Xmx64m"), (command + " -q").split(" "));

    assertThat(Files.readString(folder.resolve("err"))).isEmpty();
    assertThat(ended).isZero();
    assertThat(simulator.requests().counts())
        .isEqualTo(
            Map.of(
                "POST /oauth/token", 1L,
                "GET /api/v2/client-grants", PAGES_OF_GRANTS,
                "GET /api/v2/clients", PAGES_OF_CLIENTS));
    if (command.equals("list")) {
      assertThat(Files.readAllLines(out)).hasSize(GRANTS + 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit", "audit -o sarif", "audit -o html"})
  void soDoesAnAuditOfThem(String command) throws Exception {
    simulator.requests().reset();

    var ended = run(folder.resolve("out"), List.of("-Xmx64m"), command.split(" "));

    assertThat(ended).isZero();
    assertThat(Files.readString(folder.resolve("err")))
        .contains("Grants: %d,".formatted(GRANTS + 1));
    assertThat(simulator.requests().counts())
        .isEqualTo(
            Map.of(
                "POST /oauth/token",
                1L,
                "GET /api/v2/client-grants",
                PAGES_OF_GRANTS,
                "GET /api/v2/clients",
                PAGES_OF_CLIENTS,
                "GET /api/v2/resource-servers",
                APIS / 50 + 1L));
  }

  @Test
  void whoeverStopsReadingStopsIt() throws Exception {
    simulator.requests().reset();
    var command =
        new ProcessBuilder(
            "bash",
            "-c",
            "set -o pipefail; \"$@\" | head -n 2",
            "bash",
            java(),
            "@jvm.options",
            "-jar",
            "target/clientgrant-operator.jar",
            "list");
    command.environment().putAll(environment());

    var ended = Program.run(command);

    assertThat(ended.exit()).isEqualTo(141);
    assertThat(ended.output().lines()).hasSize(2);
    assertThat(simulator.requests().count("GET /api/v2/client-grants")).isLessThan(PAGES_OF_GRANTS);
  }

  @Test
  void aNameInAnyScriptIsPrintedWithoutALocale() throws Exception {
    var client = simulator.tenant().client("client%026d".formatted(1)).orElseThrow();
    simulator.tenant().put(client.withName("Zürich 日本"));
    var out = folder.resolve("out");

    assertThat(run(out, List.of(), "list", "--client", client.clientId(), "--no-headers")).isZero();

    assertThat(Files.readString(out)).startsWith("Zürich 日本  https://");
    simulator.tenant().put(client);
  }

  @Test
  void theImageHasTheModulesThatCommandsNeed() throws Exception {
    var modules =
        Pattern.compile("(?s)--add-modules [\\\\\\s]*(\\S+)")
            .matcher(Files.readString(Path.of("Dockerfile")));
    assertThat(modules.find()).isTrue();
    var limited = List.of("--limit-modules=" + modules.group(1));
    var out = folder.resolve("out");

    assertThat(run(out, limited, "list", "--client", "Service 0001", "-o", "yaml")).isZero();
    assertThat(Files.readString(out)).contains("clientName: \"Service 0001\"");
    assertThat(run(out, limited, "audit", "--client", "Service 0001", "-o", "junit")).isZero();
    assertThat(run(out, limited, "plan", "-f", "examples/grant.yaml", "-q")).isBetween(1, 2);
    assertThat(Files.readString(out)).contains("Plan: ");
  }

  private int run(Path out, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(java(), "@jvm.options"));
    command.addAll(options);
    command.addAll(List.of("-jar", "target/clientgrant-operator.jar"));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(environment());
    builder.environment().put("LC_ALL", "C");
    return builder.start().waitFor();
  }

  private Map<String, String> environment() {
    return Map.of(
        "AUTH0_DOMAIN",
        DOMAIN,
        "AUTH0_CLIENT_ID",
        Seed.MANAGEMENT_CLIENT,
        "AUTH0_CLIENT_SECRET",
        Seed.MANAGEMENT_SECRET,
        "AUTH0_ENDPOINT",
        simulator.uri().toString());
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
