/**
 * Kubernetes' side of an Auth0Tenant: its Secret, its guardrails and mode, and its resync. {@link
 * io.clientgrant.controller.tenant.TenantRegistry} is what ClientGrants see of it. A resync
 * enqueues exactly the ClientGrants whose grants have changed.
 */
@NullMarked
package io.clientgrant.controller.tenant;

import org.jspecify.annotations.NullMarked;
