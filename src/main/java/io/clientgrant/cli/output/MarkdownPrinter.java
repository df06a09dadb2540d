package io.clientgrant.cli.output;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints a table for a comment on a pull request. */
final class MarkdownPrinter<T> implements Printer<T> {
  private final List<Column<T>> columns;
  private final Terminal terminal;
  private boolean hasHead;

  MarkdownPrinter(List<Column<T>> columns, Terminal terminal) {
    this.columns = columns.stream().filter(column -> !column.onlyWide()).toList();
    this.terminal = terminal;
  }

  @Override
  public void print(T item) {
    if (!hasHead) {
      hasHead = true;
      row(Column::title);
      row(_ -> "---");
    }
    row(column -> Markdown.escaped(column.cell().apply(item)));
  }

  private void row(Function<Column<T>, String> cell) {
    terminal.shown(columns.stream().map(cell).collect(Collectors.joining(" | ", "| ", " |")));
  }

  @Override
  public void flush() {
    terminal.flush();
  }

  @Override
  public void end() {
    flush();
  }
}
