package io.clientgrant.auth0.api;

import java.util.List;

/**
 * The tenant's own log. As with {@link GrantsApi}, each method throws a {@link
 * io.clientgrant.auth0.failure.TenantException} if its call does not succeed.
 */
public interface LogsApi {
  /** How many entries a page has, at most. */
  int PAGE_SIZE = 100;

  /** How many entries a search finds, at most: the API shows no more pages. */
  int MOST_FOUND = 1_000;

  /** The search for tokens that were given to clients. */
  String TOKENS = "type:seccft";

  /** Whether the credential may certainly read the log, by its token; no call. */
  boolean mayRead();

  /**
   * Searches the log; one call.
   *
   * @param query in the words of Auth0's log search
   * @param newestFirst or the oldest
   * @param page the number of the page, from 0
   * @param size how many entries it may have
   */
  List<LogEvent> search(String query, boolean newestFirst, int page, int size);
}
