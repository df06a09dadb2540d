package io.clientgrant.controller.clientgrant;

import io.clientgrant.controller.facts.EndDate;
import io.clientgrant.controller.facts.Facts;
import io.clientgrant.controller.facts.ResourceFacts;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.ClientUnknown;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.Missing;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.NotReady;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.OrganizationUnknown;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.Ready;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.Unresolved;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.tenant.Mode;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Plan;
import io.clientgrant.grant.plan.Plan.ReleaseReason;
import io.clientgrant.grant.policy.DeletionPolicy;
import io.clientgrant.grant.policy.Guardrails.Decision.Denied;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rules around the planner, in their order: the first that applies decides. Each is a pure
 * function of the facts. docs/behaviour.md shows the same lists, and a test compares them.
 */
final class Checks {
  /** Before planning, for a resource that stays. */
  static final List<Check<ResourceFacts>> ENSURE =
      List.of(
          new Check<>("suspended", Checks::suspended),
          new Check<>("let go", Checks::letGo),
          new Check<>("tenant not found", Checks::tenantNotFound),
          new Check<>("tenant not ready", Checks::tenantNotReady),
          new Check<>("ClientGrant not usable", Checks::clientGrantNotUsable),
          new Check<>("time unknown", Checks::timeUnknown),
          new Check<>("not allowed", Checks::notAllowed));

  /** Before planning, for a resource that is being deleted. */
  static final List<Check<ResourceFacts>> REMOVE =
      List.of(
          new Check<>("nothing owned", Checks::nothingOwned),
          new Check<>("released", Checks::released),
          new Check<>("let go while deleted", Checks::letGoWhileDeleted),
          new Check<>("suspended while deleted", Checks::suspendedWhileDeleted),
          new Check<>("never deleted", Checks::neverDeleted),
          new Check<>("kept without its tenant", Checks::keptWithoutItsTenant),
          new Check<>("deletion without its tenant", Checks::deletionWithoutItsTenant));

  /** After planning, before the plan is executed. */
  static final List<Check<Planned>> EXECUTE =
      List.of(
          new Check<>("holder unknown", Checks::holderUnknown),
          new Check<>("grant not found", AssociationChecks::grantNotFound),
          new Check<>("another grant", AssociationChecks::anotherGrant),
          new Check<>("organizations denied", AssociationChecks::organizationsDenied),
          new Check<>("observe only", Checks::observeOnly),
          new Check<>("associations first", AssociationChecks::associationsFirst),
          new Check<>("ownership unverified", Checks::ownershipUnverified),
          new Check<>("contested", Checks::contested));

  private Checks() {}

  /**
   * A rule.
   *
   * @param name what people call it
   * @param rule the result, if the rule applies
   */
  record Check<F>(String name, Function<F, Optional<ReconcileResult>> rule) {}

  /** A plan, and the facts that it was made from. */
  record Planned(Facts facts, Plan plan) {}

  /** The result that needs no plan, if there is one. */
  static Optional<ReconcileResult> beforePlanning(ResourceFacts facts) {
    return first(facts.isBeingDeleted() ? REMOVE : ENSURE, facts);
  }

  /** The result that keeps a plan from being executed, if there is one. */
  static Optional<ReconcileResult> beforeExecution(Facts facts, Plan plan) {
    return first(EXECUTE, new Planned(facts, plan));
  }

  private static <F> Optional<ReconcileResult> first(List<Check<F>> checks, F facts) {
    return checks.stream().flatMap(check -> check.rule().apply(facts).stream()).findFirst();
  }

  private static Optional<ReconcileResult> suspended(ResourceFacts facts) {
    return settledIf(
        facts.isSuspended(),
        facts,
        facts
            .endDate()
            .at()
            .filter(_ -> facts.endDate().hasCome() && facts.ownership() instanceof Owned)
            .map(ReadyState::suspendedBeyond)
            .orElseGet(ReadyState::suspended));
  }

  private static Optional<ReconcileResult> letGo(ResourceFacts facts) {
    return settledIf(facts.isTenantReleasing(), facts, ReadyState.letGo());
  }

  private static Optional<ReconcileResult> tenantNotFound(ResourceFacts facts) {
    return settledIf(
        facts.tenant() instanceof Missing,
        facts,
        ReadyState.reconciling(
            ReadyState.TENANT_NOT_FOUND, facts.tenantName() + " does not exist. Create it."));
  }

  /** After a start no tenant is Ready yet, and writing that to every status would tell nothing. */
  private static Optional<ReconcileResult> tenantNotReady(ResourceFacts facts) {
    return settledIf(
        facts.tenant() instanceof NotReady,
        facts,
        ReadyState.unchanged(
            "TenantNotReady", facts.tenantName() + " is not Ready. Its own condition says why."));
  }

  private static Optional<ReconcileResult> clientGrantNotUsable(ResourceFacts facts) {
    return facts.tenant() instanceof Unresolved(var state)
        ? Optional.of(ReconcileResult.settled(state, facts.ownership()))
        : Optional.empty();
  }

  /** Without the time at Auth0 nobody knows whether the end date has come. */
  private static Optional<ReconcileResult> timeUnknown(ResourceFacts facts) {
    return facts.endDate() instanceof EndDate.Unknown
        ? Optional.of(
            ReconcileResult.of(
                ReadyState.reconciling(
                    "TimeUnknown",
                    "No answer of the tenant had a Date header, so it is not known whether the end"
                        + " date has come. Ask whoever runs the proxy in front of Auth0."),
                facts.ownership(),
                new Requeue.WithBackoff()))
        : Optional.empty();
  }

  /** At the end date access is taken away, and a rule that was withdrawn does not keep it. */
  private static Optional<ReconcileResult> notAllowed(ResourceFacts facts) {
    return facts.tenant() instanceof Ready(_, _, Denied(var refusal), var endDate)
            && !endDate.hasCome()
        ? Optional.of(ReconcileResult.refused(refusal, facts.ownership()))
        : Optional.empty();
  }

  private static Optional<ReconcileResult> nothingOwned(ResourceFacts facts) {
    return releasedIf(facts.ownership() instanceof None, facts, ReleaseReason.NOTHING_LEFT);
  }

  private static Optional<ReconcileResult> released(ResourceFacts facts) {
    return releasedIf(facts.isReleased(), facts, ReleaseReason.RELEASED);
  }

  private static Optional<ReconcileResult> letGoWhileDeleted(ResourceFacts facts) {
    return releasedIf(facts.isTenantReleasing(), facts, ReleaseReason.RELEASED);
  }

  private static Optional<ReconcileResult> suspendedWhileDeleted(ResourceFacts facts) {
    return releasedIf(facts.isSuspended(), facts, ReleaseReason.KEPT);
  }

  /** An owned grant at a tenant that can be used may have a successor, which the planner knows. */
  private static Optional<ReconcileResult> neverDeleted(ResourceFacts facts) {
    var mayHaveSuccessor = facts.tenant() instanceof Ready && facts.ownership() instanceof Owned;
    return releasedIf(
        facts.deletionPolicy() == DeletionPolicy.NEVER && !mayHaveSuccessor,
        facts,
        ReleaseReason.KEPT);
  }

  private static Optional<ReconcileResult> keptWithoutItsTenant(ResourceFacts facts) {
    return releasedIf(
        facts.tenant() instanceof Missing
            && facts.ownership() instanceof Owned owned
            && !facts.deletionPolicy().deletes(owned.origin()),
        facts,
        ReleaseReason.KEPT);
  }

  private static Optional<ReconcileResult> deletionWithoutItsTenant(ResourceFacts facts) {
    return switch (facts.tenant()) {
      case Missing() ->
          deletionBlocked(
              facts, "does not exist. Create it again, and the grant is deleted there.");
      case NotReady() ->
          deletionBlocked(facts, "is not Ready. As soon as it is, the grant is deleted there.");
      case Unresolved(var state) ->
          Optional.of(
              ReconcileResult.settled(
                  ReadyState.deletionBlocked(state.message()), facts.ownership()));
      case OrganizationUnknown _, ClientUnknown _, Ready _ -> Optional.empty();
    };
  }

  /** A restart must not let a second resource take what the first owns. */
  private static Optional<ReconcileResult> holderUnknown(Planned planned) {
    return settledIf(
        planned.facts().holderIsUnknown(),
        planned.facts().resource(),
        ReadyState.unchanged(
            "TenantNotReady",
            "Another resource may hold this grant, and its Auth0Tenant was not read yet."));
  }

  private static Optional<ReconcileResult> observeOnly(Planned planned) {
    if (planned.facts().mode() != Mode.OBSERVE) {
      return Optional.empty();
    }
    var plan = planned.plan();
    return switch (plan) {
      case Plan.Create _ -> would("WouldCreate", planned);
      case Plan.Adopt _ -> would("WouldAdopt", planned);
      case Plan.Update _ -> would("WouldUpdate", planned);
      case Plan.Delete _ when planned.facts().hasExpired() -> would("WouldDelete", planned);
      case Plan.HandOver _ when planned.facts().hasExpired() -> would("WouldHandOver", planned);
      case Plan.Delete _, Plan.HandOver _ ->
          Optional.of(
              ReconcileResult.settled(
                  ReadyState.deletionBlocked(wouldText(plan)), planned.facts().ownership()));
      case Plan.InSync _, Plan.Release _, Plan.Refuse _, Plan.AwaitPendingCreate _ ->
          Optional.empty();
    };
  }

  /** A status can be forged, so it alone does not delete a grant that the guardrails deny. */
  private static Optional<ReconcileResult> ownershipUnverified(Planned planned) {
    return settledIf(
        planned.plan() instanceof Plan.Delete && !planned.facts().isVerified(),
        planned.facts().resource(),
        ReadyState.deletionBlocked(
            ("The tenant's guardrails no longer allow this grant, and the operator has been"
                    + " restarted since. Have it allowed again, and the operator will %s.")
                .formatted(planned.plan())));
  }

  private static Optional<ReconcileResult> contested(Planned planned) {
    var resource = planned.facts().resource();
    var next = resource.drift().nextCorrection();
    return planned.plan().callsTenant()
            && !(planned.plan() instanceof Plan.Delete) // it undoes nobody's change
            && !resource.userWaits()
            && resource.now().isBefore(next)
        ? Optional.of(
            ReconcileResult.of(
                ReadyState.reconciling(
                    ReadyState.CONTESTED,
                    "Somebody else keeps changing this grant at the tenant. It is put right again"
                        + " after growing pauses; find out who it is, and let only one of you"
                        + " manage it."),
                resource.ownership(),
                new Requeue.At(next)))
        : Optional.empty();
  }

  private static Optional<ReconcileResult> would(String reason, Planned planned) {
    return Optional.of(
        ReconcileResult.settled(
            ReadyState.wouldWrite(reason, wouldText(planned.plan())), planned.facts().ownership()));
  }

  private static String wouldText(Plan plan) {
    return "The tenant is in mode Observe. In mode Enforce the operator would %s.".formatted(plan);
  }

  private static Optional<ReconcileResult> deletionBlocked(ResourceFacts facts, String obstacle) {
    return Optional.of(
        ReconcileResult.settled(
            ReadyState.deletionBlocked(facts.tenantName() + " " + obstacle), facts.ownership()));
  }

  static Optional<ReconcileResult> settledIf(
      boolean applies, ResourceFacts facts, ReadyState state) {
    return applies
        ? Optional.of(ReconcileResult.settled(state, facts.ownership()))
        : Optional.empty();
  }

  private static Optional<ReconcileResult> releasedIf(
      boolean applies, ResourceFacts facts, ReleaseReason reason) {
    return applies ? Optional.of(Endings.release(reason, facts.ownership())) : Optional.empty();
  }
}
