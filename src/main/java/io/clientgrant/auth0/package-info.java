/**
 * Connects to tenants. A {@link Tenant} combines the Management API, the cache of grants and the
 * rate limiter. The packages below know nothing of Kubernetes either.
 */
@NullMarked
package io.clientgrant.auth0;

import org.jspecify.annotations.NullMarked;
