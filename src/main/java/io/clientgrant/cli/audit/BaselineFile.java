package io.clientgrant.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.clientgrant.cli.output.Documents;
import io.clientgrant.cli.source.CommandFailure;
import io.clientgrant.inventory.audit.Baseline;
import io.clientgrant.inventory.audit.Baseline.Accepted;
import io.clientgrant.inventory.audit.Severity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The file of what was accepted, in YAML, to be reviewed like everything else.
 *
 * @param path where it is
 */
public record BaselineFile(Path path) {
  private static final String HEAD =
      """
      # Findings of the audit that were accepted. One that comes to consist in more is told again.
      # Write a reason, and with until the last day of it (2027-01-31); without, it is for good.
      """;

  /** Reads it. */
  public Baseline read() {
    var accepted = parsed(text()).path("accepted");
    if (!accepted.isArray()) {
      throw wrong("it has no list with the name accepted");
    }
    return new Baseline(accepted.valueStream().map(this::accepted).toList());
  }

  private String text() {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          "%s does not exist. --write-baseline makes such a file.".formatted(path));
    } catch (IOException e) {
      throw new CommandFailure("%s cannot be read. Check its permissions.".formatted(path));
    }
  }

  private JsonNode parsed(String yaml) {
    try {
      return Objects.requireNonNullElseGet(
          Serialization.unmarshal(yaml, JsonNode.class), MissingNode::getInstance);
    } catch (RuntimeException e) { // the parsers of YAML and JSON have exceptions of their own
      throw wrong("it is no YAML");
    }
  }

  private Accepted accepted(JsonNode node) {
    try {
      var until = node.path("until").asText("");
      return new Accepted(
          text(node, "rule"),
          text(node, "subject"),
          Severity.valueOf(text(node, "severity").toUpperCase(Locale.ROOT)),
          node.path("details")
              .valueStream()
              .map(JsonNode::asText)
              .collect(Collectors.toCollection(TreeSet::new)),
          node.path("reason").asText(""),
          until.isEmpty() ? null : LocalDate.parse(until));
    } catch (DateTimeException e) {
      throw wrong("until is a day such as 2027-01-31");
    } catch (IllegalArgumentException e) {
      throw wrong("severity is one of critical, high, medium, low, info");
    }
  }

  private String text(JsonNode node, String name) {
    var text = node.path(name).asText("");
    if (text.isEmpty()) {
      throw wrong("each item has %s".formatted(name));
    }
    return text;
  }

  private CommandFailure wrong(String rule) {
    return new CommandFailure("%s is no baseline: %s.".formatted(path, rule));
  }

  /** Writes it. */
  public void write(Baseline baseline) {
    var document = JsonNodeFactory.instance.objectNode();
    var all = document.putArray("accepted");
    for (var one : baseline.accepted()) {
      var item = all.addObject();
      item.put("rule", one.rule());
      item.put("subject", one.subject());
      item.put("severity", one.severity().toString());
      if (!one.details().isEmpty()) {
        AuditDocument.strings(item.putArray("details"), one.details());
      }
      item.put("reason", one.reason());
      if (one.until() != null) {
        item.put("until", one.until().toString());
      }
    }
    try {
      Files.writeString(path, HEAD + Documents.yaml(document));
    } catch (IOException e) {
      throw new CommandFailure("%s cannot be written. Check its folder.".formatted(path));
    }
  }
}
