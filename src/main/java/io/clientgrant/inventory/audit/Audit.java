package io.clientgrant.inventory.audit;

import io.clientgrant.inventory.audit.Rule.Result;
import io.clientgrant.inventory.audit.Rule.Result.Checked;
import io.clientgrant.inventory.audit.Rule.Result.Unchecked;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the rules have found.
 *
 * @param results one for each rule, by id
 */
public record Audit(List<Result> results) {
  /** Every rule, by id. */
  public static final List<Rule> RULES =
      List.of(
          ManagementRules.CG01,
          ManagementRules.CG02,
          ManagementRules.CG03,
          BreadthRules.CG04,
          BreadthRules.CG05,
          UselessRules.CG06,
          UselessRules.CG07,
          UselessRules.CG08,
          BreadthRules.CG09,
          UseRules.CG10,
          UselessRules.CG11,
          BreadthRules.CG12,
          UseRules.CG13,
          UseRules.CG14,
          BreadthRules.CG15,
          UseRules.CG16,
          ManagementRules.CG17,
          ManagementRules.CG18,
          UselessRules.CG19,
          UselessRules.CG20,
          UseRules.CG21);

  /** Copies, so that it never changes. */
  public Audit {
    results = List.copyOf(results);
  }

  /** Checks every rule. */
  public static Audit of(Evidence evidence) {
    return new Audit(RULES.stream().map(rule -> rule.apply(evidence)).toList());
  }

  /** Without these rules, and what they have found. */
  public Audit without(Set<String> ids) {
    return new Audit(results.stream().filter(result -> !ids.contains(result.rule().id())).toList());
  }

  /** Everything that was found, the worst first. */
  public List<Finding> findings() {
    return results.stream()
        .flatMap(result ->
            switch (result) {
              case Checked(_, var findings) -> findings.stream();
              case Unchecked _ -> Stream.of();
            })
        .sorted(Finding.WORST_FIRST)
        .toList();
  }

  /** The rules that could not be checked. */
  public List<Unchecked> unchecked() {
    return results.stream()
        .flatMap(result -> result instanceof Unchecked one ? Stream.of(one) : Stream.of())
        .toList();
  }
}
