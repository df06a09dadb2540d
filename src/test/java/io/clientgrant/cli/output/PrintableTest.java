package io.clientgrant.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
  @ParameterizedTest
  @CsvSource({
    "Billing,        Billing",
    "Zürich 日本 🙂, Zürich 日本 🙂",
    "'a\tb\nc\rd',   a\\tb\\nc\\rd",
    "'\u001b[31m',   '\\u{1B}[31m'",
    "'\u009b31m',    '\\u{9B}31m'",
    "'x\u202ey',     'x\\u{202E}y'",
    "'x\u200by',     'x\\u{200B}y'",
    "'x\u2028y',     'x\\u{2028}y'",
    "'\u007f',       '\\u{7F}'",
  })
  void whatATerminalWouldObeyIsEscaped(String given, String shown) {
    assertThat(Printable.of(given)).isEqualTo(shown);
  }

  @Test
  void halfACharacterIsEscaped() {
    assertThat(Printable.of("\ud83d")).isEqualTo("\\u{D83D}");
  }

  @ParameterizedTest
  @CsvSource({"abc, 3", "日本, 4", "e\u0301, 1", "🙂, 2", "'', 0"})
  void aWideCharacterTakesTwoColumns(String text, int width) {
    assertThat(Printable.width(text)).isEqualTo(width);
  }

  @ParameterizedTest
  @CsvSource({"abcdef, 6, abcdef", "abcdef, 5, abcd…", "日本語, 5, 日本…", "日本語, 4, 日…", "ab, 1, …"})
  void whatIsTooLongIsCut(String text, int width, String cut) {
    assertThat(Printable.cut(text, width)).isEqualTo(cut);
    assertThat(Printable.width(cut)).isLessThanOrEqualTo(width);
  }
}
