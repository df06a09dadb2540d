package io.clientgrant.auth0.api;

import io.clientgrant.grant.GrantId;
import java.util.Iterator;
import java.util.List;

/**
 * The Management API of one tenant, as far as the operator needs it for organizations. As with
 * {@link GrantsApi}, each method throws a {@link io.clientgrant.auth0.failure.TenantException} if
 * its call does not succeed.
 */
public interface OrganizationsApi {
  /** The organizations that a grant is associated with: a call for each {@code next()}. */
  Iterator<List<Organization>> associated(GrantId grant);

  /** Associates a grant with an organization. */
  void associate(GrantId grant, String organizationId, String correlationId);

  /** Removes an association; one that is gone already is a success at Auth0 too. */
  void dissociate(GrantId grant, String organizationId, String correlationId);

  /** Whether the credential may read names of organizations, as far as is known; no call. */
  boolean mayReadNames();

  /** The organization of that name. */
  Organization named(String name);

  /** The organization of that id. */
  Organization withId(String id);
}
