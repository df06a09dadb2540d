package io.clientgrant.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Prints an aligned table. The rows until the first flush decide how wide the columns are, so that
 * they can be shown before the last row is known.
 */
final class TablePrinter<T> implements Printer<T> {
  private final List<Column<T>> columns;
  private final Terminal terminal;
  private final boolean withHeaders;
  private final boolean isWide;
  private final List<Row> waiting = new ArrayList<>();
  private List<Integer> widths = List.of();

  TablePrinter(List<Column<T>> columns, Terminal terminal, boolean withHeaders, boolean isWide) {
    this.columns = columns.stream().filter(column -> isWide || !column.onlyWide()).toList();
    this.terminal = terminal;
    this.withHeaders = withHeaders;
    this.isWide = isWide;
  }

  private record Row(List<String> cells, List<Style> styles) {}

  @Override
  public void print(T item) {
    waiting.add(
        new Row(
            columns.stream()
                .map(isWide ? Column::whole : Column::cell)
                .map(text -> Printable.of(text.apply(item)))
                .toList(),
            columns.stream().map(column -> column.style().apply(item)).toList()));
  }

  @Override
  public void flush() {
    if (!waiting.isEmpty()) {
      if (widths.isEmpty()) {
        begin();
      }
      waiting.forEach(this::show);
      waiting.clear();
    }
    terminal.flush();
  }

  @Override
  public void end() {
    flush();
  }

  private void begin() {
    var titles = columns.stream().map(Column::title).toList();
    var natural =
        IntStream.range(0, columns.size())
            .mapToObj(column ->
                Math.max(
                    withHeaders ? titles.get(column).length() : 1,
                    waiting.stream()
                        .mapToInt(row -> Printable.width(row.cells.get(column)))
                        .max()
                        .orElse(0)))
            .toList();
    widths =
        TableLayout.fit(
            natural, columns.stream().map(Column::least).toList(), isWide ? 0 : terminal.width());
    if (withHeaders) {
      show(new Row(titles, columns.stream().map(_ -> Style.BOLD).toList()));
    }
  }

  private void show(Row row) {
    var shown =
        IntStream.range(0, widths.size()).filter(column -> widths.get(column) > 0).toArray();
    var line = new StringBuilder();
    for (var column : shown) {
      var isLast = column == shown[shown.length - 1];
      var width = widths.get(column);
      var text = row.cells.get(column);
      var cell = isWide || terminal.width() == 0 ? text : Printable.cut(text, width);
      line.append(terminal.isColored() ? row.styles.get(column).around(cell) : cell);
      if (!isLast) {
        line.repeat(' ', Math.max(0, width - Printable.width(cell)) + TableLayout.GAP);
      }
    }
    terminal.line(line.toString().stripTrailing());
  }
}
