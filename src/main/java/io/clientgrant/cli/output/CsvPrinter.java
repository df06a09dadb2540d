package io.clientgrant.cli.output;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Prints comma-separated values. Source: RFC 4180; OWASP, CSV Injection, for what a spreadsheet
 * would take for a formula.
 */
final class CsvPrinter<T> implements Printer<T> {
  private static final String FORMULA = "=+-@\t\r\n";

  private final List<Column<T>> columns;
  private final Terminal terminal;

  CsvPrinter(List<Column<T>> columns, Terminal terminal, boolean withHeaders) {
    this.columns = columns;
    this.terminal = terminal;
    if (withHeaders) {
      row(column -> column.title().toLowerCase(Locale.ROOT).replace(' ', '_'));
    }
  }

  @Override
  public void print(T item) {
    row(column -> column.whole().apply(item));
  }

  private void row(Function<Column<T>, String> cell) {
    terminal
        .out()
        .print(
            columns.stream()
                .map(cell.andThen(CsvPrinter::quoted))
                .collect(Collectors.joining(",")));
    terminal.out().print("\r\n");
  }

  /** A cell, so that it is text to a spreadsheet whatever it begins with. */
  static String quoted(String text) {
    var harmless = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    var shown = Printable.of(harmless);
    return shown.chars().anyMatch(character -> character == ',' || character == '"')
        ? '"' + shown.replace("\"", "\"\"") + '"'
        : shown;
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
