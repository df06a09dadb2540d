package io.clientgrant.cli.output;

/** How a cell stands out, on a terminal with colours. */
public enum Style {
  PLAIN(""),
  BOLD("\u001b[1m"),
  DIM("\u001b[2m"),
  GOOD("\u001b[32m"),
  WARNING("\u001b[33m"),
  BAD("\u001b[31m");

  private static final String RESET = "\u001b[0m";

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String around(String text) {
    return this == PLAIN || text.isEmpty() ? text : code + text + RESET;
  }
}
