package io.clientgrant.cli.manifest;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was read from manifests.
 *
 * @param grants the ClientGrants
 * @param uses the OrganizationClientGrants
 * @param tenants the Auth0Tenants
 * @param namespaces the namespaces, whose labels guardrails may select
 */
public record ManifestSet(
    List<ClientGrant> grants,
    List<OrganizationClientGrant> uses,
    List<Auth0Tenant> tenants,
    List<Namespace> namespaces) {
  /** Copies the lists. */
  public ManifestSet {
    grants = List.copyOf(grants);
    uses = List.copyOf(uses);
    tenants = List.copyOf(tenants);
    namespaces = List.copyOf(namespaces);
  }

  /** What asks for something at a tenant; ClientGrants come first. */
  public Stream<GrantResource> resources() {
    return Stream.concat(grants.stream(), uses.stream());
  }
}
