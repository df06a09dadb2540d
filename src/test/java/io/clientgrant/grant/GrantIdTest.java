package io.clientgrant.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"cgr_0123456789abcdef", "cgr_Aa-Zz", "1"})
  void anIdIsRead(String id) {
    assertThat(GrantId.parse(id)).contains(new GrantId(id));
    assertThat(new GrantId(id)).hasToString(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../clients",
        "a/b",
        "a\\b",
        "%2e%2e",
        "%2F",
        "a?b",
        "a#b",
        "a;b",
        "a b",
        " a",
        "a\n",
        "\na",
        "a\0",
        "ａ",
        "é",
        "a:b",
        "a@b"
      })
  void anIdWithPathCharactersIsRefused(String trick) {
    assertThat(GrantId.parse(trick)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GrantId(trick))
        .withMessage("not the id of a grant");
  }

  @ParameterizedTest
  @ValueSource(ints = {129, 100_000})
  void anEndlessIdIsNone(int length) {
    assertThat(GrantId.parse("a".repeat(length))).isEmpty();
    assertThat(GrantId.parse("a".repeat(128))).isPresent();
  }
}
