package io.clientgrant.cli.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.cli.output.Documents;
import io.clientgrant.inventory.audit.Audit;
import io.clientgrant.inventory.audit.Finding;
import io.clientgrant.inventory.audit.Rule;
import io.clientgrant.inventory.audit.Rule.Result.Unchecked;
import io.clientgrant.inventory.audit.Severity;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An audit as SARIF 2.1.0. Source: OASIS, Static Analysis Results Interchange Format. */
public final class SarifReport {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private SarifReport() {}

  /** The log. */
  public static ObjectNode of(AuditReport report) {
    var log = JsonNodeFactory.instance.objectNode();
    log.put("$schema", SCHEMA);
    log.put("version", "2.1.0");
    var run = log.putArray("runs").addObject();
    var driver = run.putObject("tool").putObject("driver");
    driver.put("name", "clientgrant-operator");
    var rules = driver.putArray("rules");
    Audit.RULES.forEach(rule -> describe(rules.addObject(), rule));
    run.putObject("automationDetails").put("id", "client-grants/%s/".formatted(report.domain()));
    invocation(run.putArray("invocations").addObject(), report);
    var results = run.putArray("results");
    report.findings().open().forEach(finding -> result(results, finding));
    report
        .findings()
        .accepted()
        .forEach(finding ->
            result(results, finding)
                .putArray("suppressions")
                .addObject()
                .put("kind", "external")
                .put("status", "accepted"));
    return log;
  }

  private static void describe(ObjectNode node, Rule rule) {
    node.put("id", rule.id());
    node.put("name", name(rule.title()));
    node.putObject("shortDescription").put("text", rule.title() + ".");
    node.putObject("fullDescription").put("text", rule.why());
    node.putObject("help").put("text", rule.remedy());
    node.putObject("defaultConfiguration").put("level", level(rule.severity()));
    var properties = node.putObject("properties");
    properties.put("security-severity", score(rule.severity()));
    AuditDocument.strings(properties.putArray("scopes"), rule.scopes());
  }

  private static void invocation(ObjectNode node, AuditReport report) {
    node.put("executionSuccessful", true);
    node.put("endTimeUtc", report.at().toString());
    var notes = node.putArray("toolExecutionNotifications");
    for (var result : report.results()) {
      if (result instanceof Unchecked(var rule, var reason)) {
        var note = notes.addObject();
        note.put("level", "warning");
        note.putObject("message").put("text", message("It was not checked. " + reason));
        note.putObject("associatedRule").put("id", rule.id()).put("index", index(rule));
      }
    }
  }

  private static ObjectNode result(ArrayNode results, Finding finding) {
    var node = results.addObject();
    node.put("ruleId", finding.rule().id());
    node.put("ruleIndex", index(finding.rule()));
    node.put("level", level(finding.severity()));
    node.putObject("message")
        .put("text", message("%s: %s".formatted(AuditReport.label(finding), finding.message())));
    node.putArray("locations")
        .addObject()
        .putArray("logicalLocations")
        .addObject()
        .put("name", Documents.line(AuditReport.label(finding)))
        .put("fullyQualifiedName", Documents.line(finding.subject()))
        .put("kind", "resource");
    node.putObject("partialFingerprints").put("subject/v1", fingerprint(finding));
    var properties = node.putObject("properties");
    properties.put("severity", finding.severity().toString());
    AuditDocument.strings(properties.putArray("details"), finding.details());
    AuditDocument.strings(properties.putArray("grants"), AuditReport.ids(finding));
    return node;
  }

  /** In a message, brackets make links and braces stand for arguments. Source: 3.11.5, 3.11.6. */
  static String message(String text) {
    return Documents.line(text)
        .replaceAll("([\\\\\\[\\]])", "\\\\$1")
        .replace("{", "{{")
        .replace("}", "}}");
  }

  private static int index(Rule rule) {
    return Audit.RULES.indexOf(rule);
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case CRITICAL, HIGH -> "error";
      case MEDIUM -> "warning";
      case LOW, INFO -> "note";
    };
  }

  /** As CVSS would put it, for viewers that sort by it. */
  private static String score(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "9.5";
      case HIGH -> "8.0";
      case MEDIUM -> "5.5";
      case LOW -> "2.0";
      case INFO -> "0.0";
    };
  }

  /** A title as an identifier in Pascal case. Source: 3.49.7. */
  private static String name(String title) {
    return Stream.of(title.split("[^A-Za-z0-9]+"))
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining());
  }

  private static String fingerprint(Finding finding) {
    return HexFormat.of().formatHex(Sha256.of(finding.rule().id() + "\n" + finding.subject()));
  }
}
