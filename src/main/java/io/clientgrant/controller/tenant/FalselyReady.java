package io.clientgrant.controller.tenant;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.grant.Change;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Ownership.Owned;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the ClientGrants whose status says that they are Ready though the tenant shows something
 * else. A resync reports only what has changed since the last look; this compares with what each
 * ClientGrant asks for.
 *
 * @param tenant the tenant, as last seen
 * @param domain its domain
 * @param ownerships what the ClientGrants own
 * @param changed the keys whose claimants are reconciled anyway
 */
record FalselyReady(Tenant tenant, String domain, Ownerships ownerships, Set<GrantKey> changed)
    implements Predicate<ClientGrant> {
  @Override
  public boolean test(ClientGrant resource) {
    var status = resource.getStatus();
    return status != null
        && Conditions.isReady(status.conditions())
        && !changed.contains(SpecMapper.key(resource.getSpec(), domain))
        && !isAsAsked(resource);
  }

  private boolean isAsAsked(ClientGrant resource) {
    var desired = SpecMapper.desired(resource.getSpec(), domain);
    return ownerships.of(resource) instanceof Owned owned
        && tenant.observe(desired.key()) instanceof Found(var grant)
        && owned.matches(grant)
        && Change.between(desired.settings(), grant.settings(), owned.managedFields()).isEmpty();
  }
}
