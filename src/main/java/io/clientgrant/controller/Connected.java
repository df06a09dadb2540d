package io.clientgrant.controller;

import io.clientgrant.tenant.Connection;
import io.clientgrant.tenant.Tenant;

/**
 * A tenant, and how it is reached.
 *
 * @param connection how
 * @param tenant the tenant
 */
record Connected(Connection connection, Tenant tenant) {}
