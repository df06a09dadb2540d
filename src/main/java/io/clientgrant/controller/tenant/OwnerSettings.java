package io.clientgrant.controller.tenant;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.limit.RateLimit;
import io.clientgrant.grant.policy.Guardrail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a tenant allows, as the Auth0Tenant says it now.
 *
 * @param domain the tenant's domain
 * @param namespace the namespace of the Auth0Tenant
 * @param mode whether the operator may write to the tenant
 * @param guardrails who may grant what
 * @param rateLimit how fast the operator may call the tenant; null for no limit
 */
public record OwnerSettings(
    String domain,
    String namespace,
    Mode mode,
    List<Guardrail> guardrails,
    @Nullable RateLimit rateLimit) {
  /** What an Auth0Tenant says. */
  public static OwnerSettings of(Auth0Tenant resource) {
    var spec = resource.getSpec();
    return new OwnerSettings(
        spec.domain(),
        resource.getMetadata().getNamespace(),
        Mode.of(spec),
        GuardrailMapper.read(spec),
        spec.rateLimit() == null
            ? null
            : new RateLimit(spec.rateLimit().perSecond(), spec.rateLimit().burst()));
  }

  /** The same, if the operator wrote to the tenant. */
  public OwnerSettings enforcing() {
    return new OwnerSettings(domain, namespace, Mode.ENFORCE, guardrails, rateLimit);
  }

  /** Sets the rate limit of a tenant, or removes it. */
  public void limit(Tenant tenant) {
    if (rateLimit == null) {
      tenant.removeRateLimit();
    } else {
      tenant.limitRate(rateLimit);
    }
  }
}
