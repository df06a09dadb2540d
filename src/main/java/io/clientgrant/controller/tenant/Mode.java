package io.clientgrant.controller.tenant;

import io.clientgrant.api.Auth0TenantSpec;
import java.util.Objects;

/** Whether the operator may write to a tenant. */
public enum Mode {
  /** It makes the tenant match the resources. */
  ENFORCE,
  /** It only shows what it would do. */
  OBSERVE,
  /** It writes nothing, and a resource that is deleted leaves its grant behind. */
  RELEASE;

  /** The mode of an Auth0Tenant; an unknown one writes nothing. */
  static Mode of(Auth0TenantSpec spec) {
    return switch (Objects.requireNonNullElse(spec.mode(), "Enforce")) {
      case "Enforce" -> ENFORCE;
      case "Release" -> RELEASE;
      default -> OBSERVE;
    };
  }
}
