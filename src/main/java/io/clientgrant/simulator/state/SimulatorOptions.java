package io.clientgrant.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.wire.Json;
import java.util.Set;

/**
 * Choices for behaviour that is unknown, or that the real API has changed over time.
 *
 * @param scopeMustBeSubset reject a grant with a scope that its API does not define
 * @param showScopeWithAllScopes show {@code "scope": []} beside {@code "allow_all_scopes": true}
 * @param sendRetryAfter send {@code Retry-After} with a 429 of the Management API
 * @param offsetPagingLimit how many records of a list {@code page} can reach
 * @param tokenLifetimeSeconds the lifetime of a token
 * @param ignoredFields the fields of a {@code POST} or {@code PATCH} body that have no effect,
 *     though the answer is a success; of a real grant somebody reported that for {@code scope}
 */
public record SimulatorOptions(
    boolean scopeMustBeSubset,
    boolean showScopeWithAllScopes,
    boolean sendRetryAfter,
    int offsetPagingLimit,
    int tokenLifetimeSeconds,
    Set<String> ignoredFields) {

  /** Copies, so that options never change. */
  public SimulatorOptions {
    ignoredFields = Set.copyOf(ignoredFields);
  }

  /** The choices that come closest to the real API today. */
  public static final SimulatorOptions DEFAULT =
      new SimulatorOptions(true, false, false, 1000, 86_400, Set.of());

  /** These options with another token lifetime. */
  public SimulatorOptions withTokenLifetimeSeconds(int seconds) {
    return new SimulatorOptions(
        scopeMustBeSubset,
        showScopeWithAllScopes,
        sendRetryAfter,
        offsetPagingLimit,
        seconds,
        ignoredFields);
  }

  /** These options with or without {@code Retry-After}. */
  public SimulatorOptions withSendRetryAfter(boolean send) {
    return new SimulatorOptions(
        scopeMustBeSubset,
        showScopeWithAllScopes,
        send,
        offsetPagingLimit,
        tokenLifetimeSeconds,
        ignoredFields);
  }

  /** These options with or without the rule that an API must define the scopes of its grants. */
  public SimulatorOptions withScopeMustBeSubset(boolean must) {
    return new SimulatorOptions(
        must,
        showScopeWithAllScopes,
        sendRetryAfter,
        offsetPagingLimit,
        tokenLifetimeSeconds,
        ignoredFields);
  }

  /** These options with or without an empty scope where all scopes are allowed. */
  public SimulatorOptions withShowScopeWithAllScopes(boolean show) {
    return new SimulatorOptions(
        scopeMustBeSubset,
        show,
        sendRetryAfter,
        offsetPagingLimit,
        tokenLifetimeSeconds,
        ignoredFields);
  }

  /** These options with some fields of a body that have no effect. */
  public SimulatorOptions withIgnoredFields(String... fields) {
    return new SimulatorOptions(
        scopeMustBeSubset,
        showScopeWithAllScopes,
        sendRetryAfter,
        offsetPagingLimit,
        tokenLifetimeSeconds,
        Set.of(fields));
  }

  /** These options with some fields replaced. */
  public SimulatorOptions with(ObjectNode changes) throws Json.InvalidJson {
    ObjectNode merged = Json.tree(this).deepCopy();
    merged.setAll(changes);
    return Json.value(merged, SimulatorOptions.class);
  }
}
