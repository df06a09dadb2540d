package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.GrantRecord.Held;
import io.clientgrant.grant.Origin;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which resources this process has seen hold, by right, a grant that was created for
 * them. A status can be forged; so where the guardrails do not, or no longer, allow a resource its
 * grant, only what was seen here is believed.
 */
final class Witness {
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /** A resource that may have its grant was found to hold this. */
  void saw(ClientGrant resource, GrantRecord record) {
    if (record instanceof Held held && held.origin() == Origin.CREATED) {
      seen.add(resource.getMetadata().getUid());
    } else {
      forget(resource);
    }
  }

  boolean remembers(ClientGrant resource) {
    return seen.contains(resource.getMetadata().getUid());
  }

  void forget(ClientGrant resource) {
    seen.remove(resource.getMetadata().getUid());
  }
}
