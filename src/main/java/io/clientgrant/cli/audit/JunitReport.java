package io.clientgrant.cli.audit;

import io.clientgrant.cli.output.Documents;
import io.clientgrant.inventory.audit.Finding;
import io.clientgrant.inventory.audit.Rule;
import io.clientgrant.inventory.audit.Rule.Result;
import io.clientgrant.inventory.audit.Rule.Result.Unchecked;
import io.clientgrant.inventory.audit.Severity;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * An audit as JUnit's XML, which every CI shows: a test for each rule. A rule that could not be
 * checked is a test that was skipped.
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
    var text = new StringWriter();
    try {
      var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      suite(xml);
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e); // a text takes everything
    }
    return text.append('\n').toString();
  }

  private void suite(XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement("testsuite");
    attribute(xml, "name", "Client grants of " + report.domain());
    attribute(xml, "tests", String.valueOf(report.results().size()));
    attribute(xml, "failures", String.valueOf(count(result -> !failures(result.rule()).isEmpty())));
    attribute(xml, "errors", "0");
    attribute(xml, "skipped", String.valueOf(count(Unchecked.class::isInstance)));
    attribute(xml, "time", "0");
    attribute(
        xml, "timestamp", report.at().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ""));
    for (var result : report.results()) {
      test(xml, result);
    }
    xml.writeEndElement();
  }

  private void test(XMLStreamWriter xml, Result result) throws XMLStreamException {
    var rule = result.rule();
    var failures = failures(rule);
    xml.writeStartElement("testcase");
    attribute(xml, "classname", "audit");
    attribute(xml, "name", rule.id() + " " + rule.title());
    attribute(xml, "time", "0");
    if (result instanceof Unchecked(_, var reason)) {
      xml.writeEmptyElement("skipped");
      attribute(xml, "message", reason);
    } else if (!failures.isEmpty()) {
      xml.writeStartElement("failure");
      attribute(xml, "type", failures.getFirst().severity().toString());
      attribute(xml, "message", "%d found. %s".formatted(failures.size(), rule.remedy()));
      xml.writeCharacters(lines(failures));
      xml.writeEndElement();
    }
    var others =
        Stream.concat(
                open(rule).filter(finding -> !failures.contains(finding)),
                report.findings().accepted().stream()
                    .filter(finding -> finding.rule().equals(rule)))
            .toList();
    if (!others.isEmpty()) {
      xml.writeStartElement("system-out");
      xml.writeCharacters("Accepted, or not as bad:\n" + lines(others));
      xml.writeEndElement();
    }
    xml.writeEndElement();
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
  private static void attribute(XMLStreamWriter xml, String name, String text)
      throws XMLStreamException {
    xml.writeAttribute(name, Documents.line(text));
  }
}
