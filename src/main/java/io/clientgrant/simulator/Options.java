package io.clientgrant.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where the real API has behaved in more than one way, or where nobody knows how it behaves, the
 * choice is a person's.
 *
 * @param scopeMustBeSubset refuse a grant of a scope that its API does not define
 * @param showScopeWithAllScopes show {@code "scope": []} beside {@code "allow_all_scopes": true}
 * @param sendRetryAfter send {@code Retry-After} with a 429 of the Management API
 * @param offsetPagingLimit how many records of a list can be reached by {@code page}
 * @param tokenLifetimeSeconds how long a token is good for
 */
public record Options(
    boolean scopeMustBeSubset,
    boolean showScopeWithAllScopes,
    boolean sendRetryAfter,
    int offsetPagingLimit,
    int tokenLifetimeSeconds) {

  /** The choices that are nearest to the real API of today. */
  public static final Options DEFAULT = new Options(true, false, false, 1000, 86_400);

  /** These options, with another lifetime of tokens. */
  public Options withTokenLifetimeSeconds(int seconds) {
    return new Options(
        scopeMustBeSubset, showScopeWithAllScopes, sendRetryAfter, offsetPagingLimit, seconds);
  }

  /** These options, with or without {@code Retry-After}. */
  public Options withSendRetryAfter(boolean send) {
    return new Options(
        scopeMustBeSubset, showScopeWithAllScopes, send, offsetPagingLimit, tokenLifetimeSeconds);
  }

  /** These options, with or without the rule that a scope is one of its API. */
  public Options withScopeMustBeSubset(boolean must) {
    return new Options(
        must, showScopeWithAllScopes, sendRetryAfter, offsetPagingLimit, tokenLifetimeSeconds);
  }

  /** These options, with or without an empty scope where all scopes are allowed. */
  public Options withShowScopeWithAllScopes(boolean show) {
    return new Options(
        scopeMustBeSubset, show, sendRetryAfter, offsetPagingLimit, tokenLifetimeSeconds);
  }

  /** These options, with what a person wrote over them. */
  Options with(ObjectNode changes) throws Json.NotJson {
    ObjectNode merged = Json.tree(this).deepCopy();
    merged.setAll(changes);
    return Json.value(merged, Options.class);
  }
}
