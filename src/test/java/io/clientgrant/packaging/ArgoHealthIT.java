package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.clientgrant.testing.Program;
import io.clientgrant.testing.Program.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The health of both kinds, run over the tests that Argo CD itself would run, by the Lua that it
 * runs.
 */
class ArgoHealthIT {
  private static final Path KINDS =
      Path.of("argocd", "resource_customizations", "auth0.clientgrant.io");
  private static final YAMLMapper YAML = new YAMLMapper();

  @TempDir Path folder;

  /** One test of a {@code health_test.yaml}. */
  record Case(String kind, String input, String status, String message) {
    @Override
    public String toString() {
      return kind + " " + input + ": " + status;
    }
  }

  static Stream<Case> cases() {
    return Stream.of("ClientGrant", "Auth0Tenant")
        .flatMap(kind -> {
          var tests = read(KINDS.resolve(kind).resolve("health_test.yaml")).path("tests");
          return StreamSupport.stream(tests.spliterator(), false)
              .map(test ->
                  new Case(
                      kind,
                      test.path("inputPath").asText(),
                      test.path("healthStatus").path("status").asText(),
                      test.path("healthStatus").path("message").asText()));
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsWhatTheResourceTells(Case test) throws Exception {
    var kind = KINDS.resolve(test.kind());
    var script =
        """
        obj = %s
        local health = (function()
        %s
        end)()
        print(health.status)
        print(health.message)
        """
            .formatted(
                lua(read(kind.resolve(test.input()))),
                Files.readString(kind.resolve("health.lua")));
    var file = Files.writeString(folder.resolve("test.lua"), script);
    assertThat(Program.runTool("lua", "glua", file.toString()))
        .isEqualTo(new Ended(0, test.status() + "\n" + test.message() + "\n"));
  }

  private static JsonNode read(Path file) {
    try {
      return YAML.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lua(JsonNode node) {
    if (node.isObject()) {
      return node.properties().stream()
          .map(entry -> "[\"%s\"] = %s".formatted(entry.getKey(), lua(entry.getValue())))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false)
          .map(ArgoHealthIT::lua)
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return node.toString();
  }
}
