/**
 * When the client of each ClientGrant was last given a token, as the tenant's own log tells. {@link
 * io.clientgrant.controller.tenant.usage.LogPosition} says what was read, without a call; {@link
 * io.clientgrant.controller.tenant.usage.LastTokens} reads, and says what a status is to show.
 */
@NullMarked
package io.clientgrant.controller.tenant.usage;

import org.jspecify.annotations.NullMarked;
