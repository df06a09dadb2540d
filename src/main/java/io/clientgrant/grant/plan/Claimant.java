package io.clientgrant.grant.plan;

import java.time.Instant;

/**
 * A resource that claims a grant: its spec names the key, and its tenant's guardrails allow it.
 *
 * @param uid what tells it from all others, for good
 * @param name what people call it, as {@code namespace/name}
 * @param createdAt when it was created
 * @param goal what it is there for
 * @param ownership what its status says that it holds
 */
public record Claimant(String uid, String name, Instant createdAt, Goal goal, Ownership ownership) {
  boolean isBeingDeleted() {
    return goal instanceof Goal.Remove;
  }

  /** Whether its status records a grant of the key. */
  boolean owns() {
    return ownership instanceof Ownership.Owned owned && owned.key().equals(goal.key());
  }

  /** Whether its status records a grant of the key, or the intent to create one. */
  boolean hasRecord() {
    return owns() || ownership instanceof Ownership.PendingCreate;
  }
}
