package io.clientgrant.controller.tenant;

import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.connection.Connection;

/**
 * A tenant and the connection that it was made of.
 *
 * @param connection how the tenant is reached
 * @param tenant the tenant
 */
record ConnectedTenant(Connection connection, Tenant tenant) {}
