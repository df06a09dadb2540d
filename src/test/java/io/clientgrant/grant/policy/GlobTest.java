package io.clientgrant.grant.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "read:invoices, read:invoices",
    "*,             read:invoices",
    "*,             ''",
    "read:*,        read:invoices",
    "read:*,        read:",
    "*:invoices,    read:invoices",
    "r*d:*s,        read:invoices",
    "*a*a*,         banana",
    "https://api.example.com/*, https://api.example.com/a/b?c",
    "**,            anything",
    "a*a,           aa",
    "*.*,           .",
  })
  void matches(String pattern, String name) {
    assertThat(new Glob(pattern).matches(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "read:invoices, read:invoice",
    "read:invoices, Read:invoices",
    "read:*,        write:read:invoices",
    "*:invoices,    read:invoices:all",
    "a*a,           a",
    "*a*a*a*a*,     banana",
    "ab*ba,         aba",
    "'',            a",
    "r?ad,          read",
    "[a-z],         a",
    ".*,            anything",
    "https://api.example.com/*, https://api.example.com.evil.example/",
  })
  void doesNotMatch(String pattern, String name) {
    assertThat(new Glob(pattern).matches(name)).isFalse();
  }

  @Test
  void onlyANameWithoutAWildcardIsLiteral() {
    assertThat(new Glob("a").isLiterally("a")).isTrue();
    assertThat(new Glob("a").isLiterally("b")).isFalse();
    assertThat(new Glob("a*").isLiterally("a*")).isFalse();
    assertThat(new Glob("*").isLiterally("*")).isFalse();
  }

  @Test
  void oneOfSeveralIsEnough() {
    assertThat(Glob.matches(Glob.of(List.of("x", "read:*")), "read:a")).isTrue();
    assertThat(Glob.matches(Glob.of(List.of("x", "y")), "read:a")).isFalse();
    assertThat(Glob.matches(List.of(), "read:a")).isFalse();
  }
}
