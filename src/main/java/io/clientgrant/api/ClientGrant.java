package io.clientgrant.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** The scopes of one API that one client application may ask for, as the user wants them. */
@Group("auth0.clientgrant.io")
@Version("v1alpha1")
@ShortNames("cgr")
public final class ClientGrant extends CustomResource<ClientGrantSpec, @Nullable ClientGrantStatus>
    implements Namespaced, GrantResource {
  @Override
  protected @Nullable ClientGrantSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable ClientGrantStatus initStatus() {
    return null;
  }
}
