package io.clientgrant.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tables in Markdown, aligned for those who read them in a terminal. */
final class Report {
  private final PrintStream out;
  private final List<List<String>> rows = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  void row(Object... cells) {
    rows.add(Arrays.stream(cells).map(Report::text).toList());
  }

  private static String text(Object cell) {
    return cell instanceof Double number ? "%.1f".formatted(number) : cell.toString();
  }

  /** Prints the rows, of which the first is the header, and begins another table. */
  void print(String title) {
    out.printf("%n%s%n%n", title);
    var widths =
        IntStream.range(0, rows.getFirst().size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    out.println(line(rows.getFirst(), widths));
    out.println(line(Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths));
    rows.stream().skip(1).forEach(row -> out.println(line(row, widths)));
    rows.clear();
    out.flush();
  }

  private static String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(column -> ("%-" + widths[column] + "s").formatted(cells.get(column)))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
