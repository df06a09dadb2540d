/**
 * Where the commands read from: a tenant, by a credential of one's own or by that of an
 * Auth0Tenant, and the ClientGrants of a cluster. Everything goes through the operator's own
 * connection, with its rate limiter.
 */
@NullMarked
package io.clientgrant.cli.source;

import org.jspecify.annotations.NullMarked;
