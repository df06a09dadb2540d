package io.clientgrant.simulator.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.SimulatorOptions;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.simulator.wire.ErrorResponse;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a grant may contain, beyond the types of its fields. The wording of most is inferred. */
final class GrantRules {
  /** Source: auth0-cli, managementAPIUserScopesNote. No list of scopes shows them. */
  private static final Set<String> OF_USERS_AT_THE_MANAGEMENT_API =
      Set.of(
          "read:current_user",
          "update:current_user_metadata",
          "delete:current_user_metadata",
          "create:current_user_metadata",
          "create:current_user_device_credentials",
          "delete:current_user_device_credentials",
          "update:current_user_identities");

  private static final List<String> ORGANIZATION_FIELDS =
      List.of("organization_usage", "allow_any_organization");

  private final SimulatorOptions options;
  private final String managementAudience;

  GrantRules(SimulatorOptions options, String managementAudience) {
    this.options = options;
    this.managementAudience = managementAudience;
  }

  /** The rules for a new grant alone. */
  void requireComplete(ObjectNode body) {
    if (options.scopeRequired()
        && !body.has("scope")
        && !body.path("allow_all_scopes").booleanValue()) {
      throw refused("Payload validation error: 'Missing required property: scope'.");
    }
    if (!options.subjectTypeWithDefaultFor() && body.has("default_for")) {
      refuse(body, "subject_type", "`default_for` is provided");
    }
  }

  /**
   * The rules for a new or changed grant.
   *
   * @param body what was sent
   * @param grant the grant that results
   * @throws ErrorResponse if a rule is broken
   */
  void requireAllowed(ObjectNode body, StoredGrant grant, ResourceServer api) {
    var scope = GrantBodies.scope(body);
    if (api.system()) {
      refuse(body, "allow_all_scopes", "`audience` is a system API");
      refuse(body, "default_for", "`audience` is a system API");
    }
    if (grant.allowAllScopes().orElse(false) && !scope.isEmpty()) {
      throw refused("`scope` cannot be provided when `allow_all_scopes` is true");
    }
    if (options.scopeMustBeSubset() && !scopes(grant, api).containsAll(scope)) {
      throw refused("Payload validation error: scope must be a subset of resource server scopes");
    }
    requireOrganizationFieldsAllowed(body, grant, api);
  }

  private void requireOrganizationFieldsAllowed(
      ObjectNode body, StoredGrant grant, ResourceServer api) {
    for (var field : ORGANIZATION_FIELDS) {
      if (!grant.subjectType().equals("client")) {
        refuse(body, field, "`subject_type` is " + grant.subjectType());
      }
      if (api.system()) {
        refuse(body, field, "`audience` is a system API");
      }
      if (grant.defaultFor().isPresent()) {
        refuse(body, field, "`default_for` is provided");
      }
    }
    if (grant.allowAnyOrganization().orElse(false)
        && grant.organizationUsage().filter(usage -> !usage.equals("deny")).isEmpty()) {
      throw refused(
          "`allow_any_organization` requires `organization_usage` to be allow or require");
    }
  }

  private Collection<String> scopes(StoredGrant grant, ResourceServer api) {
    return api.identifier().equals(managementAudience) && grant.subjectType().equals("user")
        ? OF_USERS_AT_THE_MANAGEMENT_API
        : api.scopeValues();
  }

  private static void refuse(ObjectNode body, String field, String reason) {
    Optional.of(body)
        .filter(sent -> sent.hasNonNull(field))
        .ifPresent(_ -> {
          throw refused("`%s` cannot be provided when %s".formatted(field, reason));
        });
  }

  private static ErrorResponse refused(String message) {
    return ErrorResponse.of(400, message, "invalid_body");
  }
}
