package io.clientgrant.controller.facts;

import io.clientgrant.auth0.Tenant;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.Ready;
import io.clientgrant.controller.tenant.Mode;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.Withdrawal;
import io.clientgrant.grant.plan.ClaimOrder;
import io.clientgrant.grant.plan.ClaimPosition;
import io.clientgrant.grant.plan.Claimant;
import io.clientgrant.grant.plan.Goal;
import io.clientgrant.grant.plan.Observation;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import io.clientgrant.grant.plan.Plan;
import io.clientgrant.grant.plan.Planner;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is decided from for a ClientGrant whose tenant can be used; gathered once for
 * each reconciliation.
 *
 * @param resource what the resource says
 * @param ready its tenant, and whether the guardrails allow what it asks for
 * @param self the resource among those that claim its grant
 * @param rivals the others that claim it
 * @param holderIsUnknown whether another resource may own the grant at a tenant that was not
 *     contacted yet
 * @param observed what the tenant shows under the grant's key
 * @param isRefreshed whether the tenant was called to find that out
 */
public record Facts(
    ResourceFacts resource,
    Ready ready,
    Claimant self,
    List<Claimant> rivals,
    boolean holderIsUnknown,
    Observation observed,
    boolean isRefreshed)
    implements FactsGatherer.Gathered {

  /** Its tenant. */
  public Tenant tenant() {
    return ready.snapshot().tenant();
  }

  /** Whether the operator may write to the tenant. */
  public Mode mode() {
    return ready.snapshot().mode();
  }

  /** Whether more than the resource's own status says that it owns its grant by right. */
  public boolean isVerified() {
    return ready.isAllowed();
  }

  /** What the resource is there for. */
  public Goal goal() {
    return self.goal();
  }

  /** What the status of the resource records. */
  public Ownership ownership() {
    return resource.ownership();
  }

  /**
   * Whether the tenant must be called before anything is decided: a person asks for it, a creation
   * was not answered and may have succeeded, or the grant may have been made anew.
   */
  public boolean mustRefresh() {
    return !isRefreshed
        && (resource.openRequest() != null
            || ownership() instanceof PendingCreate
            || replacement().isPresent());
  }

  /** The grant that has the key of the one that the resource created, under another id. */
  Optional<Grant> replacement() {
    return resource.isOwnershipVerified()
            && observed instanceof Found(var grant)
            && ownership() instanceof Owned owned
            && owned.isReplacedBy(grant)
        ? Optional.of(grant)
        : Optional.empty();
  }

  /** The same facts with another observation. */
  Facts observing(Observation other) {
    return new Facts(resource, ready, self, rivals, holderIsUnknown, other, isRefreshed);
  }

  /** Whether a person waits for the call. */
  public boolean isUrgent() {
    return resource.userWaits() || resource.openRequest() != null;
  }

  /** What has to be done. */
  public Plan plan() {
    return Planner.plan(goal(), observed, ownership(), position());
  }

  /**
   * What still has to be done after a write, by what its answer has shown.
   *
   * @param ownership what the resource holds now
   */
  public Plan planAgain(Ownership ownership) {
    return Planner.plan(goal(), observedNow(), ownership, new ClaimPosition.Holder());
  }

  /**
   * The steps that take away what the grant allows though the resource does not ask for it.
   *
   * @param ownership what the resource holds now
   */
  public List<Withdrawal> excess(Ownership ownership) {
    return Planner.excess(goal(), observedNow(), ownership);
  }

  /** What the tenant was last seen to hold, the answers to this reconciliation's calls included. */
  private Observation observedNow() {
    return tenant().observe(goal().key());
  }

  private ClaimPosition position() {
    return rivals.isEmpty()
        ? new ClaimPosition.Holder()
        : ClaimOrder.position(self, rivals, observed);
  }
}
