package io.clientgrant.grant.plan;

import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.DeletionPolicy;

/** What a resource is there for. */
public sealed interface Goal {
  /** The grant that it is about. */
  GrantKey key();

  /**
   * The tenant is to hold a grant.
   *
   * @param desired the grant
   * @param adoption whether the resource wants one that already exists to be taken over
   * @param adoptionLimit how far the tenant's owner lets it, which also holds after the taking
   *     over: else one could adopt a grant as it is and then change it
   */
  record Ensure(DesiredGrant desired, AdoptionPolicy adoption, AdoptionPolicy adoptionLimit)
      implements Goal {
    @Override
    public GrantKey key() {
      return desired.key();
    }
  }

  /**
   * The resource is to go.
   *
   * @param key the grant that it was about
   * @param deletion whether the grant goes with it
   */
  record Remove(GrantKey key, DeletionPolicy deletion) implements Goal {}
}
