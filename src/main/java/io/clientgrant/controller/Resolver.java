package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.grant.DeletionPolicy;
import io.clientgrant.grant.Goal;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.GrantRecord.None;
import io.clientgrant.grant.Plan.Farewell;
import io.clientgrant.grant.Refusal;
import io.clientgrant.tenant.Tenant;
import java.util.List;
import java.util.Optional;

/** Finds out what a resource asks for, where, and whether it may. */
final class Resolver {
  private final Tenants tenants;

  Resolver(Tenants tenants) {
    this.tenants = tenants;
  }

  /** What a resource comes down to. */
  sealed interface Resolution {
    /**
     * A goal at a tenant.
     *
     * @param tenant the tenant
     * @param goal the goal
     */
    record Resolved(Tenant tenant, Goal goal) implements Resolution {}

    /**
     * Nothing that the tenant need be asked about.
     *
     * @param outcome what came of it
     */
    record Settled(Outcome outcome) implements Resolution {}
  }

  /**
   * Resolves a resource that is to be reconciled.
   *
   * @param record what its status says that it holds
   */
  Resolution resolve(ClientGrant resource, GrantRecord record) {
    if (resource.isMarkedForDeletion() && record instanceof None) {
      return new Resolution.Settled(Applier.letGo(Farewell.NOTHING_LEFT));
    }
    if (resource.isMarkedForDeletion() && keepsItsGrant(resource)) {
      return new Resolution.Settled(Applier.letGo(Farewell.KEPT));
    }
    if (Specs.suspended(resource.getSpec())) {
      return settled(Verdict.suspended(), record);
    }
    var found = tenants.find(Specs.tenant(resource));
    if (found.isEmpty()) {
      return settled(missing(resource), record);
    }
    var served = found.get();
    if (resource.isMarkedForDeletion()) {
      return new Resolution.Resolved(served.tenant(), leave(resource, served));
    }
    return refusal(resource, served)
        .<Resolution>map(refusal -> settled(Verdict.refused(refusal), record))
        .orElseGet(() -> new Resolution.Resolved(served.tenant(), keep(resource, served)));
  }

  /**
   * What a resource claims; empty if its claim does not count, because its tenant cannot be worked
   * on, or does not allow it, or because it is suspended before it held anything.
   */
  Optional<Goal> claim(ClientGrant resource) {
    var holds = !(Records.read(resource.getStatus()) instanceof None);
    return tenants
        .find(Specs.tenant(resource))
        .filter(served -> refusal(resource, served).isEmpty())
        .filter(_ -> holds || !Specs.suspended(resource.getSpec()))
        .map(served ->
            resource.isMarkedForDeletion() ? leave(resource, served) : keep(resource, served));
  }

  private static Goal keep(ClientGrant resource, ServedTenant served) {
    var spec = resource.getSpec();
    var desired = Specs.desired(spec, served.guardrails().domain());
    return new Goal.Keep(desired, Specs.adoptionPolicy(spec));
  }

  private static Goal leave(ClientGrant resource, ServedTenant served) {
    var spec = resource.getSpec();
    var key = Specs.key(spec, served.guardrails().domain());
    return new Goal.Leave(key, Specs.deletionPolicy(spec));
  }

  private static boolean keepsItsGrant(ClientGrant resource) {
    var spec = resource.getSpec();
    return Specs.suspended(spec) || Specs.deletionPolicy(spec) == DeletionPolicy.NEVER;
  }

  private static Optional<Refusal> refusal(ClientGrant resource, ServedTenant served) {
    var desired = Specs.desired(resource.getSpec(), served.guardrails().domain());
    return served.guardrails().check(desired, resource.getMetadata().getNamespace());
  }

  private static Verdict missing(ClientGrant resource) {
    var id = Specs.tenant(resource);
    var sentence =
        "Auth0Tenant %s in namespace %s does not exist or is not Ready."
            .formatted(id.getName(), id.getNamespace().orElse(""));
    return resource.isMarkedForDeletion()
        ? Verdict.waiting(
            "DeletionBlocked", sentence + " The grant is deleted there as soon as it is Ready.")
        : Verdict.waiting("TenantNotReady", sentence);
  }

  private static Resolution settled(Verdict verdict, GrantRecord record) {
    return new Resolution.Settled(new Outcome(verdict, record, new Next.Rest(), List.of()));
  }
}
