package io.clientgrant.cli.output;

import java.util.Locale;
import java.util.Set;

/** How a command prints. */
public enum Format {
  TABLE,
  WIDE,
  JSON,
  YAML,
  CSV,
  MARKDOWN,
  NAME,
  SARIF,
  JUNIT,
  HTML;

  /** Those in which every list can be printed. */
  public static final Set<Format> LISTS = Set.of(TABLE, WIDE, JSON, YAML, CSV, MARKDOWN, NAME);

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A printer of this format. */
  <T> Printer<T> printer(View<T> view, Terminal terminal, boolean withHeaders) {
    return switch (this) {
      case TABLE -> new TablePrinter<>(view.columns(), terminal, withHeaders, false);
      case WIDE -> new TablePrinter<>(view.columns(), terminal, withHeaders, true);
      case CSV -> new CsvPrinter<>(view.columns(), terminal, withHeaders);
      case MARKDOWN -> new MarkdownPrinter<>(view.columns(), terminal);
      case JSON -> new DocumentPrinter<>(view, terminal, DocumentPrinter.Syntax.JSON);
      case YAML -> new DocumentPrinter<>(view, terminal, DocumentPrinter.Syntax.YAML);
      case NAME -> new NamePrinter<>(view, terminal);
      case SARIF, JUNIT, HTML -> throw new IllegalStateException("not a format of lists");
    };
  }
}
