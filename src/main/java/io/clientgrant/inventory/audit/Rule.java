package io.clientgrant.inventory.audit;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A rule of the audit.
 *
 * @param id its name for machines, which never changes its meaning
 * @param severity how bad it usually is
 * @param title what is found, in a few words
 * @param why why that is worth a look, as a sentence
 * @param remedy what to do about it, as a sentence
 * @param needs what must be known beside the grants
 * @param check what finds it
 */
public record Rule(
    String id,
    Severity severity,
    String title,
    String why,
    String remedy,
    Set<Need> needs,
    Check check) {
  /** Copies, so that it never changes. */
  public Rule {
    needs = Set.copyOf(needs);
  }

  /** Finds what a rule is about. */
  @FunctionalInterface
  public interface Check {
    /** What there is to find, if all that the rule needs is known. */
    Stream<Finding> find(Rule rule, Evidence evidence);
  }

  /** What became of a rule. */
  public sealed interface Result {
    /** The rule. */
    Rule rule();

    /** It was checked; no finding means that it has passed. */
    record Checked(Rule rule, List<Finding> findings) implements Result {
      /** Copies, so that it never changes. */
      public Checked {
        findings = List.copyOf(findings);
      }
    }

    /** It could not be checked. */
    record Unchecked(Rule rule, String reason) implements Result {}
  }

  /** Checks it. */
  Result apply(Evidence evidence) {
    return needs.stream()
        .sorted()
        .flatMap(need -> need.missing(evidence).stream())
        .findFirst()
        .<Result>map(reason -> new Result.Unchecked(this, reason))
        .orElseGet(() ->
            new Result.Checked(
                this, check.find(this, evidence).sorted(Finding.WORST_FIRST).toList()));
  }

  /** The scopes of the Management API that it takes beside read:client_grants. */
  public List<String> scopes() {
    return needs.stream().sorted().map(Need::scope).filter(scope -> !scope.isEmpty()).toList();
  }

  /** Compared by its id, as two pieces of code never are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Rule rule && rule.id.equals(id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return id;
  }
}
