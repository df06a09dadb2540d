package io.clientgrant.auth0.api;

import io.clientgrant.auth0.failure.TenantException;
import java.time.Instant;
import java.util.Optional;

/** The Management API of one tenant, with one credential. */
public interface ManagementApi {
  /**
   * Sees to it that there is a token to call with; no call if there is.
   *
   * @return false if the token is being fetched for another caller
   * @throws TenantException if there is no token for the credential
   */
  boolean authenticate();

  /** When the token ends, by the clock that the calls are timed with; empty without a token. */
  Optional<Instant> tokenExpiresAt();

  /** The client grants. */
  GrantsApi grants();

  /** The organizations, and which grants are associated with them. */
  OrganizationsApi organizations();

  /** The clients. */
  ClientsApi clients();

  /** The APIs. */
  ApisApi apis();

  /** The tenant's own log. */
  LogsApi logs();
}
