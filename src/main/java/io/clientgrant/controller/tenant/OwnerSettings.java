package io.clientgrant.controller.tenant;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.grant.policy.Guardrail;
import java.util.List;

/**
 * What the owner of a tenant allows, as the Auth0Tenant says it now.
 *
 * @param domain the tenant's domain
 * @param namespace the namespace of the Auth0Tenant
 * @param mode whether the operator may write to the tenant
 * @param guardrails who may grant what
 */
record OwnerSettings(String domain, String namespace, Mode mode, List<Guardrail> guardrails) {
  static OwnerSettings of(Auth0Tenant resource) {
    var spec = resource.getSpec();
    return new OwnerSettings(
        spec.domain(),
        resource.getMetadata().getNamespace(),
        Mode.of(spec),
        GuardrailMapper.read(spec));
  }
}
