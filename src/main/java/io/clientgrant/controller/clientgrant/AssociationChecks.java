package io.clientgrant.controller.clientgrant;

import io.clientgrant.controller.clientgrant.Checks.Planned;
import io.clientgrant.controller.facts.Facts;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Goal;
import io.clientgrant.grant.plan.Observation.Absent;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Plan;
import io.clientgrant.grant.policy.Refusal;
import java.util.List;
import java.util.Optional;

/** Those of the {@link Checks} that are about associations of grants with organizations. */
final class AssociationChecks {
  private static final int NAMES_SHOWN = 5;

  private AssociationChecks() {}

  static Optional<ReconcileResult> grantNotFound(Planned planned) {
    var facts = planned.facts();
    return Checks.settledIf(
        asksForAssociation(facts) && facts.clientGrant() instanceof Absent,
        facts.resource(),
        ReadyState.reconciling(
            "GrantNotFound",
            "The tenant has no grant for %s. Create a ClientGrant for it."
                .formatted(facts.goal().key().ofClientGrant())));
  }

  /**
   * What a resource refers to may be about something else now. What it held is given up only after
   * the client grant is gone that it was for.
   */
  static Optional<ReconcileResult> anotherGrant(Planned planned) {
    var facts = planned.facts();
    var asked = facts.goal().key();
    return asksForAssociation(facts)
            && facts.ownership() instanceof Owned owned
            && !owned.key().equals(asked)
            && !hasLost(facts, owned.key().ofClientGrant())
        ? Optional.of(
            ReconcileResult.refused(Refusal.anotherGrant(owned.key(), asked), facts.ownership()))
        : Optional.empty();
  }

  private static boolean hasLost(Facts facts, GrantKey clientGrant) {
    var asked = facts.goal().key().ofClientGrant();
    return !clientGrant.equals(asked)
        && clientGrant.domain().equals(asked.domain())
        && facts.tenant().grants().observe(clientGrant) instanceof Absent;
  }

  static Optional<ReconcileResult> organizationsDenied(Planned planned) {
    var facts = planned.facts();
    return asksForAssociation(facts)
            && facts.clientGrant() instanceof Found(var grant)
            && grant.deniesOrganizations()
        ? Optional.of(
            ReconcileResult.refused(Refusal.organizationsDenied(grant), facts.ownership()))
        : Optional.empty();
  }

  private static boolean asksForAssociation(Facts facts) {
    return facts.isAboutAssociation() && facts.goal() instanceof Goal.Ensure;
  }

  /** Nobody has shown that Auth0 deletes associations with their grant. */
  static Optional<ReconcileResult> associationsFirst(Planned planned) {
    var leaving = planned.facts().uses().leaving();
    return planned.plan() instanceof Plan.Delete && !leaving.isEmpty()
        ? Optional.of(
            ReconcileResult.of(
                ReadyState.deletionBlocked(
                    "The grant is deleted after its associations with organizations, which go with %s."
                        .formatted(listed(leaving))),
                planned.facts().ownership(),
                new Requeue.WithBackoff()))
        : Optional.empty();
  }

  private static String listed(List<String> names) {
    var more = names.size() - NAMES_SHOWN;
    return String.join(", ", names.stream().limit(NAMES_SHOWN).toList())
        + (more > 0 ? " and %d more".formatted(more) : "");
  }
}
