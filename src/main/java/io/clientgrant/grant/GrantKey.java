package io.clientgrant.grant;

import io.clientgrant.grant.Grantee.ForOrganization;
import java.util.Optional;

/**
 * What is unique about a grant: a tenant holds at most one for each key. Source: Management API,
 * "an application can have up to two client grants for a single API", one per subject type.
 *
 * @param domain the tenant's domain
 * @param grantee whom it is for
 * @param audience the API's identifier, compared exactly
 * @param subjectType whose access it is
 */
public record GrantKey(String domain, Grantee grantee, String audience, String subjectType) {
  /** What the API takes an unset subject type for. */
  public static final String DEFAULT_SUBJECT_TYPE = "client";

  /** The key of the grant's use for an organization. */
  public GrantKey forOrganization(String organizationId) {
    return new GrantKey(
        domain, new ForOrganization(grantee, organizationId), audience, subjectType);
  }

  /** The organization whose use of a client grant it is about; empty if it is a client grant's. */
  public Optional<String> organizationId() {
    return grantee instanceof ForOrganization(_, var id) ? Optional.of(id) : Optional.empty();
  }

  /** Whether it is about the use of a client grant for an organization. */
  public boolean isForOrganization() {
    return grantee instanceof ForOrganization;
  }

  /** The key of the client grant; this one itself unless it names an organization. */
  public GrantKey ofClientGrant() {
    return grantee instanceof ForOrganization(var client, _)
        ? new GrantKey(domain, client, audience, subjectType)
        : this;
  }

  /** What people call the grant of this key that has an id. */
  public String name(GrantId id) {
    return organizationId()
        .map(organization ->
            "the association of grant %s with organization %s".formatted(id, organization))
        .orElseGet(() -> "grant " + id);
  }

  @Override
  public String toString() {
    return grantee + " on " + audience + " as " + subjectType;
  }
}
