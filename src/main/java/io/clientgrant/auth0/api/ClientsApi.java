package io.clientgrant.auth0.api;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The Management API of one tenant, as far as the operator needs it for clients. As with {@link
 * GrantsApi}, each method throws a {@link io.clientgrant.auth0.failure.TenantException} if its call
 * does not succeed.
 */
public interface ClientsApi {
  /** What every client of the tenant is called: a call for each {@code next()}. */
  Iterator<List<ClientName>> names();

  /**
   * Every client of the tenant, as far as the credential may read it: a call for each {@code
   * next()}.
   */
  Iterator<List<ClientProfile>> profiles();

  /** The client of an id, as far as the credential may read it; empty if there is none. */
  Optional<ClientProfile> profile(String clientId);
}
