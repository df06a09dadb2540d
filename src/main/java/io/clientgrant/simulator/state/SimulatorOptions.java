package io.clientgrant.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.wire.Json;
import java.util.Set;

/**
 * Choices for behaviour that is unknown, that the real API has changed over time, or of which
 * sources say different things.
 *
 * @param scopeMustBeSubset reject a grant with a scope that its API does not define
 * @param scopeRequired reject a new grant without a scope, unless it allows all of them
 * @param subjectTypeWithDefaultFor accept a subject type with {@code default_for}
 * @param showScopeWithAllScopes show {@code "scope": []} beside {@code "allow_all_scopes": true}
 * @param grantsOutliveTheirApi keep the grants of an API that is deleted through the Management API
 * @param associationsOutliveTheirGrant keep the associations of a grant that is deleted through the
 *     Management API; they go on counting
 * @param planHasOrganizations whether the tenant's plan has organizations
 * @param textsOfOpenapi the texts of errors that OpenAPI has, where the recorded ones are others
 * @param maxClientGrants how many grants the tenant's plan allows
 * @param sendRetryAfter send {@code Retry-After} with a 429 of the Management API
 * @param offsetPagingLimit how many records of a list {@code page} can reach
 * @param tokenLifetimeSeconds the lifetime of a token
 * @param logRetentionDays for how long the log can be read
 * @param apisClosedToThirdParties the audiences for which a third-party client gets no grant
 * @param ignoredFields the fields of a {@code POST} or {@code PATCH} body that have no effect,
 *     though the answer is a success; of a real grant somebody reported that for {@code scope}
 */
public record SimulatorOptions(
    boolean scopeMustBeSubset,
    boolean scopeRequired,
    boolean subjectTypeWithDefaultFor,
    boolean showScopeWithAllScopes,
    boolean grantsOutliveTheirApi,
    boolean associationsOutliveTheirGrant,
    boolean planHasOrganizations,
    boolean textsOfOpenapi,
    int maxClientGrants,
    boolean sendRetryAfter,
    int offsetPagingLimit,
    int tokenLifetimeSeconds,
    int logRetentionDays,
    Set<String> apisClosedToThirdParties,
    Set<String> ignoredFields) {

  /** Copies, so that options never change. */
  public SimulatorOptions {
    apisClosedToThirdParties = Set.copyOf(apisClosedToThirdParties);
    ignoredFields = Set.copyOf(ignoredFields);
  }

  /** The choices that come closest to the real API today. */
  public static final SimulatorOptions DEFAULT =
      new SimulatorOptions(
          true, false, true, false, false, false, true, false, 100_000, false, 1000, 86_400, 30,
          Set.of(), Set.of());

  /** These options with another token lifetime. */
  public SimulatorOptions withTokenLifetimeSeconds(int seconds) {
    return with(Json.object().put("token_lifetime_seconds", seconds));
  }

  /** These options with or without {@code Retry-After}. */
  public SimulatorOptions withSendRetryAfter(boolean send) {
    return with(Json.object().put("send_retry_after", send));
  }

  /** These options with or without the rule that an API must define the scopes of its grants. */
  public SimulatorOptions withScopeMustBeSubset(boolean must) {
    return with(Json.object().put("scope_must_be_subset", must));
  }

  /** These options with or without an empty scope where all scopes are allowed. */
  public SimulatorOptions withShowScopeWithAllScopes(boolean show) {
    return with(Json.object().put("show_scope_with_all_scopes", show));
  }

  /** These options with some fields of a body that have no effect. */
  public SimulatorOptions withIgnoredFields(String... fields) {
    var changes = Json.object();
    changes.set("ignored_fields", Json.tree(Set.of(fields)));
    return with(changes);
  }

  /**
   * These options with some fields replaced.
   *
   * @throws IllegalArgumentException if there is no such field, or a value has another type
   */
  public SimulatorOptions with(ObjectNode changes) {
    ObjectNode merged = Json.tree(this).deepCopy();
    merged.setAll(changes);
    try {
      return Json.value(merged, SimulatorOptions.class);
    } catch (Json.InvalidJson e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
