package io.clientgrant.auth0.api;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The APIs of one tenant, as far as their names and scopes are needed. As with {@link GrantsApi},
 * each method throws a {@link io.clientgrant.auth0.failure.TenantException} if its call does not
 * succeed.
 */
public interface ApisApi {
  /**
   * How many APIs a page has, at most. The API gives more, but each can have a thousand scopes, and
   * an answer has a bound.
   */
  int PAGE_SIZE = 50;

  /** Whether the credential may read APIs, by the token that there is; no call. */
  boolean mayRead();

  /**
   * The scopes that an API defines; empty if the credential may not read that, or if the API is
   * Auth0's own, which takes scopes that it does not show.
   */
  Optional<Set<String>> definedScopes(String audience);

  /** Every API of the tenant: a call for each {@code next()}. */
  Iterator<List<ApiProfile>> profiles();
}
