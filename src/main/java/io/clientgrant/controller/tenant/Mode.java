package io.clientgrant.controller.tenant;

import io.clientgrant.api.Auth0TenantSpec;
import java.util.Objects;

/** Whether the operator may write to a tenant. */
public enum Mode {
  /** It makes the tenant match the resources. */
  ENFORCE,
  /** It only shows what it would do. */
  OBSERVE;

  /** The mode of an Auth0Tenant; an unknown one writes nothing. */
  static Mode of(Auth0TenantSpec spec) {
    return Objects.requireNonNullElse(spec.mode(), "Enforce").equals("Enforce") ? ENFORCE : OBSERVE;
  }
}
