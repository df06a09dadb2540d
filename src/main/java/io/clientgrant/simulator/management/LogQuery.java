package io.clientgrant.simulator.management;

import com.fasterxml.jackson.databind.JsonNode;
import io.clientgrant.simulator.wire.QueryRules;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The {@code q} of a search in the log: terms that are joined by {@code AND}, or alternatives in
 * parentheses that are joined by {@code OR}. A term is {@code field:value}, {@code field:"a value"}
 * or a range such as {@code date:[A TO B]}, with braces where an end is not part of it, and {@code
 * *} for no end. The real language has more (Lucene).
 */
final class LogQuery {
  /** Source: documentation, log search query syntax. */
  static final Set<String> SEARCHABLE =
      Set.of(
          "client_id",
          "client_name",
          "connection",
          "connection_id",
          "date",
          "description",
          "hostname",
          "ip",
          "log_id",
          "organization_id",
          "strategy",
          "strategy_type",
          "type",
          "user_agent",
          "user_id",
          "user_name");

  private static final Pattern TERM =
      Pattern.compile(
          "(?<field>[a-z_]+):(?:\"(?<quoted>[^\"]*)\""
              + "|(?<from>[\\[{])(?<low>\\S+) TO (?<high>\\S+)(?<to>[]}])"
              + "|(?<value>[^\\s\"\\[{]+))");

  private LogQuery() {}

  static Predicate<JsonNode> parse(String q) {
    return q.isBlank()
        ? _ -> true
        : Arrays.stream(q.strip().split("\\s+AND\\s+"))
            .map(LogQuery::alternatives)
            .reduce(Predicate::and)
            .orElseThrow();
  }

  private static Predicate<JsonNode> alternatives(String text) {
    return text.startsWith("(") && text.endsWith(")")
        ? Arrays.stream(text.substring(1, text.length() - 1).split("\\s+OR\\s+"))
            .map(LogQuery::term)
            .reduce(Predicate::or)
            .orElseThrow()
        : term(text);
  }

  private static Predicate<JsonNode> term(String text) {
    var term = TERM.matcher(text);
    if (!term.matches() || !SEARCHABLE.contains(term.group("field"))) {
      throw QueryRules.violation("Object didn't pass validation for format lucene", "q");
    }
    var field = term.group("field");
    var wanted = term.group("quoted") == null ? term.group("value") : term.group("quoted");
    Predicate<String> matches = wanted == null ? range(term.toMatchResult()) : wanted::equals;
    return event -> event.hasNonNull(field) && matches.test(event.path(field).asText());
  }

  private static Predicate<String> range(MatchResult term) {
    return value -> {
      var low = value.compareTo(term.group("low"));
      var high = value.compareTo(term.group("high"));
      return (term.group("low").equals("*")
              || low > 0
              || (low == 0 && term.group("from").equals("[")))
          && (term.group("high").equals("*")
              || high < 0
              || (high == 0 && term.group("to").equals("]")));
    };
  }
}
