package io.clientgrant.inventory.audit;

import io.clientgrant.inventory.ListedGrant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Something that a rule has found.
 *
 * @param rule the rule
 * @param severity how bad it is here
 * @param subject what it is about, by a name that stays: a grant by its key, a client, an API, or
 *     the tenant
 * @param grants the grants that are concerned
 * @param details what it consists in, such as scopes; none if there is nothing to list
 * @param message a sentence about this case
 */
public record Finding(
    Rule rule,
    Severity severity,
    String subject,
    List<ListedGrant> grants,
    SortedSet<String> details,
    String message) {
  /** The worst first; the same order in each run. */
  public static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing(Finding::severity)
          .reversed()
          .thenComparing(finding -> finding.rule.id())
          .thenComparing(Finding::subject);

  /** Copies, so that it never changes. */
  public Finding {
    grants = List.copyOf(grants);
    details = Collections.unmodifiableSortedSet(new TreeSet<>(details));
  }

  /** A finding about one grant. */
  static Finding of(Rule rule, ListedGrant listed, String message) {
    return of(rule, listed.grant().key().toString(), List.of(listed), message);
  }

  /** A finding about something that may concern several grants. */
  static Finding of(Rule rule, String subject, List<ListedGrant> grants, String message) {
    return new Finding(rule, rule.severity(), subject, grants, new TreeSet<>(), message);
  }

  /** The same, with what it consists in. */
  Finding with(Collection<String> names) {
    return new Finding(rule, severity, subject, grants, new TreeSet<>(names), message);
  }

  /** The same, worse or less bad than usual. */
  Finding as(Severity other) {
    return new Finding(rule, other, subject, grants, details, message);
  }
}
