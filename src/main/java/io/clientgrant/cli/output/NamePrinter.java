package io.clientgrant.cli.output;

/** Prints the name of each thing on a line, for other programs. */
final class NamePrinter<T> implements Printer<T> {
  private final View<T> view;
  private final Terminal terminal;

  NamePrinter(View<T> view, Terminal terminal) {
    this.view = view;
    this.terminal = terminal;
  }

  @Override
  public void print(T item) {
    terminal.line(Printable.of(view.name().apply(item)));
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
