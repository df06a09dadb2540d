package io.clientgrant.controller.index;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.GrantResource;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Objects;

/**
 * A ClientGrant as the holder of a grant of a client that it referred to before. Such a grant goes
 * as that of a ClientGrant goes which is being deleted. So this is that ClientGrant: about that
 * client alone, and being deleted.
 */
public final class FormerClientGrant {
  private FormerClientGrant() {}

  /** A resource as the holder of one of its former grants. */
  public static GrantResource of(GrantResource resource, Owned former) {
    return resource instanceof ClientGrant grant ? of(grant, former) : resource;
  }

  private static ClientGrant of(ClientGrant resource, Owned former) {
    var meta = resource.getMetadata();
    var holder = new ClientGrant();
    holder.setMetadata(
        new ObjectMetaBuilder(meta).withDeletionTimestamp(meta.getCreationTimestamp()).build());
    holder.setSpec(resource.getSpec());
    holder.setStatus(
        Objects.requireNonNullElse(resource.getStatus(), ClientGrantStatus.NEVER_WRITTEN)
            .referringTo(
                former.key().grantee() instanceof Grantee.Client(var id) ? id : "",
                OwnershipMapper.grant(former),
                null));
    return holder;
  }
}
