package io.clientgrant.cli.audit;

import io.clientgrant.cli.output.Column;
import io.clientgrant.cli.output.Style;
import io.clientgrant.cli.output.View;
import io.clientgrant.inventory.audit.Finding;
import io.clientgrant.inventory.audit.Severity;
import java.util.List;

/** How findings look in a table. */
final class AuditView {
  private AuditView() {}

  static View<Finding> view() {
    return new View<>(
        List.of(
            Column.<Finding>whole("SEVERITY", finding -> finding.severity().toString())
                .styled(finding -> style(finding.severity())),
            Column.whole("RULE", finding -> finding.rule().id()),
            Column.of("WHERE", 16, AuditReport::label),
            Column.of("FINDING", 24, Finding::message),
            Column.<Finding>of("WHAT TO DO", 24, finding -> finding.rule().remedy()).whereWide(),
            Column.<Finding>whole("GRANTS", finding -> String.join(" ", AuditReport.ids(finding)))
                .whereWide()),
        finding -> finding.rule().id(),
        _ -> {
          throw new IllegalStateException("an audit is one document");
        });
  }

  private static Style style(Severity severity) {
    return switch (severity) {
      case CRITICAL, HIGH -> Style.BAD;
      case MEDIUM -> Style.WARNING;
      case LOW -> Style.PLAIN;
      case INFO -> Style.DIM;
    };
  }
}
