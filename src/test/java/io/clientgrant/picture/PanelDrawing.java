package io.clientgrant.picture;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A panel of the dashboard as SVG: its last value if it is a number, else its lines.
 *
 * @param panel as the dashboard describes it
 */
record PanelDrawing(JsonNode panel, List<Series> series) {
  /** How wide the dashboard is, in pixels. */
  static final int WIDTH = 1200;

  private static final int COLUMN = WIDTH / 24;
  private static final int ROW = 26;
  private static final int GAP = 4;
  private static final int LEFT = 46;
  private static final int TOP = 26;
  private static final int LEGEND_LINE = 14;
  private static final int MOST_IN_A_LEGEND = 5;
  private static final List<String> COLORS =
      List.of(
          "#1f77b4", "#d95f02", "#2a9d4a", "#c2255c", "#7048e8", "#0b7285", "#8a6d00", "#868e96");

  /** Where it ends, in pixels from the top. */
  int bottom() {
    return (grid("y") + grid("h")) * ROW;
  }

  String svg() {
    var x = grid("x") * COLUMN + GAP;
    var y = grid("y") * ROW + GAP;
    return "<g transform=\"translate(%d %d)\">%s</g>".formatted(x, y, inside());
  }

  private String inside() {
    return switch (panel.path("type").asText()) {
      case "row" -> text(4, 16, "font-weight=\"bold\" font-size=\"13\"", title());
      case "stat" -> frame() + title(10) + number();
      default -> frame() + title(10) + lines();
    };
  }

  private String frame() {
    return "<rect width=\"%d\" height=\"%d\" rx=\"3\" fill=\"#ffffff\" stroke=\"#d0d7de\"/>"
        .formatted(width(), height());
  }

  private String title(int x) {
    return text(x, 17, "font-weight=\"bold\"", title());
  }

  private String number() {
    var value = series.isEmpty() ? "no data" : shown(series.getFirst().points().getLast().value());
    return text(width() / 2, height() / 2 + 20, "font-size=\"28\" text-anchor=\"middle\"", value);
  }

  private String lines() {
    var most =
        series.stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(Series.Point::value)
            .max()
            .orElse(0);
    var top = most <= 0 ? 1 : most * 1.05;
    var begin = time(0);
    var end = time(1);
    var legend = Math.min(series.size(), MOST_IN_A_LEGEND + 1) * LEGEND_LINE;
    var plotHeight = height() - TOP - legend - 12;
    var plotWidth = width() - LEFT - 10;
    var plots =
        IntStream.range(0, series.size())
            .mapToObj(index ->
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"%s\"/>"
                    .formatted(
                        color(index),
                        series.get(index).points().stream()
                            .map(point ->
                                String.format(
                                    Locale.ROOT,
                                    "%.1f,%.1f",
                                    LEFT + plotWidth * (point.time() - begin) / (end - begin),
                                    TOP + plotHeight * (1 - point.value() / top)))
                            .collect(joining(" "))))
            .collect(joining());
    return axis(TOP, top)
        + axis(TOP + plotHeight / 2, top / 2)
        + axis(TOP + plotHeight, 0)
        + plots
        + legend(TOP + plotHeight + 20);
  }

  private String axis(int y, double value) {
    return "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#eaeef2\"/>"
            .formatted(LEFT, width() - 10, y, y)
        + text(LEFT - 5, y + 4, "text-anchor=\"end\" fill=\"#59636e\"", shown(value));
  }

  private String legend(int y) {
    var named =
        IntStream.range(0, Math.min(series.size(), MOST_IN_A_LEGEND))
            .mapToObj(index ->
                "<rect x=\"12\" y=\"%d\" width=\"10\" height=\"3\" fill=\"%s\"/>"
                        .formatted(y + index * LEGEND_LINE - 5, color(index))
                    + text(28, y + index * LEGEND_LINE, "", series.get(index).name()))
            .collect(joining());
    var more = series.size() - MOST_IN_A_LEGEND;
    return more > 0
        ? named + text(28, y + MOST_IN_A_LEGEND * LEGEND_LINE, "", "and %d more".formatted(more))
        : named;
  }

  /** The first or the last moment of all lines. */
  private double time(int end) {
    var times =
        series.stream().flatMap(line -> line.points().stream()).mapToDouble(Series.Point::time);
    return end == 0 ? times.min().orElse(0) : times.max().orElse(1);
  }

  private String shown(double value) {
    return switch (panel.at("/fieldConfig/defaults/unit").asText()) {
      case "s" -> value < 1 ? digits(value * 1_000) + " ms" : digits(value) + " s";
      case "bytes" -> digits(value / 1024 / 1024) + " MiB";
      case "percentunit" -> digits(value * 100) + " %";
      case "reqps", "ops" -> digits(value) + "/s";
      default -> digits(value);
    };
  }

  private static String digits(double value) {
    return value == Math.rint(value) || value >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, value >= 1 ? "%.1f" : "%.2f", value);
  }

  private static String text(int x, int y, String attributes, String text) {
    var escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return "<text x=\"%d\" y=\"%d\" %s>%s</text>".formatted(x, y, attributes, escaped);
  }

  private static String color(int index) {
    return COLORS.get(index % COLORS.size());
  }

  private String title() {
    return panel.path("title").asText();
  }

  private int width() {
    return grid("w") * COLUMN - 2 * GAP;
  }

  private int height() {
    return grid("h") * ROW - 2 * GAP;
  }

  private int grid(String field) {
    return panel.path("gridPos").path(field).asInt();
  }
}
