package io.clientgrant.controller;

import io.clientgrant.api.Auth0TenantSpec;
import java.util.Objects;
import java.util.Set;

/** Whether the operator may write to a tenant. */
enum Mode {
  /** It makes the tenant match. */
  ENFORCE,
  /** It only says what it would do. */
  OBSERVE;

  /** The scopes of the Management API that it takes. */
  Set<String> scopes() {
    return switch (this) {
      case ENFORCE ->
          Set.of(
              "read:client_grants",
              "create:client_grants",
              "update:client_grants",
              "delete:client_grants");
      case OBSERVE -> Set.of("read:client_grants");
    };
  }

  /** The mode that an owner wants; one that this version does not know writes nothing. */
  static Mode of(Auth0TenantSpec spec) {
    return Objects.requireNonNullElse(spec.mode(), "Enforce").equals("Enforce") ? ENFORCE : OBSERVE;
  }
}
