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

  Resolution resolve(ClientGrant resource, GrantRecord record) {
    return resource.isMarkedForDeletion() ? leave(resource, record) : keep(resource, record);
  }

  private Resolution keep(ClientGrant resource, GrantRecord record) {
    var spec = resource.getSpec();
    if (Specs.suspended(spec)) {
      return new Resolution.Settled(
          new Outcome(Verdict.suspended(), record, new Next.Rest(), List.of()));
    }
    var served = tenants.find(Specs.tenant(resource)).orElse(null);
    if (served == null) {
      return waiting("TenantNotReady", missing(resource), record);
    }
    var desired = Specs.desired(spec, served.guardrails().domain());
    var refusal = served.guardrails().check(desired, resource.getMetadata().getNamespace());
    if (refusal.isPresent()) {
      return refused(refusal.get(), record);
    }
    var adoption = Specs.adoptionPolicy(spec);
    return adoption.isPresent()
        ? new Resolution.Resolved(served.tenant(), new Goal.Keep(desired, adoption.get()))
        : refused(Specs.unknownAdoptionPolicy(spec), record);
  }

  private Resolution leave(ClientGrant resource, GrantRecord record) {
    var spec = resource.getSpec();
    var policy = Specs.deletionPolicy(spec);
    if (record instanceof None) {
      return new Resolution.Settled(Applier.letGo(Farewell.NOTHING_LEFT));
    }
    if (policy == DeletionPolicy.NEVER || Specs.suspended(spec)) {
      return new Resolution.Settled(Applier.letGo(Farewell.KEPT));
    }
    var served = tenants.find(Specs.tenant(resource)).orElse(null);
    if (served == null) {
      return waiting(
          "DeletionBlocked",
          missing(resource) + " The grant is deleted there as soon as it is Ready.",
          record);
    }
    var key = Specs.key(spec, served.guardrails().domain());
    return new Resolution.Resolved(served.tenant(), new Goal.Leave(key, policy));
  }

  private static String missing(ClientGrant resource) {
    var id = Specs.tenant(resource);
    return "Auth0Tenant %s in namespace %s does not exist or is not Ready."
        .formatted(id.getName(), id.getNamespace().orElse(""));
  }

  private static Resolution waiting(String reason, String message, GrantRecord record) {
    return new Resolution.Settled(
        new Outcome(Verdict.waiting(reason, message), record, new Next.Rest(), List.of()));
  }

  private static Resolution refused(Refusal refusal, GrantRecord record) {
    return new Resolution.Settled(Outcome.refused(refusal, record));
  }
}
