package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.IdSource;
import io.clientgrant.simulator.state.SeedReader;
import io.clientgrant.testing.Program;
import io.clientgrant.testing.Program.Ended;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image has only a part of Auth0's SDK. The operator must not miss the rest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShrinkSdkIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path OPERATOR = TARGET.resolve("clientgrant-operator.jar");
  private static final long ONE_MEGABYTE = 1_000_000;

  private final Path app;
  private final Path smaller;

  ShrinkSdkIT(@TempDir Path app) throws IOException {
    this.app = app;
    this.smaller = app.resolve("lib").resolve(sdk().getFileName());
  }

  /** The libraries as in the image, beside the operator. */
  @BeforeAll
  void shrink() throws Exception {
    var lib = Files.createDirectory(app.resolve("lib"));
    for (var jar : libraries()) {
      if (!jar.equals(sdk())) {
        Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar);
      }
    }
    Files.createSymbolicLink(app.resolve(OPERATOR.getFileName()), OPERATOR);
    var shrunk =
        Program.run(
            new ProcessBuilder(
                java(),
                "image/ShrinkSdk.java",
                OPERATOR.toString(),
                sdk().toString(),
                smaller.toString()));
    assertThat(shrunk.exit()).as(shrunk.output()).isZero();
  }

  @Test
  void itIsSmall() throws IOException {
    assertThat(Files.size(smaller)).isLessThan(ONE_MEGABYTE);
  }

  /** A class that is missing would show when another is verified, or looked at as Jackson does. */
  @Test
  void everyClassThatIsLeftFindsWhatItNames() throws Exception {
    var urls = new ArrayList<URL>();
    for (var jar : libraries()) {
      urls.add(url(jar.equals(sdk()) ? smaller : jar));
    }
    try (var loader =
            new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        var jar = new JarFile(smaller.toFile())) {
      var names =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.endsWith(".class"))
              .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
              .toList();
      assertThat(names).contains("com.auth0.client.mgmt.ManagementApi");
      for (var name : names) {
        var found = Class.forName(name, true, loader);
        for (var method : found.getDeclaredMethods()) {
          assertThat(method.getGenericReturnType()).isNotNull();
          assertThat(method.getGenericParameterTypes()).isNotNull();
          assertThat(method.getAnnotations()).isNotNull();
        }
        assertThat(found.getDeclaredConstructors()).isNotNull();
        assertThat(found.getDeclaredFields()).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check --write https://api.example.com/reports Sh0pFr0ntZx8CvB5nMqWeRtYuIoPaSdF",
        "get cgr_Xw4PzN8vTq2LkR6m",
        "audit -o json",
        "matrix",
        "plan -f docs/examples/plan.yaml -o json",
      })
  void commandsMissNothing(String command) throws Exception {
    var seed = new SeedReader(IdSource.random()).read(Path.of("examples/simulator/seed.json"));
    try (var simulator = Simulator.start(seed)) {
      var ran = run(simulator, command);

      assertThat(ran.output()).doesNotContain("NoClassDefFoundError", "NoSuchMethodError");
      assertThat(ran.exit()).as(ran.output()).isIn(0, command.startsWith("plan") ? 1 : 0);
    }
  }

  private Ended run(Simulator simulator, String command) throws Exception {
    var arguments =
        new ArrayList<>(List.of(java(), "-jar", app.resolve(OPERATOR.getFileName()).toString()));
    arguments.addAll(List.of(command.split(" ", -1)));
    var builder = new ProcessBuilder(arguments);
    var environment = builder.environment();
    environment.put("AUTH0_DOMAIN", simulator.tenant().domain());
    environment.put("AUTH0_CLIENT_ID", "k7Wm2QpXv9LbZr4TcYd8HsNf6GjA3uEe");
    environment.put("AUTH0_CLIENT_SECRET", "operator-secret");
    environment.put("AUTH0_ENDPOINT", simulator.uri().toString());
    return Program.run(builder);
  }

  private static Path sdk() throws IOException {
    return libraries().stream()
        .filter(jar -> jar.getFileName().toString().matches("auth0-\\d.*\\.jar"))
        .findFirst()
        .orElseThrow();
  }

  private static List<Path> libraries() throws IOException {
    try (Stream<Path> jars = Files.list(TARGET.resolve("lib"))) {
      return jars.sorted().toList();
    }
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElseThrow();
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }
}
