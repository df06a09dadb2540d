package io.clientgrant.inventory.audit;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Findings that people have accepted.
 *
 * @param accepted each of them
 */
public record Baseline(List<Accepted> accepted) {
  /** Nothing is accepted. */
  public static final Baseline NONE = new Baseline(List.of());

  /** Copies, so that it never changes. */
  public Baseline {
    accepted = List.copyOf(accepted);
  }

  /**
   * A finding that is accepted. If it comes to consist in more, such as one more scope, then it is
   * not accepted any more.
   *
   * @param rule the id of the rule
   * @param subject what the finding is about
   * @param severity how bad it was when it was accepted
   * @param details what it consisted in
   * @param reason why it is accepted
   * @param until the last day on which it is; null for no end
   */
  public record Accepted(
      String rule,
      String subject,
      Severity severity,
      SortedSet<String> details,
      String reason,
      @Nullable LocalDate until) {
    /** Copies, so that it never changes. */
    public Accepted {
      details = Collections.unmodifiableSortedSet(new TreeSet<>(details));
    }

    /** Of the same rule and subject. */
    private boolean covers(Finding finding) {
      return finding.severity().compareTo(severity) <= 0 && details.containsAll(finding.details());
    }

    private boolean isOver(LocalDate today) {
      return until != null && until.isBefore(today);
    }
  }

  /**
   * What becomes of findings.
   *
   * @param open those that nobody has accepted
   * @param accepted those that somebody has
   * @param unused what is accepted, and was not found or is over
   */
  public record Split(List<Finding> open, List<Finding> accepted, List<Accepted> unused) {
    /** Copies, so that it never changes. */
    public Split {
      open = List.copyOf(open);
      accepted = List.copyOf(accepted);
      unused = List.copyOf(unused);
    }
  }

  /** A baseline that accepts these findings for good, and keeps what it says of some already. */
  public Baseline accepting(List<Finding> findings, LocalDate today) {
    var valid = valid(today);
    return new Baseline(
        findings.stream()
            .map(finding ->
                covering(valid, finding)
                    .orElseGet(() ->
                        new Accepted(
                            finding.rule().id(),
                            finding.subject(),
                            finding.severity(),
                            finding.details(),
                            "",
                            null)))
            .distinct()
            .sorted(Comparator.comparing(Accepted::rule).thenComparing(Accepted::subject))
            .toList());
  }

  /** Tells accepted findings from others. */
  public Split split(List<Finding> findings, LocalDate today) {
    var valid = valid(today);
    var open = new ArrayList<Finding>();
    var covered = new ArrayList<Finding>();
    var used = new HashSet<Accepted>();
    for (var finding : findings) {
      var by = covering(valid, finding);
      by.ifPresent(used::add);
      (by.isPresent() ? covered : open).add(finding);
    }
    return new Split(open, covered, accepted.stream().filter(one -> !used.contains(one)).toList());
  }

  private Map<String, List<Accepted>> valid(LocalDate today) {
    return accepted.stream()
        .filter(one -> !one.isOver(today))
        .collect(Collectors.groupingBy(one -> place(one.rule, one.subject)));
  }

  private static Optional<Accepted> covering(Map<String, List<Accepted>> valid, Finding finding) {
    return valid.getOrDefault(place(finding.rule().id(), finding.subject()), List.of()).stream()
        .filter(one -> one.covers(finding))
        .findFirst();
  }

  private static String place(String rule, String subject) {
    return rule + " " + subject;
  }
}
