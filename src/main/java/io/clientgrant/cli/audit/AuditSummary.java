package io.clientgrant.cli.audit;

import io.clientgrant.cli.output.Terminal;
import io.clientgrant.cli.source.Progress;
import io.clientgrant.inventory.audit.Finding;
import io.clientgrant.inventory.audit.Rule;
import io.clientgrant.inventory.audit.Rule.Result.Unchecked;
import io.clientgrant.inventory.audit.Severity;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is said after an audit, beside its findings. */
record AuditSummary(AuditReport report) {
  /** What was not checked is told even to those who want quiet: it must not look like passed. */
  void tell(Terminal terminal, Progress progress) {
    progress.clear();
    var unchecked =
        report.unchecked().stream()
            .collect(Collectors.groupingBy(Unchecked::reason, TreeMap::new, Collectors.toList()));
    unchecked.forEach((reason, rules) ->
        terminal.tell(
            "Not checked: %s. %s"
                .formatted(
                    rules.stream()
                        .map(Unchecked::rule)
                        .map(Rule::id)
                        .collect(Collectors.joining(" ")),
                    reason)));
    report
        .findings()
        .unused()
        .forEach(one ->
            progress.tell(
                "The baseline accepts %s of %s, which was not found: take it out."
                    .formatted(one.rule(), one.subject())));
    progress.tell(
        "%s. Grants: %d, accepted: %d."
            .formatted(
                counts(report.findings().open()),
                report.inventory().grants().size(),
                report.findings().accepted().size()));
  }

  private static String counts(List<Finding> findings) {
    if (findings.isEmpty()) {
      return "Nothing found";
    }
    return "Found: "
        + Arrays.stream(Severity.values())
            .sorted(Comparator.reverseOrder())
            .filter(severity -> count(findings, severity) > 0)
            .map(severity -> "%d %s".formatted(count(findings, severity), severity))
            .collect(Collectors.joining(", "));
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }
}
