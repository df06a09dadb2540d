package io.clientgrant.cli.check;

import io.clientgrant.auth0.http.Exchange;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the operator counts on at the token endpoint. */
final class TokenRules {
  private static final String CALL = "POST /oauth/token";
  private static final Rule TOKEN =
      Rule.recorded(CALL, "200, token_type Bearer, expires_in in seconds");
  private static final Rule SCOPE = Rule.recorded(CALL, "scope names what the token may do");
  private static final Rule TYPE = Rule.recorded(CALL, "Content-Type: application/json");

  private TokenRules() {}

  /** What came of them, by the answer with the token. */
  static List<Outcome> outcomes(Exchange exchange) {
    var answer = Attempt.json(exchange.body());
    var kind = answer.path("token_type").asText("no token_type");
    var life = answer.path("expires_in");
    var type = exchange.header("content-type").orElse("none");
    return List.of(
        TOKEN.seen(
            exchange.status() == 200 && kind.equals("Bearer") && life.isIntegralNumber(),
            "%d, %s, %s".formatted(exchange.status(), kind, life.asText("no expires_in"))),
        scope(answer.path("scope").asText()),
        TYPE.seen(type.equalsIgnoreCase("application/json"), type));
  }

  /** A token without all rights is no fault of the tenant. */
  private static Outcome scope(String scope) {
    if (scope.isEmpty()) {
      return SCOPE.seen(false, "no scope");
    }
    var given = Set.of(scope.split(" "));
    var lacks =
        Stream.of("read", "create", "update", "delete")
            .map(verb -> verb + ":client_grants")
            .filter(needed -> !given.contains(needed))
            .collect(Collectors.joining(", "));
    return SCOPE.seen(
        true,
        lacks.isEmpty()
            ? "%d scopes, with all for client grants".formatted(given.size())
            : "%d scopes, without %s".formatted(given.size(), lacks));
  }
}
