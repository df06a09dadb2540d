package io.clientgrant.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** The use of a client grant for one organization: the client may ask for tokens for it. */
@Group("auth0.clientgrant.io")
@Version("v1alpha1")
@ShortNames("ocg")
public final class OrganizationClientGrant
    extends CustomResource<OrganizationClientGrantSpec, @Nullable OrganizationClientGrantStatus>
    implements Namespaced, GrantResource {
  @Override
  protected @Nullable OrganizationClientGrantSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable OrganizationClientGrantStatus initStatus() {
    return null;
  }
}
