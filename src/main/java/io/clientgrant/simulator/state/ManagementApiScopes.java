package io.clientgrant.simulator.state;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The Management API as a resource server of the tenant, with its scopes. */
final class ManagementApiScopes {
  private static final List<String> READ_CREATE_UPDATE_DELETE =
      List.of(
          "client_grants",
          "clients",
          "client_keys",
          "client_credentials",
          "connections",
          "resource_servers",
          "users",
          "users_app_metadata",
          "rules",
          "actions",
          "hooks",
          "roles",
          "organizations",
          "organization_connections",
          "custom_domains",
          "email_templates",
          "email_provider",
          "log_streams",
          "branding",
          "prompts",
          "signing_keys",
          "encryption_keys");

  private static final List<String> OTHERS =
      List.of(
          "read:organization_client_grants",
          "create:organization_client_grants",
          "delete:organization_client_grants",
          "read:organization_members",
          "create:organization_members",
          "delete:organization_members",
          "read:organization_member_roles",
          "create:organization_member_roles",
          "delete:organization_member_roles",
          "read:organization_invitations",
          "create:organization_invitations",
          "delete:organization_invitations",
          "read:organizations_summary",
          "read:client_summary",
          "read:grants",
          "delete:grants",
          "read:logs",
          "read:logs_users",
          "read:stats",
          "read:insights",
          "read:tenant_settings",
          "update:tenant_settings",
          "read:attack_protection",
          "update:attack_protection",
          "read:limits",
          "update:limits");

  private ManagementApiScopes() {}

  static ResourceServer resourceServer(String identifier) {
    var scopes =
        Stream.concat(
                READ_CREATE_UPDATE_DELETE.stream()
                    .flatMap(what ->
                        Stream.of("read:", "create:", "update:", "delete:")
                            .map(verb -> verb + what)),
                OTHERS.stream())
            .map(value -> new ResourceServer.Scope(value, Optional.empty()))
            .toList();
    return new ResourceServer("", "Auth0 Management API", identifier, scopes, true);
  }
}
