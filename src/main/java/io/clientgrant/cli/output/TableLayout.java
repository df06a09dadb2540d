package io.clientgrant.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Finds how wide the columns of a table are. */
final class TableLayout {
  static final int GAP = 2;

  private TableLayout() {}

  /**
   * The widths of columns.
   *
   * @param natural how wide each is if it is not cut
   * @param least to what it may be cut; more than natural if it may not be
   * @param width how many there are for all of them; 0 if there is no end
   * @return a width for each; 0 for one that is left out
   */
  static List<Integer> fit(List<Integer> natural, List<Integer> least, int width) {
    var widths = new ArrayList<>(natural);
    while (width > 0 && total(widths) > width) {
      var excess = total(widths) - width;
      var widest =
          IntStream.range(0, widths.size())
              .filter(column -> widths.get(column) > least.get(column))
              .reduce((one, other) -> widths.get(other) > widths.get(one) ? other : one);
      if (widest.isPresent()) {
        var column = widest.getAsInt();
        widths.set(column, Math.max(least.get(column), widths.get(column) - Math.min(excess, 1)));
      } else if (!leaveOutTheLast(widths)) {
        widths.set(0, Math.min(widths.getFirst(), width));
      } else {
        restore(widths, natural);
      }
    }
    return List.copyOf(widths);
  }

  /** Leaves out the last column; false if only the first is left. */
  private static boolean leaveOutTheLast(List<Integer> widths) {
    for (var column = widths.size() - 1; column > 0; column--) {
      if (widths.get(column) > 0) {
        widths.set(column, 0);
        return true;
      }
    }
    return false;
  }

  /** The others get the room of a column that was left out. */
  private static void restore(List<Integer> widths, List<Integer> natural) {
    for (var column = 0; column < widths.size(); column++) {
      if (widths.get(column) > 0) {
        widths.set(column, natural.get(column));
      }
    }
  }

  private static int total(List<Integer> widths) {
    var shown = widths.stream().filter(width -> width > 0).toList();
    return shown.stream().mapToInt(Integer::intValue).sum() + GAP * (shown.size() - 1);
  }
}
