/**
 * Auth0's side: the Management API through its SDK, the token, and the view of a tenant's grants.
 * Knows nothing of Kubernetes.
 */
@NullMarked
package io.clientgrant.tenant;

import org.jspecify.annotations.NullMarked;
