package io.clientgrant.controller;

import io.clientgrant.controller.Verdict.Phase;
import io.clientgrant.grant.Plan;
import java.util.Optional;

/** What keeps the operator from carrying out a plan, though the plan is right. */
enum Leash {
  /** Nothing. */
  NONE,
  /** The tenant's owner wants nothing written. */
  OBSERVE,
  /**
   * The guardrails do not allow the resource its grant, and nothing but its own status says that
   * the grant was created for it.
   */
  UNPROVEN;

  /** How the resource stands if the plan is not carried out; empty if it may be. */
  Optional<Verdict> holds(Plan plan) {
    return switch (this) {
      case NONE -> Optional.empty();
      case OBSERVE -> observed(plan);
      case UNPROVEN -> plan instanceof Plan.Delete ? Optional.of(unproven(plan)) : Optional.empty();
    };
  }

  private static Optional<Verdict> observed(Plan plan) {
    return switch (plan) {
      case Plan.Create _ -> Optional.of(would("WouldCreate", plan));
      case Plan.Adopt _ -> Optional.of(would("WouldAdopt", plan));
      case Plan.Update _ -> Optional.of(would("WouldUpdate", plan));
      case Plan.Delete _, Plan.HandOver _ ->
          Optional.of(Verdict.deletionBlocked(wouldSentence(plan)));
      case Plan.InSync _, Plan.LetGo _, Plan.Refuse _, Plan.Wait _ -> Optional.empty();
    };
  }

  private static Verdict would(String reason, Plan plan) {
    return new Verdict(Phase.OBSERVED, reason, wouldSentence(plan));
  }

  private static String wouldSentence(Plan plan) {
    return "The tenant is in mode Observe. In mode Enforce the operator would %s.".formatted(plan);
  }

  private static Verdict unproven(Plan plan) {
    return Verdict.deletionBlocked(
        ("The tenant's guardrails no longer allow this grant, and the operator has been restarted since."
                + " Have it allowed again, and the operator will %s.")
            .formatted(plan));
  }
}
