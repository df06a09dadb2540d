package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clientgrant.testing.Program;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What editors, and kubeconform in a pipeline, make of manifests with the JSON schemas. */
class SchemasIT {
  private static final Pattern GUIDE =
      Pattern.compile("(?m)^ *kubeconform (?<options>.*) -schema-location '(?<schemas>\\S+)'");
  private static final Pattern SCHEMA =
      Pattern.compile("(?m)^# yaml-language-server: \\$schema=(\\S+)$");

  /** All that a JSON schema can say of a text; the other rules in CEL compare fields. */
  private static final Pattern EXPRESSIBLE = Pattern.compile("self\\.matches\\(r'[^']*'\\)");

  static List<Example> valid() throws IOException {
    return Example.valid();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void anExampleNamesTheSchemaOfEachOfItsResources(Example example) {
    var kinds = Crds.KINDS.stream().map(HasMetadata::getKind).toList();
    for (var i = 0; i < example.documents().size(); i++) {
      var resource = example.resources().get(i);
      var named = SCHEMA.matcher(example.documents().get(i)).results().map(found -> found.group(1));
      if (kinds.contains(resource.getKind())) {
        assertThat(named.map(schema -> Path.of(example.path()).resolveSibling(schema).normalize()))
            .containsExactly(
                Path.of("schemas", resource.getKind().toLowerCase(Locale.ROOT) + "_v1alpha1.json"));
      } else {
        assertThat(named).isEmpty();
      }
    }
  }

  @Test
  void everyExampleIsValid() throws Exception {
    assertThat(refused(Example.valid())).isEmpty();
  }

  @Test
  void everyManifestIsRefusedThatBreaksARuleWhichASchemaCanExpress() throws Exception {
    var beyond = rulesBeyondSchemas();
    var expected = new TreeSet<String>();
    for (var example : Example.invalid()) {
      var refusal = example.refusal().replaceAll("\\[\\d+]", "[]");
      if (beyond.stream().noneMatch(refusal::contains)) {
        expected.add(example.path());
      }
    }
    assertThat(expected).hasSizeGreaterThan(40);
    assertThat(refused(Example.invalid())).containsAll(expected);
  }

  private static Set<String> rulesBeyondSchemas() throws IOException {
    var messages = new HashSet<String>();
    messages.add(
        "spec.expiresAt: Invalid value"); // CEL finds no time in a text that looks like one
    for (var kind : Crds.KINDS) {
      Crds.schemas(kind).values().stream()
          .flatMap(schema -> schema.getXKubernetesValidations().stream())
          .filter(rule -> !EXPRESSIBLE.matcher(rule.getRule().strip()).matches())
          .forEach(rule -> messages.add(rule.getMessage()));
    }
    return messages;
  }

  /** The files with a resource that kubeconform refuses, run as the guide says. */
  private static Set<String> refused(List<Example> examples) throws Exception {
    var guide = GUIDE.matcher(Files.readString(Path.of("docs", "install.md")));
    assertThat(guide.find()).isTrue();
    var arguments = new ArrayList<>(List.of(guide.group("options").split(" ")));
    arguments.addAll(List.of("-output", "json", "-schema-location", guide.group("schemas")));
    examples.forEach(example -> arguments.add(example.path()));
    var ended = Program.runTool("lint", "kubeconform", arguments.toArray(String[]::new));
    var resources = new ObjectMapper().readTree(ended.output()).required("resources");
    assertThat(ended.exit()).isEqualTo(resources.isEmpty() ? 0 : 1);
    return new TreeSet<>(stream(resources).map(SchemasIT::file).toList());
  }

  private static String file(JsonNode resource) {
    assertThat(resource.required("status").asText()).isEqualTo("statusInvalid");
    return resource.required("filename").asText();
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    var elements = new ArrayList<JsonNode>();
    list.forEach(elements::add);
    return elements.stream();
  }
}
