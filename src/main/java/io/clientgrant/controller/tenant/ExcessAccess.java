package io.clientgrant.controller.tenant;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.status.ReadyState.Phase;
import io.clientgrant.controller.status.ReconcileResult;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts, for a metric, the ClientGrants whose grants still give access that they do not ask for.
 */
public final class ExcessAccess {
  /** The Auth0Tenant of each such ClientGrant, by the ClientGrant's uid. */
  private final Map<String, ResourceID> tenants = new ConcurrentHashMap<>();

  /** Takes in how a reconciliation ended. */
  public void record(ClientGrant resource, ReconcileResult result) {
    if (result.leavesExcess()) {
      tenants.put(resource.getMetadata().getUid(), SpecMapper.tenant(resource));
    } else if (result.state().phase() != Phase.UNCHANGED) {
      forget(resource);
    }
  }

  /** Forgets a ClientGrant that is gone. */
  public void forget(ClientGrant resource) {
    tenants.remove(resource.getMetadata().getUid());
  }

  /** How many ClientGrants of an Auth0Tenant there are. */
  double count(ResourceID tenant) {
    return tenants.values().stream().filter(tenant::equals).count();
  }
}
