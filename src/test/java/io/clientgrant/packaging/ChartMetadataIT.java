package io.clientgrant.packaging;

import static io.clientgrant.packaging.Charts.helm;
import static io.clientgrant.packaging.Charts.rendered;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.Program.Ended;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What the charts say about themselves to Helm, and to Artifact Hub. */
@ExtendWith(ControlPlaneExtension.class)
@ParameterizedClass
@ValueSource(strings = {Charts.OPERATOR, Charts.CRDS})
class ChartMetadataIT {
  private static final YAMLMapper YAML = new YAMLMapper();

  private final ControlPlane controlPlane;
  @Parameter String chart = "";
  @TempDir Path folder;

  ChartMetadataIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @Test
  void bothKindsOfHelmHaveNothingToSay() throws Exception {
    for (var version : List.of("helm3", "helm4")) {
      assertThat(helm(version, "lint", "--strict", chart))
          .isEqualTo(
              new Ended(
                  0, "==> Linting %s\n\n1 chart(s) linted, 0 chart(s) failed\n".formatted(chart)));
    }
  }

  @Test
  void itListsAllKinds() throws IOException {
    var expected =
        Crds.KINDS.stream()
            .map(kind ->
                List.of(
                    HasMetadata.getKind(kind),
                    HasMetadata.getVersion(kind),
                    CustomResource.getCRDName(kind)))
            .toList();
    assertThat(
            elements(annotation("crds")).stream()
                .map(crd -> List.of(text(crd, "kind"), text(crd, "version"), text(crd, "name"))))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void itsExamplesAreOfAllKindsAndTheApiServerTakesThem() throws IOException {
    var namespace = controlPlane.newNamespace();
    var kinds = new ArrayList<String>();
    for (var example : elements(annotation("crdsExamples"))) {
      kinds.add(text(example, "kind"));
      var file = folder.resolve("example.yaml");
      Files.writeString(file, YAML.writeValueAsString(example));
      var applied =
          controlPlane.kubectl(
              "apply", "--namespace", namespace, "--dry-run=server", "--filename", file.toString());
      assertThat(applied.exit()).as(applied.output()).isZero();
    }
    assertThat(kinds)
        .containsExactlyInAnyOrderElementsOf(
            Crds.KINDS.stream().map(HasMetadata::getKind).toList());
  }

  @Test
  void itsImageIsTheOneThatIsRendered() throws Exception {
    if (chart.equals(Charts.OPERATOR)) {
      var image = text(elements(annotation("images")).getFirst(), "image");
      assertThat(rendered("helm4", "r", "ns")).contains("image: " + image + "\n");
    }
  }

  private JsonNode annotation(String name) throws IOException {
    var metadata = YAML.readTree(Path.of(chart, "Chart.yaml").toFile());
    return YAML.readTree(text(metadata.path("annotations"), "artifacthub.io/" + name));
  }

  private static List<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).toList();
  }

  private static String text(JsonNode node, String field) {
    return node.required(field).asText();
  }
}
