package io.clientgrant.controller.facts;

import io.clientgrant.api.GrantResource;
import io.clientgrant.auth0.CallPermit;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.cache.ResyncProgress.Finished;
import io.clientgrant.auth0.cache.ResyncProgress.Paused;
import io.clientgrant.auth0.limit.Admission.RetryAt;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.ClientUnknown;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.Missing;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.NotReady;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.OrganizationUnknown;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.Ready;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.Unresolved;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.ReconcileTrigger;
import io.clientgrant.controller.index.ReleaseAnnotation;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.index.WriteOrigins;
import io.clientgrant.grant.plan.Goal;
import io.clientgrant.grant.plan.Observation;
import io.clientgrant.grant.plan.Observation.Absent;
import io.clientgrant.grant.plan.Observation.Indeterminate;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Gathers the facts about a ClientGrant from memory; {@link #refresh} alone makes a call. */
public final class FactsGatherer {
  private static final int TIMEOUTS_BEFORE_REMOVAL = 5;

  private final TenantResolver tenants;
  private final Contenders contenders;
  private final ResourceMemory memory;
  private final Ownerships ownerships;
  private final ReconcileTrigger trigger;
  private final InstantSource clock;
  private final InstantSource monotonicClock;
  private final Duration callTimeout;

  /**
   * @param trigger enqueues the ClientGrants that a refresh concerns
   * @param clock the clock that statuses are written by
   * @param monotonicClock a clock that is never set, for pauses
   * @param callTimeout how long a call to a tenant may take
   */
  public FactsGatherer(
      TenantResolver tenants,
      Contenders contenders,
      ResourceMemory memory,
      Ownerships ownerships,
      ReconcileTrigger trigger,
      InstantSource clock,
      InstantSource monotonicClock,
      Duration callTimeout) {
    this.tenants = tenants;
    this.contenders = contenders;
    this.memory = memory;
    this.ownerships = ownerships;
    this.trigger = trigger;
    this.clock = clock;
    this.monotonicClock = monotonicClock;
    this.callTimeout = callTimeout;
  }

  /** What is known: everything, or only what the resource itself says. */
  public sealed interface Gathered permits Facts, WithoutTenant {}

  /** The tenant cannot be used, or it is not known what for. */
  public record WithoutTenant(ResourceFacts resource) implements Gathered {}

  /** What came of a refresh. */
  public sealed interface Refreshed permits Facts, Later {}

  /** The tenant takes no more calls for now. */
  public record Later(Instant moment) implements Refreshed {}

  /** Gathers the facts; no call. They are not complete if something must be looked up first. */
  public Gathered gather(GrantResource resource) {
    return gather(resource, tenants.lookup(resource));
  }

  /** Gathers the facts by what was looked up last; no call. */
  public Gathered gatherKnown(GrantResource resource) {
    return gather(resource, tenants.known(resource));
  }

  private Gathered gather(GrantResource resource, TenantLookup tenant) {
    var facts = resourceFacts(resource, tenant);
    return switch (facts.tenant()) {
      case Missing(), NotReady(), Unresolved _, OrganizationUnknown _, ClientUnknown _ ->
          new WithoutTenant(facts);
      case Ready ready -> facts(resource, facts, ready, false);
    };
  }

  /**
   * Reads the grant from the tenant and gathers the facts again: one call, and one more if the
   * grant may have been made anew by somebody else. The answer also tells how late it is at Auth0.
   * For an association, all organizations of the grant are read, for all that ask.
   *
   * @param permit admits the call
   * @throws io.clientgrant.auth0.failure.TenantException if the call fails
   */
  public Refreshed refresh(GrantResource resource, Facts before, CallPermit permit) {
    if (before.isAboutAssociation()) {
      return read(resource, before);
    }
    if (permit.acquire() instanceof RetryAt(var moment)) {
      return new Later(moment);
    }
    before.tenant().grants().refresh(before.goal().key());
    trigger.enqueueClaimants(before.tenant().grants().takeChangedKeys());
    return confirmed(again(resource, before));
  }

  private Facts again(GrantResource resource, Facts before) {
    var now = resourceFacts(resource, tenants.known(resource));
    return now.tenant() instanceof Ready ready
        ? facts(resource, now, ready, true)
        : facts(resource, before.resource(), before.ready(), true); // it was deleted meanwhile
  }

  /** The reading also shows what organizations are called, so everything is gathered again. */
  private Refreshed read(GrantResource resource, Facts before) {
    var associations = before.tenant().associations();
    var key = before.goal().key();
    return switch (before.mustKnowNow()
        ? associations.readAnew(key, before.resource().uid())
        : associations.read(key)) {
      case Paused(var until) -> new Later(until);
      case Finished(var changed) -> {
        trigger.enqueueClaimants(changed);
        yield gatherKnown(resource) instanceof Facts found
            ? confirmed(found.refreshed())
            : new Later(monotonicClock.instant());
      }
    };
  }

  private static Facts confirmed(Facts facts) {
    return facts
        .replacement()
        .filter(replaced -> facts.tenant().grants().isGone(replaced.gone()))
        .map(facts::observing)
        .orElse(facts);
  }

  private ResourceFacts resourceFacts(GrantResource resource, TenantLookup tenant) {
    var spec = resource.getSpec();
    var ownership = ownerships.of(resource);
    return new ResourceFacts(
        WriteOrigins.of(resource),
        SpecMapper.tenant(resource),
        resource.isMarkedForDeletion(),
        SpecMapper.isSuspended(spec),
        SpecMapper.deletionPolicy(spec),
        ownership,
        ReleaseAnnotation.isSet(resource, ownership),
        tenants.isReleasing(resource),
        openRequest(resource),
        memory.userWaits(resource),
        memory.failures(resource),
        memory.drift(resource),
        memory.untakenWrites(resource),
        monotonicClock.instant(),
        tenant);
  }

  /** A resource that is being deleted is not read on request. */
  private static @Nullable String openRequest(GrantResource resource) {
    var status = resource.getStatus();
    return resource.isMarkedForDeletion()
        ? null
        : Annotations.openRequest(resource, status == null ? null : status.lastHandledReconcileAt())
            .orElse(null);
  }

  private Facts facts(
      GrantResource resource, ResourceFacts facts, Ready ready, boolean isRefreshed) {
    var self = contenders.self(resource, ready);
    var key = self.goal().key();
    return new Facts(
        facts,
        ready,
        self,
        contenders.rivals(resource, ready.snapshot(), key),
        contenders.holderIsUnknown(resource, self, key),
        observe(resource, ready.snapshot().tenant(), self.goal(), facts.ownership()),
        ready.snapshot().tenant().grants().observe(key.ofClientGrant()),
        contenders.uses(key),
        isRefreshed);
  }

  /**
   * What the tenant shows. After a creation that may have had no answer, absence counts only when
   * that call can no longer take effect. Auth0 may carry it out after the operator has stopped
   * waiting. A resource that stays would find the grant then; one that goes would leave it behind,
   * so it waits longer.
   */
  private Observation observe(
      GrantResource resource, Tenant tenant, Goal goal, Ownership ownership) {
    var observed = tenant.grants().observe(goal.key());
    return observed instanceof Absent
            && ownership instanceof PendingCreate pending
            && !memory.isSettled(resource, pending)
            && mayTakeEffect(pending.since(), goal)
        ? new Indeterminate()
        : observed;
  }

  /** The operator never writes a time in the future. */
  private boolean mayTakeEffect(Instant since, Goal goal) {
    var now = clock.instant();
    var settled =
        switch (goal) {
          case Goal.Ensure _ -> callTimeout;
          case Goal.Remove _ -> callTimeout.multipliedBy(TIMEOUTS_BEFORE_REMOVAL);
        };
    return !since.isAfter(now) && now.isBefore(since.plus(settled));
  }
}
