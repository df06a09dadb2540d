package io.clientgrant.cli.plan;

import io.clientgrant.cli.output.Markdown;
import io.clientgrant.cli.output.Terminal;
import io.clientgrant.cli.plan.PlannedChange.Action;
import io.clientgrant.grant.Change;

/** A plan for a comment on a pull request. */
public final class PlanMarkdown {
  private PlanMarkdown() {}

  /** Prints it. */
  public static void print(PlanReport report, Terminal terminal) {
    terminal.shown("### Client grants");
    terminal.shown("");
    terminal.shown(Markdown.escaped(report.summary()));
    var shown = report.changes().stream().filter(change -> change.action() != Action.NONE).toList();
    if (!shown.isEmpty()) {
      terminal.shown("");
      terminal.shown("| | resource | what |");
      terminal.shown("| --- | --- | --- |");
      shown.forEach(change -> terminal.shown(row(change)));
    }
    report
        .notes()
        .forEach(note -> {
          terminal.shown("");
          terminal.shown("> " + Markdown.escaped(note));
        });
    terminal.flush();
  }

  private static String row(PlannedChange change) {
    var what =
        (Markdown.escaped(change.subject())
            + (change.changes().isEmpty()
                ? ""
                : "<br>" + Markdown.escaped(Change.toString(change.changes())))
            + (change.message().isEmpty() ? "" : "<br>" + Markdown.escaped(change.message())));
    return "| %s **%s** | %s %s | %s |"
        .formatted(
            change.action().mark().replace("-", "\\-").replace("+", "\\+").replace("~", "\\~"),
            change.action(),
            change.kind(),
            Markdown.escaped(change.path()),
            what);
  }
}
