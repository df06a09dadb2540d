package io.clientgrant.controller;

import io.clientgrant.grant.Guardrails;
import io.clientgrant.tenant.Connection;
import io.clientgrant.tenant.Tenant;

/**
 * A tenant that the operator has read at least once, and may therefore work on.
 *
 * @param connection how it is reached
 * @param tenant the tenant
 * @param guardrails what its owner allows
 */
record ServedTenant(Connection connection, Tenant tenant, Guardrails guardrails) {}
