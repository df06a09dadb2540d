package io.clientgrant.controller;

import io.clientgrant.api.Auth0TenantSpec;
import java.util.Objects;

/** Whether the operator may write to a tenant. */
enum Mode {
  /** It makes the tenant match. */
  ENFORCE,
  /** It only says what it would do. */
  OBSERVE;

  /** The mode that an owner wants; one that this version does not know writes nothing. */
  static Mode of(Auth0TenantSpec spec) {
    return Objects.requireNonNullElse(spec.mode(), "Enforce").equals("Enforce") ? ENFORCE : OBSERVE;
  }
}
