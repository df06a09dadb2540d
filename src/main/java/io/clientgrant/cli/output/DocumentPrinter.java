package io.clientgrant.cli.output;

/** Prints a list as JSON or YAML: an array that is written while it is read. */
final class DocumentPrinter<T> implements Printer<T> {
  private final View<T> view;
  private final Terminal terminal;
  private final Syntax syntax;
  private boolean isEmpty = true;

  DocumentPrinter(View<T> view, Terminal terminal, Syntax syntax) {
    this.view = view;
    this.terminal = terminal;
    this.syntax = syntax;
  }

  /** How a list is written. */
  enum Syntax {
    JSON,
    YAML
  }

  @Override
  public void print(T item) {
    var document = view.document().apply(item);
    switch (syntax) {
      case JSON -> terminal.out().print((isEmpty ? "[\n" : ",\n") + Documents.json(document, 1));
      case YAML -> terminal.out().print(Documents.yamlItem(document));
    }
    isEmpty = false;
  }

  @Override
  public void flush() {
    terminal.flush();
  }

  @Override
  public void end() {
    switch (syntax) {
      case JSON -> terminal.line(isEmpty ? "[]" : "\n]");
      case YAML -> {
        if (isEmpty) {
          terminal.line("[]");
        }
      }
    }
    flush();
  }
}
