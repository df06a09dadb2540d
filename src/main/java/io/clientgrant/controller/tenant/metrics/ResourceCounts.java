package io.clientgrant.controller.tenant.metrics;

import io.clientgrant.api.GrantResource;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.status.ReadyState.Phase;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts, for metrics, the ClientGrants whose grants still give access that they do not ask for,
 * and those whose end date is near.
 */
public final class ResourceCounts {
  private static final Duration SOON = Duration.ofDays(7);

  /** The Auth0Tenant of each ClientGrant with access left over, by the ClientGrant's uid. */
  private final Map<String, ResourceID> excess = new ConcurrentHashMap<>();

  /** Each ClientGrant whose grant has an end date, by its uid. */
  private final Map<String, Ending> ending = new ConcurrentHashMap<>();

  private record Ending(ResourceID tenant, Instant end) {}

  /**
   * Takes in how a reconciliation ended.
   *
   * @param end when the grant ends that the resource holds; null if it does not
   */
  public void record(GrantResource resource, ReconcileResult result, @Nullable Instant end) {
    var uid = resource.getMetadata().getUid();
    var tenant = SpecMapper.tenant(resource);
    if (result.leavesExcess()) {
      excess.put(uid, tenant);
    } else if (result.state().phase() != Phase.UNCHANGED) {
      excess.remove(uid);
    }
    if (end != null && result.ownership() instanceof Owned) {
      ending.put(uid, new Ending(tenant, end));
    } else {
      ending.remove(uid);
    }
  }

  /** Forgets a ClientGrant that is gone. */
  public void forget(GrantResource resource) {
    excess.remove(resource.getMetadata().getUid());
    ending.remove(resource.getMetadata().getUid());
  }

  /** How many ClientGrants of an Auth0Tenant have access left over. */
  double withExcess(ResourceID tenant) {
    return excess.values().stream().filter(tenant::equals).count();
  }

  /** How many grants of an Auth0Tenant's ClientGrants end within seven days of this moment. */
  double endingSoon(ResourceID tenant, Instant now) {
    return ending.values().stream()
        .filter(one -> one.tenant.equals(tenant))
        .filter(one -> now.isBefore(one.end) && !one.end.isAfter(now.plus(SOON)))
        .count();
  }
}
