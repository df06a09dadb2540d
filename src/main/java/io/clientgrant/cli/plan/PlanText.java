package io.clientgrant.cli.plan;

import io.clientgrant.cli.output.Style;
import io.clientgrant.cli.output.Terminal;
import io.clientgrant.cli.plan.PlannedChange.Action;
import io.clientgrant.grant.Change;
import io.clientgrant.grant.Value.StringSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** A plan for people: what changes, line by line, and a sentence at the end. */
public final class PlanText {
  private final Terminal terminal;

  public PlanText(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints it. Resources that nothing happens to are only counted. */
  public void print(PlanReport report) {
    for (var change : report.changes()) {
      if (change.action() != Action.NONE || !change.message().isEmpty()) {
        print(change);
      }
    }
    terminal.styled(Style.BOLD, report.summary());
    terminal.flush();
  }

  private void print(PlannedChange change) {
    terminal.styled(
        PlanView.style(change.action()),
        "%s %s %s/%s: %s"
            .formatted(
                change.action().mark(),
                change.action(),
                change.kind(),
                change.path(),
                change.subject()));
    change.changes().forEach(this::print);
    if (!change.message().isEmpty()) {
      terminal.shown("    " + change.message());
    }
  }

  private void print(Change change) {
    if (change.from() instanceof StringSet(var before)
        && change.to() instanceof StringSet(var after)) {
      terminal.shown("    " + change.field().specName() + ":");
      names("+", after, before).forEach(line -> terminal.styled(Style.GOOD, line));
      names("-", before, after).forEach(line -> terminal.styled(Style.BAD, line));
    } else {
      terminal.shown(
          "    %s: %s -> %s".formatted(change.field().specName(), change.from(), change.to()));
    }
  }

  private static List<String> names(String mark, Collection<String> these, Collection<String> not) {
    var names = new TreeSet<>(these);
    names.removeAll(not);
    var lines = new ArrayList<String>();
    names.forEach(name -> lines.add("      " + mark + " " + name));
    return lines;
  }
}
