package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.GrantResource;
import io.clientgrant.auth0.Waiting;
import io.clientgrant.controller.facts.Facts;
import io.clientgrant.controller.facts.FactsGatherer;
import io.clientgrant.controller.facts.FactsGatherer.Gathered;
import io.clientgrant.controller.facts.FactsGatherer.Later;
import io.clientgrant.controller.facts.FactsGatherer.WithoutTenant;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.Remark;
import io.clientgrant.grant.plan.Plan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * What a reconciliation would do, by the same facts, checks and planner, without doing it.
 *
 * @param clock the clock of the rate limiter
 * @param waiting waits until a call can be made
 */
public record DryRun(FactsGatherer gatherer, InstantSource clock, Waiting waiting) {
  /** What would come of a reconciliation. */
  public sealed interface Result {
    /**
     * A plan would be carried out.
     *
     * @param remarks what would be said beside it
     */
    record Planned(Plan plan, List<Remark> remarks) implements Result {}

    /** A check settles it, and nothing would be done. */
    record Settled(ReadyState state) implements Result {}

    /** Something would be looked up first. */
    record Unresolved(TenantLookup lookup) implements Result {}
  }

  /**
   * What a reconciliation of a resource would do; mostly without a call.
   *
   * @throws io.clientgrant.auth0.failure.TenantException if a call is needed, and does not succeed
   */
  public Result of(GrantResource resource) {
    return of(resource, gatherer.gather(resource));
  }

  /** The same by what was looked up last. */
  public Result ofKnown(GrantResource resource) {
    return of(resource, gatherer.gatherKnown(resource));
  }

  private Result of(GrantResource resource, Gathered gathered) {
    return switch (gathered) {
      case WithoutTenant(var facts) ->
          Checks.beforePlanning(facts)
              .map(DryRun::settled)
              .orElseGet(() -> new Result.Unresolved(facts.tenant()));
      case Facts facts ->
          Checks.beforePlanning(facts.resource())
              .map(DryRun::settled)
              .orElseGet(() -> decide(refreshed(resource, facts)));
    };
  }

  private static Result decide(Facts facts) {
    var plan = facts.plan();
    return Checks.beforeExecution(facts, plan)
        .map(DryRun::settled)
        .orElseGet(() -> new Result.Planned(plan, facts.remarks(facts.ownership())));
  }

  private static Result settled(ReconcileResult result) {
    return new Result.Settled(result.state());
  }

  private Facts refreshed(GrantResource resource, Facts known) {
    while (known.mustRefresh()) {
      try (var permit = known.tenant().calls(resource.getMetadata().getUid(), false)) {
        switch (gatherer.refresh(resource, known, permit)) {
          case Facts facts -> {
            return facts;
          }
          case Later(var moment) ->
              waiting.pause(
                  Duration.between(clock.instant(), moment), "Auth0's rate limit is reached");
        }
      }
    }
    return known;
  }
}
