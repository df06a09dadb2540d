package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.api.OrganizationClientGrantSpec.NamedOrganization;
import io.clientgrant.api.OrganizationClientGrantStatus;
import io.clientgrant.api.OrganizationClientGrantStatus.FoundOrganization;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.Waiting;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.controller.clientgrant.DryRun;
import io.clientgrant.controller.clientgrant.DryRun.Result;
import io.clientgrant.controller.facts.Contenders;
import io.clientgrant.controller.facts.FactsGatherer;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup;
import io.clientgrant.controller.facts.ResourceMemory;
import io.clientgrant.controller.facts.TenantResolver;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.OwnershipMapper;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.ReconcileTrigger;
import io.clientgrant.controller.index.ResourceSet;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.reference.ClientResolver;
import io.clientgrant.controller.status.Backoff;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.tenant.OwnerSettings;
import io.clientgrant.controller.tenant.ResourceProgress;
import io.clientgrant.controller.tenant.TenantRegistry;
import io.clientgrant.controller.tenant.TenantSnapshot;
import io.clientgrant.controller.tenant.metrics.GrantCounts;
import io.clientgrant.controller.tenant.metrics.ResourceCounts;
import io.clientgrant.controller.tenant.metrics.TenantMetrics;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Plan;
import io.clientgrant.grant.policy.Guardrails.Decision;
import io.clientgrant.grant.policy.Requester;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The operator without its loop: it tells what would become of resources if they were in the
 * cluster. It is made of the parts of the operator, and decides nothing itself.
 */
public final class Preview {
  private static final Result UNKNOWN =
      new Result.Settled(
          ReadyState.reconciling(
              "Unknown",
              "What it refers to stands in the cluster, and is not known here. The operator looks"
                  + " it up."));

  private final ResourceSet<ClientGrant> grants = new ResourceSet<>();
  private final ResourceSet<OrganizationClientGrant> uses = new ResourceSet<>();
  private final Set<ResourceID> created = new HashSet<>();
  private final TenantRegistry registry;
  private final ClientGrantIndex index;
  private final Function<String, Requester> requesters;
  private final Waiting waiting;
  private final InstantSource clock;
  private final DryRun dryRun;

  /**
   * @param tenant the tenant, whose grants were read
   * @param connection how it is reached
   * @param owners the Auth0Tenants that are this tenant
   * @param requesters a namespace as the owner of a tenant sees it
   * @param clock the clock of the rate limiter
   * @param callTimeout how long a call may take
   */
  public Preview(
      Tenant tenant,
      Connection connection,
      Map<ResourceID, OwnerSettings> owners,
      Function<String, Requester> requesters,
      Waiting waiting,
      InstantSource clock,
      Duration callTimeout) {
    var counts = new ResourceCounts();
    var ownerships = new Ownerships();
    this.requesters = requesters;
    this.waiting = waiting;
    this.clock = clock;
    this.registry =
        new TenantRegistry(
            new TenantMetrics(new CompositeMeterRegistry(), counts, new GrantCounts(), clock));
    owners.forEach((id, settings) -> registry.add(id, settings, connection, tenant));
    this.index = new ClientGrantIndex(registry::domain, ownerships);
    index.attachTo(ClientGrant.class, grants);
    index.attachTo(OrganizationClientGrant.class, uses);
    var memory =
        new ResourceMemory(
            index::contains,
            ownerships,
            counts,
            new ResourceProgress() {},
            new Backoff(clock, RandomGenerator.getDefault()),
            clock);
    var resolver =
        new TenantResolver(
            registry,
            index,
            id -> !owners.containsKey(id),
            resource -> requesters.apply(resource.getMetadata().getNamespace()),
            memory,
            ownerships);
    this.dryRun =
        new DryRun(
            new FactsGatherer(
                resolver,
                new Contenders(index, resolver, ownerships, memory),
                memory,
                ownerships,
                new ReconcileTrigger(index),
                clock,
                clock,
                callTimeout),
            clock,
            waiting);
  }

  /** Takes in resources as they would be in the cluster. */
  public void add(Collection<? extends GrantResource> resources) {
    resources.forEach(this::put);
  }

  private void put(GrantResource resource) {
    switch (resource) {
      case ClientGrant grant -> grants.put(grant);
      case OrganizationClientGrant use -> uses.put(use);
    }
  }

  /**
   * What would become of a resource that is in the cluster. ClientGrants come before the
   * OrganizationClientGrants that refer to them.
   */
  public Result of(GrantResource resource) {
    var result =
        switch (resolved(resource)) {
          case Result.Unresolved _ -> UNKNOWN;
          case Result.Settled settled -> afterItsClientGrant(resource).orElse(settled);
          case Result.Planned planned -> planned;
        };
    remember(resource, result);
    return result;
  }

  private Result resolved(GrantResource resource) {
    var first = dryRun.of(resource);
    return first instanceof Result.Unresolved(var lookup) ? lookUp(resource, lookup) : first;
  }

  /** What is planned counts as done for what comes after it. */
  private void remember(GrantResource resource, Result result) {
    if (resource instanceof ClientGrant grant && result instanceof Result.Planned(var plan, _)) {
      switch (plan) {
        case Plan.Create _ -> created.add(ResourceID.fromResource(grant));
        case Plan.Adopt(_, var owned, _) -> own(grant, owned);
        case Plan.Update(_, var owned, _) -> own(grant, owned);
        case Plan.InSync(var owned) -> own(grant, owned);
        case Plan.Delete _,
            Plan.HandOver _,
            Plan.Release _,
            Plan.Refuse _,
            Plan.AwaitPendingCreate _ -> {}
      }
    }
  }

  private void own(ClientGrant grant, Owned owned) {
    var status = Objects.requireNonNullElse(grant.getStatus(), ClientGrantStatus.NEVER_WRITTEN);
    grant.setStatus(
        status.with(
            status.observedGeneration(),
            status.lastHandledReconcileAt(),
            OwnershipMapper.grant(owned),
            status.formerGrants(),
            null,
            status.expiresAt(),
            status.lastToken(),
            status.conditions()));
    grants.put(grant);
  }

  /** An association of a grant that is yet to be created is created after it. */
  private Optional<Result> afterItsClientGrant(GrantResource resource) {
    return resource instanceof OrganizationClientGrant use
        ? SpecMapper.clientGrant(use)
            .filter(created::contains)
            .flatMap(_ -> registry.find(SpecMapper.tenant(use)))
            .flatMap(snapshot -> associate(use, snapshot))
        : Optional.empty();
  }

  private Optional<Result> associate(OrganizationClientGrant use, TenantSnapshot snapshot) {
    if (SpecMapper.organizationId(use).isEmpty()) {
      lookUp(use, use.getSpec().organization(), snapshot.tenant());
    }
    var requester = requesters.apply(use.getMetadata().getNamespace());
    return index
        .desired(use, snapshot.domain())
        .map(desired ->
            switch (snapshot.guardrails().evaluateUse(requester, desired.key(), "")) {
              case Decision.Denied(var refusal) -> new Result.Settled(ReadyState.refused(refusal));
              case Decision.Allowed _ -> new Result.Planned(new Plan.Create(desired), List.of());
            });
  }

  /** What a spec only refers to is looked up, and counts from then on. */
  private Result lookUp(GrantResource resource, TenantLookup lookup) {
    return switch (lookup) {
      case TenantLookup.ClientUnknown(var snapshot) when resource instanceof ClientGrant grant ->
          lookUpClient(grant, snapshot.tenant());
      case TenantLookup.OrganizationUnknown(var snapshot, var named)
          when resource instanceof OrganizationClientGrant use -> {
        lookUp(use, named, snapshot.tenant());
        yield dryRun.ofKnown(use);
      }
      default -> throw new IllegalStateException("no check has settled " + lookup);
    };
  }

  private void lookUp(OrganizationClientGrant use, NamedOrganization named, Tenant tenant) {
    var id = named.id();
    var found =
        id != null
            ? tenant.associations().lookUpId(id)
            : tenant.associations().lookUpName(Objects.requireNonNullElse(named.name(), ""));
    use.setStatus(
        Objects.requireNonNullElse(use.getStatus(), OrganizationClientGrantStatus.NEVER_WRITTEN)
            .with(new FoundOrganization(found.id(), found.name())));
    uses.put(use);
  }

  private Result lookUpClient(ClientGrant grant, Tenant tenant) {
    var name = grant.getSpec().clientName();
    if (name == null) { // it stands in an object of the cluster
      return dryRun.ofKnown(grant);
    }
    for (var later = tenant.clients().read(null);
        later.isPresent();
        later = tenant.clients().read(null)) {
      waiting.pause(
          Duration.between(clock.instant(), later.get()), "Auth0's rate limit is reached");
    }
    var ids = tenant.clients().named(name);
    var unclear = ClientResolver.unclear(name, ids, 0);
    if (unclear.isPresent()) {
      return new Result.Settled(unclear.get());
    }
    var status = Objects.requireNonNullElse(grant.getStatus(), ClientGrantStatus.NEVER_WRITTEN);
    grant.setStatus(status.referringTo(ids.getFirst(), status.grant(), status.formerGrants()));
    grants.put(grant);
    return dryRun.ofKnown(grant);
  }
}
