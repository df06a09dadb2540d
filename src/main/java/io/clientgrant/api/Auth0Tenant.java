package io.clientgrant.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** An Auth0 tenant, and the credential with which the operator reaches its Management API. */
@Group("auth0.clientgrant.io")
@Version("v1alpha1")
@ShortNames("a0t")
public final class Auth0Tenant extends CustomResource<Auth0TenantSpec, @Nullable Auth0TenantStatus>
    implements Namespaced {
  @Override
  protected @Nullable Auth0TenantSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable Auth0TenantStatus initStatus() {
    return null;
  }
}
