package io.clientgrant.simulator.setting;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.wire.Json;

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
public record SimulatorOptions(
    boolean scopeMustBeSubset,
    boolean showScopeWithAllScopes,
    boolean sendRetryAfter,
    int offsetPagingLimit,
    int tokenLifetimeSeconds) {

  /** The choices that are nearest to the real API of today. */
  public static final SimulatorOptions DEFAULT =
      new SimulatorOptions(true, false, false, 1000, 86_400);

  /** These options, with another lifetime of tokens. */
  public SimulatorOptions withTokenLifetimeSeconds(int seconds) {
    return new SimulatorOptions(
        scopeMustBeSubset, showScopeWithAllScopes, sendRetryAfter, offsetPagingLimit, seconds);
  }

  /** These options, with or without {@code Retry-After}. */
  public SimulatorOptions withSendRetryAfter(boolean send) {
    return new SimulatorOptions(
        scopeMustBeSubset, showScopeWithAllScopes, send, offsetPagingLimit, tokenLifetimeSeconds);
  }

  /** These options, with or without the rule that a scope is one of its API. */
  public SimulatorOptions withScopeMustBeSubset(boolean must) {
    return new SimulatorOptions(
        must, showScopeWithAllScopes, sendRetryAfter, offsetPagingLimit, tokenLifetimeSeconds);
  }

  /** These options, with or without an empty scope where all scopes are allowed. */
  public SimulatorOptions withShowScopeWithAllScopes(boolean show) {
    return new SimulatorOptions(
        scopeMustBeSubset, show, sendRetryAfter, offsetPagingLimit, tokenLifetimeSeconds);
  }

  /** These options, with what a person wrote over them. */
  public SimulatorOptions with(ObjectNode changes) throws Json.NotJson {
    ObjectNode merged = Json.tree(this).deepCopy();
    merged.setAll(changes);
    return Json.value(merged, SimulatorOptions.class);
  }
}
