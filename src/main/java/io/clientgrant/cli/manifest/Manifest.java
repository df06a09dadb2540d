package io.clientgrant.cli.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.cli.output.Documents;

/**
 * A resource to apply.
 *
 * @param comment what it is about, for people
 * @param document the resource
 */
public record Manifest(String comment, ObjectNode document) {
  /** Its name, which is also that of its file. */
  public String name() {
    return document.path("metadata").path("name").asText();
  }

  /** Its kind. */
  public String kind() {
    return document.path("kind").asText();
  }

  /** It as YAML, with the comment before it. */
  public String yaml() {
    return "# " + Documents.line(comment) + "\n" + Documents.yaml(document);
  }
}
