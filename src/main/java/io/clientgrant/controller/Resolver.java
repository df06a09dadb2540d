package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.grant.AdoptionPolicy;
import io.clientgrant.grant.DeletionPolicy;
import io.clientgrant.grant.Goal;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.GrantRecord.Held;
import io.clientgrant.grant.GrantRecord.None;
import io.clientgrant.grant.Guardrails.Ruling;
import io.clientgrant.grant.Guardrails.Ruling.Allowed;
import io.clientgrant.grant.Guardrails.Ruling.Refused;
import io.clientgrant.grant.Plan.Farewell;
import io.clientgrant.tenant.Tenant;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds out what a resource asks for, where, and whether it may. */
final class Resolver {
  private static final Allowed REMOVAL_ONLY =
      new Allowed(AdoptionPolicy.NEVER, DeletionPolicy.IF_CREATED);

  private final Tenants tenants;
  private final Namespaces namespaces;
  private final Witness witness;
  private final Predicate<ResourceID> tenantIsMissing;

  Resolver(
      Tenants tenants,
      Namespaces namespaces,
      Witness witness,
      Predicate<ResourceID> tenantIsMissing) {
    this.tenants = tenants;
    this.tenantIsMissing = tenantIsMissing;
    this.namespaces = namespaces;
    this.witness = witness;
  }

  /** What a resource comes down to. */
  sealed interface Resolution {
    /**
     * A goal at a tenant.
     *
     * @param tenant the tenant
     * @param goal the goal
     * @param claim what its record counts for among those who claim the same grant: nothing, if the
     *     guardrails do not allow it
     * @param leash what keeps the operator from carrying out some plans
     */
    record Resolved(Tenant tenant, Goal goal, GrantRecord claim, Leash leash)
        implements Resolution {}

    /**
     * Nothing that the tenant need be asked about.
     *
     * @param outcome what came of it
     */
    record Settled(Outcome outcome) implements Resolution {}
  }

  /**
   * A claim that counts.
   *
   * @param tenant where
   * @param goal what for
   */
  record Claim(Tenant tenant, Goal goal) {}

  /**
   * Resolves a resource that is to be reconciled.
   *
   * @param record what its status says that it holds
   */
  Resolution resolve(ClientGrant resource, GrantRecord record) {
    return resource.isMarkedForDeletion() ? leave(resource, record) : keep(resource, record);
  }

  private Resolution keep(ClientGrant resource, GrantRecord record) {
    if (Specs.suspended(resource.getSpec())) {
      return settled(Verdict.suspended(), record);
    }
    var found = tenants.find(Specs.tenant(resource));
    if (found.isEmpty()) {
      return settled(tenantMissing(resource), record);
    }
    var served = found.get();
    return switch (judge(resource, served)) {
      case Refused(var refusal) -> settled(Verdict.refused(refusal), record);
      case Allowed allowed ->
          new Resolution.Resolved(
              served.tenant(), goal(resource, served, allowed), record, leash(served));
    };
  }

  private Resolution leave(ClientGrant resource, GrantRecord record) {
    if (record instanceof None) {
      return letGo(Farewell.NOTHING_LEFT, record);
    }
    if (Release.isGiven(resource, record)) {
      return letGo(Farewell.RELEASED, record);
    }
    if (Specs.suspended(resource.getSpec())) {
      return letGo(Farewell.KEPT, record);
    }
    var id = Specs.tenant(resource);
    var found = tenants.find(id);
    var policy = Specs.deletionPolicy(resource.getSpec());
    var mayHaveAnHeir = found.isPresent() && record instanceof Held;
    if (policy == DeletionPolicy.NEVER && !mayHaveAnHeir) {
      return letGo(Farewell.KEPT, record);
    }
    if (record instanceof Held held && !policy.deletes(held.origin()) && tenantIsMissing.test(id)) {
      return letGo(Farewell.KEPT, record);
    }
    return found
        .map(served -> leave(resource, record, served))
        .orElseGet(() -> settled(deletionBlocked(id), record));
  }

  private Resolution leave(ClientGrant resource, GrantRecord record, ServedTenant served) {
    return switch (judge(resource, served)) {
      case Allowed allowed ->
          new Resolution.Resolved(
              served.tenant(), goal(resource, served, allowed), record, leash(served));
      case Refused _ ->
          new Resolution.Resolved(
              served.tenant(),
              goal(resource, served, REMOVAL_ONLY),
              new None(),
              leash(served) == Leash.NONE ? Leash.UNPROVEN : leash(served));
    };
  }

  /**
   * What a resource claims; empty if its claim does not count, because its tenant cannot be worked
   * on, or does not allow it, or because it held nothing before it was suspended or its tenant only
   * observed.
   *
   * @param observed whether this is asked for a resource whose own tenant is only observed: it is
   *     to be told what would happen if all of them were not
   */
  Optional<Claim> claim(ClientGrant resource, boolean observed) {
    var found = tenants.find(Specs.tenant(resource));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    var served = found.get();
    var holdsNothing = Records.read(resource.getStatus()) instanceof None;
    var idle = Specs.suspended(resource.getSpec()) || (served.mode() == Mode.OBSERVE && !observed);
    return !(holdsNothing && idle) && judge(resource, served) instanceof Allowed allowed
        ? Optional.of(new Claim(served.tenant(), goal(resource, served, allowed)))
        : Optional.empty();
  }

  /**
   * Whether nobody can tell yet if a resource holds what its status records: the operator has just
   * started, and has not come to its tenant. One that does not answer is waited for no longer.
   */
  boolean mayHold(ClientGrant resource, GrantKey key) {
    var id = Specs.tenant(resource);
    return Records.read(resource.getStatus()) instanceof Held held
        && held.key().equals(key)
        && !tenants.wasVisited(id)
        && !tenantIsMissing.test(id);
  }

  private Ruling judge(ClientGrant resource, ServedTenant served) {
    var guardrails = served.guardrails();
    var requester = namespaces.requester(resource.getMetadata().getNamespace());
    var desired = Specs.desired(resource.getSpec(), served.domain());
    return resource.isMarkedForDeletion()
        ? judgeRemoval(resource, guardrails.judgeRemoval(requester, desired.key()))
        : guardrails.judge(requester, desired);
  }

  /** What a resource that was allowed its grant created for it goes with it, also later. */
  private Ruling judgeRemoval(ClientGrant resource, Ruling ruling) {
    return ruling instanceof Refused && witness.remembers(resource) ? REMOVAL_ONLY : ruling;
  }

  private static Goal goal(ClientGrant resource, ServedTenant served, Allowed allowed) {
    var spec = resource.getSpec();
    var desired = Specs.desired(spec, served.domain());
    return resource.isMarkedForDeletion()
        ? new Goal.Leave(desired.key(), Specs.deletionPolicy(spec).cappedBy(allowed.deletion()))
        : new Goal.Keep(desired, Specs.adoptionPolicy(spec), allowed.adoption());
  }

  private static Leash leash(ServedTenant served) {
    return switch (served.mode()) {
      case ENFORCE -> Leash.NONE;
      case OBSERVE -> Leash.OBSERVE;
    };
  }

  /**
   * At the start no tenant is Ready yet, and to say so of each resource would tell nobody anything.
   */
  private Verdict tenantMissing(ClientGrant resource) {
    var id = Specs.tenant(resource);
    return tenantIsMissing.test(id)
        ? Verdict.reconciling("TenantNotFound", name(id) + " does not exist. Create it.")
        : Verdict.waiting(
            "TenantNotReady", name(id) + " is not Ready. Its own condition says why.");
  }

  private Verdict deletionBlocked(ResourceID id) {
    var obstacle =
        tenantIsMissing.test(id)
            ? "does not exist. Create it again, and the grant is deleted there."
            : "is not Ready. As soon as it is, the grant is deleted there.";
    return Verdict.deletionBlocked(name(id) + " " + obstacle);
  }

  private static String name(ResourceID tenant) {
    return "Auth0Tenant %s in namespace %s"
        .formatted(tenant.getName(), tenant.getNamespace().orElse(""));
  }

  private static Resolution letGo(Farewell why, GrantRecord record) {
    return new Resolution.Settled(Applier.letGo(why, record));
  }

  private static Resolution settled(Verdict verdict, GrantRecord record) {
    return new Resolution.Settled(new Outcome(verdict, record, new Next.Rest(), List.of()));
  }
}
