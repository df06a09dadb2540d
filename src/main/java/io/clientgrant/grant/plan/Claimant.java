package io.clientgrant.grant.plan;

import java.time.Instant;

/**
 * A resource that claims a grant: its spec names the key, and its tenant's guardrails allow it.
 *
 * @param uid what tells it from all others, for good
 * @param name what people call it, as {@code namespace/name}
 * @param createdAt when it was created
 * @param goal what it is there for
 * @param ownership what it holds, as its status says, or else its signed annotation
 * @param isRecorded whether the status says so
 * @param isProven whether more than its status says that this was created for it
 */
public record Claimant(
    String uid,
    String name,
    Instant createdAt,
    Goal goal,
    Ownership ownership,
    boolean isRecorded,
    boolean isProven) {
  /** Whether it gives up the grant: it is being deleted, or its end date has come. */
  boolean isLeaving() {
    return goal instanceof Goal.Remove;
  }

  /** Whether it holds a grant of the key. */
  boolean owns() {
    return ownership instanceof Ownership.Owned owned && owned.key().equals(goal.key());
  }

  /**
   * Whether only its annotation says that it holds a grant of the key: it comes from a backup, or
   * has not finished taking the grant over.
   */
  boolean ownsByAnnotation() {
    return owns() && !isRecorded;
  }

  /** Whether it holds a grant of the key, or is about to create one. */
  boolean hasRecord() {
    return owns() || ownership instanceof Ownership.PendingCreate;
  }
}
