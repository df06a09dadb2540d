package io.clientgrant.cli.output;

import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param title its title, which is also the name of the column in CSV
 * @param least to how few characters it may be cut if there is no room; {@link #WHOLE} if a part of
 *     it would be of no use
 * @param onlyWide whether only {@code -o wide} and CSV have it
 * @param cell the text of a row
 * @param whole the text of a row where there is room for all of it
 * @param style how a row stands out
 */
public record Column<T>(
    String title,
    int least,
    boolean onlyWide,
    Function<T, String> cell,
    Function<T, String> whole,
    Function<T, Style> style) {
  /** Never cut: left out if there is no room. */
  public static final int WHOLE = Integer.MAX_VALUE;

  /** A column that may be cut. */
  public static <T> Column<T> of(String title, int least, Function<T, String> cell) {
    return new Column<>(title, least, false, cell, cell, _ -> Style.PLAIN);
  }

  /** A column that is never cut, and left out if there is no room. */
  public static <T> Column<T> whole(String title, Function<T, String> cell) {
    return of(title, WHOLE, cell);
  }

  /** The same, only for {@code -o wide} and CSV. */
  public Column<T> whereWide() {
    return new Column<>(title, least, true, cell, whole, style);
  }

  /** The same with a longer text for {@code -o wide} and CSV. */
  public Column<T> orWhole(Function<T, String> text) {
    return new Column<>(title, least, onlyWide, cell, text, style);
  }

  /** The same, standing out. */
  public Column<T> styled(Function<T, Style> how) {
    return new Column<>(title, least, onlyWide, cell, whole, how);
  }

  /** The same for something that has one of these. */
  public <O> Column<O> on(Function<O, T> part) {
    return new Column<>(
        title, least, onlyWide, part.andThen(cell), part.andThen(whole), part.andThen(style));
  }
}
