package io.clientgrant.cli.output;

/** Text that a terminal shows and does not obey. */
final class Printable {
  private static final int LAST_OF_ASCII = 0x7E;

  private Printable() {}

  /**
   * A text with an escape for each character that a terminal may act on, that changes the direction
   * of what follows, or that nobody can see.
   */
  static String of(String text) {
    return text.codePoints().allMatch(Printable::isShown) ? text : escaped(text);
  }

  private static String escaped(String text) {
    var shown = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(character -> {
          if (isShown(character)) {
            shown.appendCodePoint(character);
          } else {
            shown.append(escape(character));
          }
        });
    return shown.toString();
  }

  private static String escape(int character) {
    return switch (character) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> "\\u{%X}".formatted(character);
    };
  }

  /** Whether a character is only shown. */
  static boolean isShown(int character) {
    if (character >= ' ' && character <= LAST_OF_ASCII) {
      return true;
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** How many columns a text takes: about, as terminals differ. */
  static int width(String text) {
    return text.codePoints().map(Printable::width).sum();
  }

  /** The beginning of a text, in so many columns, with an ellipsis if something is missing. */
  static String cut(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    var kept = new StringBuilder();
    var taken = 1; // the ellipsis
    for (var character : text.codePoints().toArray()) {
      taken += width(character);
      if (taken > width) {
        break;
      }
      kept.appendCodePoint(character);
    }
    return kept.append('…').toString();
  }

  private static int width(int character) {
    if (character <= LAST_OF_ASCII) {
      return 1;
    }
    var type = Character.getType(character);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    return isWide(character) ? 2 : 1;
  }

  /** Source: Unicode, East Asian Width; in whole blocks. */
  private static boolean isWide(int character) {
    return (character >= 0x1100 && character <= 0x115F)
        || (character >= 0x2E80 && character <= 0xA4CF)
        || (character >= 0xAC00 && character <= 0xD7A3)
        || (character >= 0xF900 && character <= 0xFAFF)
        || (character >= 0xFE30 && character <= 0xFE6F)
        || (character >= 0xFF00 && character <= 0xFF60)
        || (character >= 0x1F300 && character <= 0x1FAFF)
        || (character >= 0x20000 && character <= 0x3FFFD);
  }
}
