package io.clientgrant.grant;

import java.time.Instant;

/**
 * A resource that claims a grant: its spec names the key, and its tenant's guardrails allow it.
 *
 * @param uid what tells it from all others, for good
 * @param name what people call it, as {@code namespace/name}
 * @param since when it was created
 * @param goal what it is there for
 * @param record what its status says that it holds
 */
public record Claimant(String uid, String name, Instant since, Goal goal, GrantRecord record) {
  boolean leaves() {
    return goal instanceof Goal.Leave;
  }

  /** Whether its status records a grant of the key. */
  boolean holds() {
    return record instanceof GrantRecord.Held held && held.key().equals(goal.key());
  }

  /** Whether its status records a grant of the key, or the intent to create one. */
  boolean isOnRecord() {
    return holds() || record instanceof GrantRecord.Pending;
  }
}
