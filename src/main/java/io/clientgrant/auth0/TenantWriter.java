package io.clientgrant.auth0;

import io.clientgrant.auth0.api.GrantsApi;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.Settings;
import java.time.InstantSource;

/**
 * Changes grants of a tenant for somebody who waits for it, past the caches. A change is sent once:
 * again only if Auth0 has refused it because there were too many calls. Each method throws a {@link
 * io.clientgrant.auth0.failure.TenantException} if the call does not succeed.
 */
public final class TenantWriter {
  private final GrantsApi api;
  private final PacedCalls calls;
  private final String correlationId;

  TenantWriter(
      GrantsApi api,
      RateLimiter limiter,
      InstantSource clock,
      Waiting waiting,
      String correlationId) {
    this.api = api;
    this.calls = new PacedCalls(limiter, clock, waiting);
    this.correlationId = correlationId;
  }

  /** Makes a grant; one call. */
  public Grant create(DesiredGrant desired) {
    return calls.makeOnce(() -> api.create(desired, correlationId));
  }

  /** Changes some fields of a grant; one call. */
  public Grant update(GrantId id, Settings patch) {
    return calls.makeOnce(() -> api.update(id, patch, correlationId));
  }

  /** Deletes a grant; one call. */
  public GrantId delete(GrantId id) {
    return calls.makeOnce(() -> {
      api.delete(id, correlationId);
      return id;
    });
  }
}
