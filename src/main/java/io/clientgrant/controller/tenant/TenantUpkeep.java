package io.clientgrant.controller.tenant;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.Declared;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.ReconcileTrigger;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.tenant.authoritative.AuthorityReview;
import io.clientgrant.controller.tenant.authoritative.Review;
import io.clientgrant.controller.tenant.metrics.GrantCounts;
import io.clientgrant.controller.tenant.usage.LastTokens;
import io.clientgrant.controller.tenant.usage.UsageReport;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.inventory.Declarations;
import io.clientgrant.inventory.Directory;
import io.clientgrant.inventory.Gap;
import io.clientgrant.inventory.Gap.Part;
import io.clientgrant.inventory.Inventory;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is done for a tenant whose grants are known: the scopes of its APIs are read, and its log if
 * that is asked for; ClientGrants whose status is not true any more are enqueued, grants that
 * nobody declares are seen to, and what is there is counted.
 */
public final class TenantUpkeep {
  private static final List<Gap> NOT_ASKED =
      Arrays.stream(Part.values())
          .filter(part -> part != Part.CLIENT_GRANTS)
          .map(part -> new Gap(part, "", "The operator has not read " + part + "."))
          .toList();

  private final TenantRegistry registry;
  private final ClientGrantIndex index;
  private final Ownerships ownerships;
  private final ReconcileTrigger trigger;
  private final AuthorityReview authority;
  private final LastTokens tokens;
  private final GrantCounts grantCounts;
  private final InstantSource clock;

  /**
   * @param trigger enqueues ClientGrants
   * @param clock gives the time that an audit goes by
   */
  public TenantUpkeep(
      TenantRegistry registry,
      ClientGrantIndex index,
      Ownerships ownerships,
      ReconcileTrigger trigger,
      AuthorityReview authority,
      LastTokens tokens,
      GrantCounts grantCounts,
      InstantSource clock) {
    this.registry = registry;
    this.index = index;
    this.ownerships = ownerships;
    this.trigger = trigger;
    this.authority = authority;
    this.tokens = tokens;
    this.grantCounts = grantCounts;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param requeue when to go on
   * @param review what is to be said of grants that nobody declares; null if what was said before
   *     stands
   * @param usage what is to be said of how the log is read; null if what was said before stands
   */
  record Done(Requeue requeue, @Nullable Review review, @Nullable UsageReport usage) {}

  /**
   * Does it.
   *
   * @param otherwise when to go on if nothing stops it
   */
  Done run(Auth0Tenant resource, Tenant tenant, Requeue otherwise) {
    if (!trigger.isRunning()) { // the ClientGrants are not known yet
      return new Done(new Requeue.WithBackoff(), null, null);
    }
    var requeue = readApis(resource, tenant, otherwise);
    var usage = tokens.readIfDue(resource, tenant);
    var own = registry.clientsOf(resource.getSpec().domain());
    if (own.isEmpty() || resource.isMarkedForDeletion()) {
      return new Done(requeue, null, usage);
    }
    var id = ResourceID.fromResource(resource);
    var review =
        authority.review(resource, tenant, own.get(), () -> registry.mayWrite(id)).orElse(null);
    if (review != null) {
      grantCounts.undeclared(id, review.undeclared());
    }
    tenant
        .readAt()
        .filter(at -> !grantCounts.isCounted(id, at))
        .ifPresent(at -> count(id, tenant, resource.getSpec().domain(), own.get(), at));
    return new Done(
        review != null && review.goOn() != null ? new Requeue.WhenAdmitted(review.goOn()) : requeue,
        review,
        usage);
  }

  /** Forgets an Auth0Tenant that is gone. */
  void forget(ResourceID id) {
    tokens.forget(id);
  }

  /** Enqueues the ClientGrants whose status is not true any more. */
  void enqueueOutOfDate(Auth0Tenant resource, Tenant tenant, Set<GrantKey> changed) {
    trigger.enqueueAt(registry.sharing(tenant), outOfDate(resource, tenant, changed));
  }

  /**
   * Reads the APIs whose scopes are named, and enqueues the ClientGrants that name others than
   * their API declares.
   *
   * @return when to go on if the rate limit stops it, or else when it was to go on anyway
   */
  private Requeue readApis(Auth0Tenant resource, Tenant tenant, Requeue otherwise) {
    var sharing = registry.sharing(tenant);
    var named =
        OutOfDate.namedApis(index.at(sharing::contains), index, resource.getSpec().domain());
    var later = tenant.apiScopes().read(named);
    trigger.enqueueAt(sharing, outOfDate(resource, tenant, Set.of())::isWrongAboutScopes);
    return later.<Requeue>map(Requeue.WhenAdmitted::new).orElse(otherwise);
  }

  private OutOfDate outOfDate(Auth0Tenant resource, Tenant tenant, Set<GrantKey> changed) {
    return new OutOfDate(tenant, resource.getSpec().domain(), index, ownerships, changed);
  }

  private void count(
      ResourceID id, Tenant tenant, String domain, Set<String> ownClients, Instant readAt) {
    var tenants = registry.ofDomain(domain);
    var declarations =
        Declarations.of(
            index
                .at(tenants::contains)
                .flatMap(resource ->
                    resource instanceof ClientGrant grant ? Stream.of(grant) : Stream.of())
                .flatMap(grant ->
                    Declared.by(grant, domain, ownerships, UnaryOperator.identity()).stream()));
    var directory = new Directory(domain, Map.of(), Map.of(), declarations, true, NOT_ASKED);
    var grants = tenant.grants().all().stream().map(directory::describe).toList();
    grantCounts.count(id, new Inventory(directory, grants), ownClients, readAt, clock.instant());
  }
}
