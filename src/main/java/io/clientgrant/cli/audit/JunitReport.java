package io.clientgrant.cli.audit;

import io.clientgrant.cli.output.Documents;
import io.clientgrant.inventory.audit.Finding;
import io.clientgrant.inventory.audit.Rule;
import io.clientgrant.inventory.audit.Rule.Result;
import io.clientgrant.inventory.audit.Rule.Result.Unchecked;
import io.clientgrant.inventory.audit.Severity;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An audit as JUnit's XML, which every CI shows: a test for each rule. A rule that could not be
 * checked is a test that was skipped.
 *
 * <p>It is written without the module java.xml, which is a tenth of the Java runtime in the image.
 */
public final class JunitReport {
  private final AuditReport report;
  private final Severity failOn;

  /**
   * @param failOn how bad a finding must be to be a failure
   */
  public JunitReport(AuditReport report, Severity failOn) {
    this.report = report;
    this.failOn = failOn;
  }

  /** The document. */
  public String xml() {
    var xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites><testsuite");
    attribute(xml, "name", "Client grants of " + report.domain());
    attribute(xml, "tests", String.valueOf(report.results().size()));
    attribute(xml, "failures", String.valueOf(count(result -> !failures(result.rule()).isEmpty())));
    attribute(xml, "errors", "0");
    attribute(xml, "skipped", String.valueOf(count(Unchecked.class::isInstance)));
    attribute(xml, "time", "0");
    attribute(
        xml, "timestamp", report.at().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ""));
    xml.append('>');
    report.results().forEach(result -> test(xml, result));
    return xml.append("</testsuite></testsuites>\n").toString();
  }

  private void test(StringBuilder xml, Result result) {
    var rule = result.rule();
    var failures = failures(rule);
    xml.append("<testcase");
    attribute(xml, "classname", "audit");
    attribute(xml, "name", rule.id() + " " + rule.title());
    attribute(xml, "time", "0");
    xml.append('>');
    if (result instanceof Unchecked(_, var reason)) {
      xml.append("<skipped");
      attribute(xml, "message", reason);
      xml.append("/>");
    } else if (!failures.isEmpty()) {
      xml.append("<failure");
      attribute(xml, "type", failures.getFirst().severity().toString());
      attribute(xml, "message", "%d found. %s".formatted(failures.size(), rule.remedy()));
      xml.append('>').append(escaped(lines(failures))).append("</failure>");
    }
    var others =
        Stream.concat(
                open(rule).filter(finding -> !failures.contains(finding)),
                report.findings().accepted().stream()
                    .filter(finding -> finding.rule().equals(rule)))
            .toList();
    if (!others.isEmpty()) {
      xml.append("<system-out>Accepted, or not as bad:\n")
          .append(escaped(lines(others)))
          .append("</system-out>");
    }
    xml.append("</testcase>");
  }

  private List<Finding> failures(Rule rule) {
    return open(rule).filter(finding -> finding.severity().compareTo(failOn) >= 0).toList();
  }

  private Stream<Finding> open(Rule rule) {
    return report.findings().open().stream().filter(finding -> finding.rule().equals(rule));
  }

  private long count(Predicate<Result> which) {
    return report.results().stream().filter(which).count();
  }

  private static String lines(List<Finding> findings) {
    return findings.stream()
        .map(finding ->
            Documents.line(
                "%s: %s: %s"
                    .formatted(finding.severity(), AuditReport.label(finding), finding.message())))
        .collect(Collectors.joining("\n"));
  }

  /** XML has no way to write some characters, so those that nobody sees are spelled out. */
  private static void attribute(StringBuilder xml, String name, String text) {
    xml.append(' ').append(name).append("=\"").append(escaped(Documents.line(text))).append('"');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
