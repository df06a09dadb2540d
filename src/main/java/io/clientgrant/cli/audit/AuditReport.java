package io.clientgrant.cli.audit;

import io.clientgrant.inventory.Inventory;
import io.clientgrant.inventory.ListedGrant;
import io.clientgrant.inventory.audit.Baseline.Split;
import io.clientgrant.inventory.audit.Finding;
import io.clientgrant.inventory.audit.Rule.Result;
import io.clientgrant.inventory.audit.Rule.Result.Unchecked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is told of an audit.
 *
 * @param at when the tenant was read
 * @param inventory the grants that are told of
 * @param results what became of each rule
 * @param findings what is told of what they have found
 */
public record AuditReport(Instant at, Inventory inventory, List<Result> results, Split findings) {
  /** Copies, so that it never changes. */
  public AuditReport {
    results = List.copyOf(results);
  }

  /** The tenant's domain. */
  public String domain() {
    return inventory.directory().domain();
  }

  /** The rules that could not be checked. */
  public List<Unchecked> unchecked() {
    return results.stream()
        .flatMap(result -> result instanceof Unchecked one ? Stream.of(one) : Stream.of())
        .toList();
  }

  /** What a finding is about, by names rather than by ids. */
  public static String label(Finding finding) {
    var subject = finding.subject();
    if (finding.grants().isEmpty()) {
      return subject;
    }
    var first = finding.grants().getFirst();
    var key = first.grant().key();
    if (subject.equals(key.toString())) {
      return "%s on %s%s"
          .formatted(
              first.grantee(),
              key.audience(),
              key.subjectType().equals("client") ? "" : " as " + key.subjectType());
    }
    return subject.equals(key.grantee().toString()) ? first.grantee() : subject;
  }

  /** The ids of the grants that a finding is about. */
  public static List<String> ids(Finding finding) {
    return finding.grants().stream().map(listed -> listed.grant().id().value()).toList();
  }

  /** When the grant of a ClientGrant ends; empty if it does not. */
  static Optional<String> end(ListedGrant listed) {
    return listed.declarations().stream()
        .flatMap(declaration -> Optional.ofNullable(declaration.expiresAt()).stream())
        .sorted()
        .findFirst();
  }
}
