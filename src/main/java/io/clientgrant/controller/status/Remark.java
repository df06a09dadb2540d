package io.clientgrant.controller.status;

import io.clientgrant.api.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A condition beside Ready and Idle. It is set only while there is something to say, changes
 * neither of them, and is told once by an event.
 *
 * @param type its type
 * @param status its status
 * @param reason one CamelCase word, for machines
 * @param message a sentence, for people
 */
public record Remark(String type, String status, String reason, String message) {
  private static final String EXPIRING = "Expiring";
  private static final String SCOPES_DECLARED = "ScopesDeclared";
  private static final String GRANTS_DECLARED = "GrantsDeclared";
  private static final String USAGE_READ = "UsageRead";
  private static final Set<String> TYPES =
      Set.of(EXPIRING, SCOPES_DECLARED, GRANTS_DECLARED, USAGE_READ);
  private static final Duration HOUR = Duration.ofHours(1);

  /**
   * The end date of a grant is near.
   *
   * @param left how long until then
   */
  public static Remark expiring(Instant end, Duration left) {
    return new Remark(
        EXPIRING,
        "True",
        left.compareTo(HOUR) <= 0 ? "ExpiresWithinAnHour" : "ExpiresWithinADay",
        "At %s the grant is removed at the tenant. Set a later spec.expiresAt to keep it."
            .formatted(end));
  }

  /** An API does not declare some of the scopes that are asked for. */
  public static Remark undeclared(String audience, Set<String> scopes) {
    return new Remark(
        SCOPES_DECLARED,
        "False",
        "ScopesUndeclared",
        "The API %s does not declare: %s. Declare them at Auth0, or correct spec.scope."
            .formatted(audience, String.join(" ", new TreeSet<>(scopes))));
  }

  /** Some grants on the APIs of an Auth0Tenant's {@code authoritative} are declared by nobody. */
  public static Remark grantsUndeclared(String reason, String message) {
    return new Remark(GRANTS_DECLARED, "False", reason, message);
  }

  /** It is not known whether somebody declares the grants. */
  public static Remark unknownWhetherDeclared(String reason, String message) {
    return new Remark(GRANTS_DECLARED, "Unknown", reason, message);
  }

  /** The tenant's log is not read for tokens, or not as far as it should be. */
  public static Remark usageUnread(String reason, String message) {
    return new Remark(USAGE_READ, "False", reason, message);
  }

  /** What conditions say of how the tenant's log is read. */
  public static List<Remark> shownOfUsage(@Nullable List<Condition> conditions) {
    return shown(conditions).stream().filter(shown -> shown.type.equals(USAGE_READ)).toList();
  }

  /** What conditions say of grants that nobody declares. */
  public static List<Remark> shownOfDeclarations(@Nullable List<Condition> conditions) {
    return shown(conditions).stream().filter(shown -> shown.type.equals(GRANTS_DECLARED)).toList();
  }

  /** What conditions say of scopes that an API does not declare. */
  public static List<Remark> shownOfScopes(@Nullable List<Condition> conditions) {
    return shown(conditions).stream().filter(shown -> shown.type.equals(SCOPES_DECLARED)).toList();
  }

  /** The remarks that conditions show. */
  public static List<Remark> shown(@Nullable List<Condition> conditions) {
    return conditions == null
        ? List.of()
        : conditions.stream()
            .filter(Remark::isOne)
            .map(shown -> new Remark(shown.type(), shown.status(), shown.reason(), shown.message()))
            .toList();
  }

  /** What is shown of this: a long message is cut. */
  public Remark asShown() {
    return new Remark(type, status, reason, Conditions.shortened(message));
  }

  /** Whether a condition is a remark. */
  static boolean isOne(Condition condition) {
    return TYPES.contains(condition.type());
  }
}
