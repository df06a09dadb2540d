package io.clientgrant.packaging;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file of {@code examples/} or of the test resources {@code manifests/invalid/}.
 *
 * @param path where it is
 * @param name its name without {@code .yaml}
 * @param text all of it
 */
record Example(String path, String name, String text) {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  private static final Pattern BETWEEN_DOCUMENTS = Pattern.compile("(?m)^---$");
  private static final Pattern REFUSED = Pattern.compile("\\A# refused: (.+)\\n");

  static List<Example> valid() throws IOException {
    return in(Path.of("examples"));
  }

  static List<Example> invalid() throws IOException {
    return in(Path.of("src", "test", "resources", "manifests", "invalid"));
  }

  private static List<Example> in(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .map(Example::read)
          .toList();
    }
  }

  private static Example read(Path file) {
    try {
      var name = file.getFileName().toString();
      return new Example(
          file.toString(),
          name.substring(0, name.length() - ".yaml".length()),
          Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> documents() {
    return BETWEEN_DOCUMENTS.splitAsStream(text).toList();
  }

  List<GenericKubernetesResource> resources() {
    return documents().stream()
        .map(document -> SERIALIZATION.unmarshal(document, GenericKubernetesResource.class))
        .toList();
  }

  /** The resources of one kind, read as that kind's Java type. */
  <T> List<T> resources(Class<T> kind) {
    return resources().stream()
        .filter(resource -> resource.getKind().equals(kind.getSimpleName()))
        .map(resource -> SERIALIZATION.convertValue(resource, kind))
        .toList();
  }

  /** The sentence with which the API server must refuse the last document. */
  String refusal() {
    var refused = REFUSED.matcher(text);
    if (!refused.find()) {
      throw new AssertionError(name + " does not begin with '# refused: ' and a sentence");
    }
    return refused.group(1);
  }

  @Override
  public String toString() {
    return name;
  }
}
