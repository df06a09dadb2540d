package io.clientgrant.controller.facts;

import io.clientgrant.auth0.Tenant;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.Ready;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.status.Remark;
import io.clientgrant.controller.tenant.Mode;
import io.clientgrant.grant.Withdrawal;
import io.clientgrant.grant.plan.ClaimOrder;
import io.clientgrant.grant.plan.ClaimPosition;
import io.clientgrant.grant.plan.Claimant;
import io.clientgrant.grant.plan.Goal;
import io.clientgrant.grant.plan.Observation;
import io.clientgrant.grant.plan.Observation.Absent;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Observation.Indeterminate;
import io.clientgrant.grant.plan.Observation.Replaced;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import io.clientgrant.grant.plan.Plan;
import io.clientgrant.grant.plan.Planner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
 * @param clientGrant what the tenant shows of the client grant, if this is about an association of
 *     it; else the same
 * @param uses who uses the client grant for organizations; nobody if this is about an association
 * @param isRefreshed whether the tenant was called to find that out
 */
public record Facts(
    ResourceFacts resource,
    Ready ready,
    Claimant self,
    List<Claimant> rivals,
    boolean holderIsUnknown,
    Observation observed,
    Observation clientGrant,
    Uses uses,
    boolean isRefreshed)
    implements FactsGatherer.Gathered, FactsGatherer.Refreshed {

  /**
   * The OrganizationClientGrants that are about a client grant.
   *
   * @param any whether there is one that stays
   * @param leaving those that are being deleted and have not removed their association yet, as
   *     sorted {@code namespace/name}
   */
  public record Uses(boolean any, List<String> leaving) {
    /** Nobody uses it for an organization. */
    public static final Uses NONE = new Uses(false, List.of());

    /** Copies, so that they never change. */
    public Uses {
      leaving = List.copyOf(leaving);
    }
  }

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
   * was not answered and may have succeeded, the organizations of the grant were not read lately,
   * or the grant may have been made anew. Before a grant is given up at its end date, the answer
   * confirms how late it is.
   */
  public boolean mustRefresh() {
    return !isRefreshed
        && (mustKnowNow()
            || (concernsOrganizations() && tenant().associations().mustRead(goal().key()))
            || restsOnAnEndDate());
  }

  /** Whether what was seen before the tenant is called does not count. */
  boolean mustKnowNow() {
    return resource.openRequest() != null
        || ownership() instanceof PendingCreate
        || replacement().isPresent();
  }

  /** Whether a grant is deleted, handed over or taken over because an end date has come. */
  private boolean restsOnAnEndDate() {
    return position() instanceof ClaimPosition.Successor
        ? rivals.stream().map(Claimant::goal).anyMatch(Facts::isAtEndDate)
        : isAtEndDate(goal()) && (plan() instanceof Plan.Delete || plan() instanceof Plan.HandOver);
  }

  private static boolean isAtEndDate(Goal goal) {
    return goal instanceof Goal.Remove(_, _, var isAtEndDate) && isAtEndDate;
  }

  /** When the organizations of the grant are read again; empty if they are not. */
  public Optional<Instant> nextReading() {
    return concernsOrganizations()
        ? tenant().associations().nextReading(goal().key())
        : Optional.empty();
  }

  /** Of a grant that denies organizations it only matters what is to be removed. */
  private boolean concernsOrganizations() {
    return isAboutAssociation()
        && clientGrant instanceof Found(var grant)
        && !(goal() instanceof Goal.Ensure && grant.deniesOrganizations());
  }

  /** Whether this is about a grant's association with an organization. */
  public boolean isAboutAssociation() {
    return goal().key().isForOrganization();
  }

  /**
   * What is to be confirmed: that the grant which is there has taken the place of the one that was
   * created for the resource, or for the one that it may take over from.
   */
  Optional<Replaced> replacement() {
    return observed instanceof Found(var grant)
        ? ClaimOrder.recordHolder(self, rivals)
            .filter(Claimant::isProven)
            .map(Claimant::ownership)
            .flatMap(recorded ->
                recorded instanceof Owned owned && owned.isReplacedBy(grant)
                    ? Optional.of(new Replaced(grant, owned.id()))
                    : Optional.empty())
        : Optional.empty();
  }

  /** The same facts after the tenant was called. */
  Facts refreshed() {
    return new Facts(
        resource, ready, self, rivals, holderIsUnknown, observed, clientGrant, uses, true);
  }

  /** The same facts with another observation. */
  Facts observing(Observation other) {
    return new Facts(
        resource, ready, self, rivals, holderIsUnknown, other, clientGrant, uses, isRefreshed);
  }

  /** Whether the resource stays, and its end date has come. */
  public boolean hasExpired() {
    return !resource.isBeingDeleted() && resource.endDate().hasCome();
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

  /**
   * What the grant allows though the resource does not ask for it, as text; empty if there is
   * nothing.
   *
   * @param ownership what the resource holds now
   */
  public String stillGranted(Ownership ownership) {
    return hasExpired()
            && ownership instanceof Owned owned
            && observedNow() instanceof Found(var grant)
            && owned.matches(grant)
        ? "all of grant %s".formatted(grant.id())
        : Withdrawal.toString(excess(ownership));
  }

  /**
   * Whether the tenant was last seen to hold something else than the resource asks for. Of an
   * association, that is also known before it is read, if its client grant is not the one that it
   * was made for.
   *
   * @param ownership what the resource holds now
   */
  public boolean isOutOfStep(Ownership ownership) {
    return goal() instanceof Goal.Ensure
        && switch (observedNow()) {
          case Absent() -> true;
          case Indeterminate() ->
              ownership instanceof Owned owned
                  && clientGrant instanceof Found(var grant)
                  && !grant.id().equals(owned.id());
          case Found _, Replaced _ -> !(planAgain(ownership) instanceof Plan.InSync);
        };
  }

  /**
   * What is to be said beside the outcome.
   *
   * @param ownership what the resource holds now
   */
  public List<Remark> remarks(Ownership ownership) {
    var expiring =
        ownership instanceof Owned ? resource.endDate().remark() : Optional.<Remark>empty();
    return resource.isSuspended() || resource.isBeingDeleted()
        ? List.of()
        : Stream.concat(expiring.stream(), undeclared().stream()).toList();
  }

  /** Whether it names scopes of an API that nobody has read, or reads. */
  public boolean namesUnreadApi() {
    return namesScopes() && tenant().apiScopes().isMissing(goal().key().audience());
  }

  /** Whether it cannot be told yet if its API declares the scopes that it names. */
  public boolean awaitsScopes() {
    return namesScopes() && tenant().apiScopes().isAwaited(goal().key().audience());
  }

  private boolean namesScopes() {
    return !resource.isSuspended() && !scopes().isEmpty();
  }

  private Optional<Remark> undeclared() {
    var audience = goal().key().audience();
    var undeclared = tenant().apiScopes().undeclared(audience, scopes());
    return undeclared.isEmpty()
        ? Optional.empty()
        : Optional.of(Remark.undeclared(audience, undeclared));
  }

  /** The scopes that it may ask for by their names, of an API that tells which it declares. */
  private Set<String> scopes() {
    return ready.isAllowed() && goal() instanceof Goal.Ensure(var desired, _, _)
        ? SpecMapper.namedScopes(desired)
        : Set.of();
  }

  /** What the tenant was last seen to hold, the answers to this reconciliation's calls included. */
  private Observation observedNow() {
    return tenant().grants().observe(goal().key());
  }

  private ClaimPosition position() {
    return rivals.isEmpty()
        ? new ClaimPosition.Holder()
        : ClaimOrder.position(self, rivals, observed);
  }
}
