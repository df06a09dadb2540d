package io.clientgrant.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestNameTest {
  private static final GrantKey KEY = key("billing", "https://api.example.com/invoices", "client");

  @ParameterizedTest
  @CsvSource({
    "Billing service,                  billing-service",
    "https://api.example.com/invoices, api-example-com-invoices",
    "urn:api:x,                        urn-api-x",
    "Zürich,                           zurich",
    "日本,                             ''",
    "--a--,                            a",
    "a very long name of a client application, a-very-long-name-of-a-cl",
    "'../../etc/passwd',               etc-passwd",
  })
  void aWordIsWhatPeopleReadOfAText(String text, String word) {
    assertThat(ManifestName.word(text)).isEqualTo(word);
  }

  @Test
  void aNameIsTheSameEachTime() {
    assertThat(ManifestName.of(KEY, "Billing", "invoices"))
        .isEqualTo("billing-invoices-" + digest());
  }

  private static String digest() {
    return ManifestName.of(KEY);
  }

  @Test
  void grantsWithTheSameWordsHaveDifferentNames() {
    assertThat(ManifestName.of(KEY, "x"))
        .isNotEqualTo(ManifestName.of(key("other", KEY.audience(), "client"), "x"))
        .isNotEqualTo(ManifestName.of(key("billing", KEY.audience() + "/", "client"), "x"))
        .isNotEqualTo(ManifestName.of(key("billing", KEY.audience(), "user"), "x"))
        .isNotEqualTo(ManifestName.of(KEY.forOrganization("org_1"), "x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "日本", "=cmd|'/C calc'!A0", "\u001b[2J", "a\n---\nkind: Secret", "ÄÖÜ"})
  void everyTextMakesANameOfKubernetes(String text) {
    assertThat(ManifestName.of(KEY, text, text)).matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  }

  private static GrantKey key(String client, String audience, String subjectType) {
    return new GrantKey("example.auth0.com", new Grantee.Client(client), audience, subjectType);
  }
}
