package io.clientgrant.cli.output;

import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options of all commands that say how they print. */
public final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      completionCandidates = Lists.class,
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.TABLE;

  @Option(names = "--no-headers", description = "Print no line with titles.")
  private boolean withoutHeaders;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description =
          "One of ${COMPLETION-CANDIDATES}; auto means on a terminal, unless NO_COLOR is set."
              + " Default: ${DEFAULT-VALUE}.")
  private Coloring color = Coloring.AUTO;

  @Option(
      names = "--width",
      paramLabel = "COLUMNS",
      description =
          "How wide a table may be. Default: as wide as the terminal (COLUMNS), or of any width if"
              + " the output goes elsewhere.")
  private int width;

  @Option(
      names = {"-q", "--quiet"},
      description = "Tell nothing on standard error but why it failed.")
  private boolean isQuiet;

  /** The formats that most commands have. */
  static final class Lists implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Format.LISTS.stream().sorted().map(Format::toString).iterator();
    }
  }

  /** When to use colours. */
  enum Coloring {
    AUTO,
    ALWAYS,
    NEVER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How to print. */
  public Format format() {
    return format;
  }

  /** Whether to tell only why it failed. */
  public boolean isQuiet() {
    return isQuiet;
  }

  /** The terminal as these options want it. */
  public Terminal of(Terminal given) {
    return new Terminal(
        given.out(),
        given.err(),
        width > 0 ? width : given.width(),
        switch (color) {
          case AUTO -> given.isColored();
          case ALWAYS -> true;
          case NEVER -> false;
        });
  }

  /** A printer of things of one kind. */
  public <T> Printer<T> printer(View<T> view, Terminal terminal) {
    return format.printer(view, of(terminal), !withoutHeaders);
  }
}
