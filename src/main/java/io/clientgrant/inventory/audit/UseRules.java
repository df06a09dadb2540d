package io.clientgrant.inventory.audit;

import io.clientgrant.auth0.api.ApiProfile;
import io.clientgrant.inventory.ListedGrant;
import io.clientgrant.inventory.Standing;
import io.clientgrant.inventory.TokenUse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules about whether grants are used, seen to, and within what the tenant's plan allows. */
final class UseRules {
  /** How long tokens of an API live that nobody has changed. Source: Management API. */
  private static final Duration USUAL_LIFETIME = Duration.ofHours(24);

  private static final double NEARLY_ALL = 0.8;

  /** Source: Auth0, entity limits of organizations. */
  private static final int MOST_OF_AN_ORGANIZATION = 100;

  static final Rule CG10 =
      new Rule(
          "CG10",
          Severity.INFO,
          "Nobody declares it",
          "No ClientGrant declares the grant, so no review has seen it and nobody puts it back.",
          "Export it as a manifest and apply that, or delete the grant.",
          Set.of(Need.CLUSTER),
          (rule, evidence) ->
              evidence
                  .grants()
                  .filter(
                      listed -> listed.standing() == Standing.UNMANAGED && !evidence.isOwn(listed))
                  .map(listed -> Finding.of(rule, listed, "No ClientGrant declares it.")));

  static final Rule CG13 =
      new Rule(
          "CG13",
          Severity.MEDIUM,
          "No token for long",
          "Access that nobody needs any more waits for somebody who finds the credential.",
          "Ask the owner of the client, and delete the grant if it is not needed.",
          Set.of(Need.LONG_LOG, Need.APIS),
          (rule, evidence) ->
              Optional.ofNullable(evidence.tokens()).stream()
                  .flatMap(tokens -> tokens.uses().stream())
                  .filter(use -> !use.listed().grant().system())
                  .flatMap(use -> idle(rule, use, evidence).stream()));

  static final Rule CG14 =
      new Rule(
          "CG14",
          Severity.INFO,
          "Asks for what it has not got",
          "A client that is refused is broken, or is trying its luck.",
          "Ask the owner of the client: grant what it needs, or stop the asking.",
          Set.of(Need.LOG),
          (rule, evidence) ->
              Optional.ofNullable(evidence.tokens()).stream()
                  .flatMap(tokens -> tokens.refused().entrySet().stream())
                  .map(refused ->
                      Finding.of(
                          rule,
                          refused.getKey().toString(),
                          List.of(),
                          "It was refused a token for want of a grant, last on %s."
                              .formatted(
                                  refused.getValue().atOffset(ZoneOffset.UTC).toLocalDate()))));

  static final Rule CG16 =
      new Rule(
          "CG16",
          Severity.MEDIUM,
          "Few grants left",
          "When the plan's number of grants is reached, no client can be given access any more.",
          "Delete grants that are not needed, or ask Auth0 for more.",
          Set.of(Need.QUOTA),
          (rule, evidence) -> {
            var count = evidence.inventory().grants().size();
            var quota = evidence.thresholds().quota();
            return count < NEARLY_ALL * quota
                ? Stream.of()
                : Stream.of(
                    Finding.of(
                        rule,
                        "tenant " + evidence.directory().domain(),
                        List.of(),
                        "It has %d of %d grants.".formatted(count, quota)));
          });

  static final Rule CG21 =
      new Rule(
          "CG21",
          Severity.MEDIUM,
          "Organization is nearly full",
          "When an organization has its number of grants, no other client can be used for it.",
          "Remove associations that are not needed, or ask Auth0 for more.",
          Set.of(Need.ORGANIZATIONS),
          (rule, evidence) ->
              Optional.ofNullable(evidence.organizations()).stream()
                  .flatMap(all -> all.entrySet().stream())
                  .filter(one -> one.getValue().size() >= NEARLY_ALL * MOST_OF_AN_ORGANIZATION)
                  .map(one ->
                      Finding.of(
                          rule,
                          "organization " + one.getKey().id(),
                          one.getValue(),
                          "It has %d of %d grants."
                              .formatted(one.getValue().size(), MOST_OF_AN_ORGANIZATION))));

  private UseRules() {}

  /**
   * A silence says something only if it is longer than a token lives, and than the log goes back.
   */
  private static Optional<Finding> idle(Rule rule, TokenUse use, Evidence evidence) {
    var last = Optional.ofNullable(use.last());
    return last.or(() -> Optional.ofNullable(use.since()))
        .filter(since -> !since.plus(limit(use.listed(), evidence)).isAfter(evidence.now()))
        .map(since -> since.atOffset(ZoneOffset.UTC).toLocalDate())
        .map(day ->
            Finding.of(
                rule,
                use.listed(),
                last.isPresent()
                    ? "The last token was issued on %s.".formatted(day)
                    : "No token was issued since %s, when the log begins.".formatted(day)));
  }

  private static Duration limit(ListedGrant listed, Evidence evidence) {
    return max(evidence.thresholds().idle(), lifetime(evidence.api(listed).orElse(null)));
  }

  private static Duration lifetime(@Nullable ApiProfile api) {
    return api == null || api.tokenLifetime() == null
        ? USUAL_LIFETIME
        : Duration.ofSeconds(api.tokenLifetime());
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
