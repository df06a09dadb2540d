package io.clientgrant.auth0.api;

import org.jspecify.annotations.Nullable;

/**
 * Which grants a list is to have. What is null is not asked for. The API also knows {@code
 * default_for}, which the SDK cannot ask for.
 *
 * @param clientId those of one client
 * @param audience those on one API
 * @param subjectType those for one kind of access
 * @param allowAnyOrganization those that any organization may use, or may not
 */
public record GrantQuery(
    @Nullable String clientId,
    @Nullable String audience,
    @Nullable String subjectType,
    @Nullable Boolean allowAnyOrganization) {
  /** Every grant of the tenant. */
  public static final GrantQuery ALL = new GrantQuery(null, null, null, null);
}
