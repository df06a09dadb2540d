package io.clientgrant.inventory.audit;

import io.clientgrant.auth0.api.TokenAccess;
import io.clientgrant.inventory.TokenUse;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the log of a tenant tells of the tokens that clients asked for. It is kept for some days
 * only.
 *
 * @param uses when each grant last had a token
 * @param refused when each access was last refused for want of a grant
 */
public record TokenLog(List<TokenUse> uses, Map<TokenAccess, Instant> refused) {
  /** Copies, so that it never changes. */
  public TokenLog {
    uses = List.copyOf(uses);
    refused = Map.copyOf(refused);
  }
}
