package io.clientgrant.controller;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.grant.Guardrail;
import java.util.List;

/**
 * What a tenant's owner wants of the operator, as the Auth0Tenant says it now.
 *
 * @param domain the tenant's domain
 * @param home the namespace of the Auth0Tenant
 * @param mode whether the operator may write
 * @param rules who may grant what
 */
record Terms(String domain, String home, Mode mode, List<Guardrail> rules) {
  static Terms of(Auth0Tenant resource) {
    var spec = resource.getSpec();
    return new Terms(
        spec.domain(), resource.getMetadata().getNamespace(), Mode.of(spec), Rules.read(spec));
  }
}
