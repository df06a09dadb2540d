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
   * The resource is to hold no grant any more: it is being deleted, or its end date has come.
   *
   * @param key the grant that it was about
   * @param deletion whether the grant goes too
   * @param isAtEndDate whether that follows from what the time is: so it does not if that is wrong
   */
  record Remove(GrantKey key, DeletionPolicy deletion, boolean isAtEndDate) implements Goal {
    /** The resource is being deleted. */
    public Remove(GrantKey key, DeletionPolicy deletion) {
      this(key, deletion, false);
    }
  }
}
