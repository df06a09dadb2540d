/**
 * What the owner of a tenant allows, and to whom. A guardrail lists grants that resources of some
 * namespaces may have. {@link Guardrails} evaluates a request against all guardrails of a tenant.
 */
@NullMarked
package io.clientgrant.grant.policy;

import org.jspecify.annotations.NullMarked;
