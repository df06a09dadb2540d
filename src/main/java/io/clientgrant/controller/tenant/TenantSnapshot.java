package io.clientgrant.controller.tenant;

import io.clientgrant.auth0.Tenant;
import io.clientgrant.grant.policy.Guardrails;

/**
 * A tenant whose grants were read at least once, with what its owner allows now.
 *
 * @param tenant the tenant
 * @param domain its domain
 * @param guardrails who may grant what
 * @param mode whether the operator may write to it
 */
public record TenantSnapshot(Tenant tenant, String domain, Guardrails guardrails, Mode mode) {}
