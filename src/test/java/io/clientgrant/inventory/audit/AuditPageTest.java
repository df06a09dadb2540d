package io.clientgrant.inventory.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class AuditPageTest {
  @SuppressWarnings("unused") // by the test below
  private static final List<Rule> RULES = Audit.RULES;

  @ParameterizedTest
  @FieldSource("RULES")
  void theDocumentationSaysOfEachRuleWhatTheRuleSays(Rule rule) throws IOException {
    assertThat(Files.readString(Path.of("docs", "audit.md")))
        .contains(
            "| [%s](#%s) | %s | %s |"
                .formatted(
                    rule.id(), rule.id().toLowerCase(Locale.ROOT), rule.severity(), rule.title()))
        .contains(
            "### %s\n\n**%s.** %s\n\n%s\n"
                .formatted(rule.id(), rule.title(), rule.why(), rule.remedy()));
    for (var scope : rule.scopes()) {
      assertThat(Files.readString(Path.of("docs", "audit.md")))
          .containsPattern("\\| \\[%s].*`%s`".formatted(rule.id(), scope));
    }
  }
}
