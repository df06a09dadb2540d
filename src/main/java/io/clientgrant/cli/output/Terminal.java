package io.clientgrant.cli.output;

import java.io.PrintStream;

/**
 * Where a command prints.
 *
 * @param out its results
 * @param err everything else: what a person should know, and what went wrong
 * @param width how many columns a row may take; 0 if it may be of any length
 * @param isColored whether colours are wanted
 */
public record Terminal(PrintStream out, PrintStream err, int width, boolean isColored) {
  private static final String PROGRAM = "clientgrant-operator: ";

  /** Prints a line of results, whatever is in it. */
  public void shown(String text) {
    line(Printable.of(text));
  }

  /** The same, standing out if there are colours. */
  public void styled(Style style, String text) {
    line(isColored ? style.around(Printable.of(text)) : Printable.of(text));
  }

  /** Prints a line of results that is fit to be shown. */
  void line(String text) {
    out.print(text);
    out.print('\n');
  }

  /**
   * Shows the results so far.
   *
   * @throws OutputClosed if nobody reads them any more
   */
  public void flush() {
    if (out.checkError()) {
      throw new OutputClosed();
    }
  }

  /** Tells a person something beside the results. */
  public void tell(String sentence) {
    err.print(PROGRAM + Printable.of(sentence) + "\n");
    err.flush();
  }

  /** Nobody reads the results any more, as after {@code | head}. */
  public static final class OutputClosed extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutputClosed() {
      super("nobody reads the output", null, false, false);
    }
  }
}
