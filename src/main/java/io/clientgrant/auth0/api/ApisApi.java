package io.clientgrant.auth0.api;

import java.util.Iterator;
import java.util.List;

/**
 * The Management API of one tenant, as far as a list of its APIs is needed. As with {@link
 * GrantsApi}, each method throws a {@link io.clientgrant.auth0.failure.TenantException} if its call
 * does not succeed.
 */
public interface ApisApi {
  /**
   * How many APIs a page has, at most. The API gives more, but each can have a thousand scopes, and
   * an answer has a bound.
   */
  int PAGE_SIZE = 50;

  /** Every API of the tenant: a call for each {@code next()}. */
  Iterator<List<ApiProfile>> profiles();
}
