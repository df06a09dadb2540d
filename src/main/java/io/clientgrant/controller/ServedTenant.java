package io.clientgrant.controller;

import io.clientgrant.grant.Guardrails;
import io.clientgrant.tenant.Tenant;

/**
 * A tenant that the operator has read at least once, and may therefore work on.
 *
 * @param tenant the tenant
 * @param domain its domain
 * @param guardrails what its owner allows
 * @param mode whether the operator may write to it
 */
record ServedTenant(Tenant tenant, String domain, Guardrails guardrails, Mode mode) {}
