package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.clientgrant.testing.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What Argo CD is told about a kind: scripts in Lua, and their tests in Argo CD's own format.
 *
 * @param kind the kind
 */
record Customizations(String kind) {
  private static final Path ALL =
      Path.of("argocd", "resource_customizations", "auth0.clientgrant.io");
  private static final YAMLMapper YAML = new YAMLMapper();

  static Stream<Customizations> ofAllKinds() {
    return Stream.of("ClientGrant", "OrganizationClientGrant", "Auth0Tenant")
        .map(Customizations::new);
  }

  /** Reads a file of YAML. */
  JsonNode yaml(String path) {
    try {
      return YAML.readTree(file(path).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The elements of a list in a file of tests. */
  Stream<JsonNode> tests(String path, String list) {
    return StreamSupport.stream(yaml(path).path(list).spliterator(), false);
  }

  /**
   * Runs a script over a resource, with the Lua that Argo CD runs.
   *
   * @param after the Lua that prints the variable {@code result}
   * @return the lines that it prints
   */
  List<String> run(String script, String resource, String after, Path folder)
      throws IOException, InterruptedException {
    return evaluate(Files.readString(file(script)), resource, after, folder);
  }

  /** The lines that the Lua prints of a resource as it is. */
  List<String> show(String resource, String after, Path folder)
      throws IOException, InterruptedException {
    return evaluate("return obj", resource, after, folder);
  }

  private List<String> evaluate(String script, String resource, String after, Path folder)
      throws IOException, InterruptedException {
    var program =
        """
        obj = %s
        local result = (function()
        %s
        end)()
        %s
        """
            .formatted(lua(yaml(resource)), script, after);
    var file = Files.writeString(folder.resolve("test.lua"), program);
    var ended = Program.runTool("lua", "glua", file.toString());
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output().lines().toList();
  }

  private Path file(String path) {
    return ALL.resolve(kind).resolve(path);
  }

  private static String lua(JsonNode node) {
    if (node.isObject()) {
      return node.properties().stream()
          .map(entry -> "[\"%s\"] = %s".formatted(entry.getKey(), lua(entry.getValue())))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false)
          .map(Customizations::lua)
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return node.toString();
  }
}
