package io.clientgrant.auth0.api;

import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantKey;
import org.jspecify.annotations.Nullable;

/**
 * A call that writes to a tenant, as the audit trail tells of it.
 *
 * @param origin on whose behalf
 * @param key what it is about
 * @param before what was last seen there; null if there is nothing
 */
public record TenantWrite(WriteOrigin origin, GrantKey key, @Nullable Grant before) {}
