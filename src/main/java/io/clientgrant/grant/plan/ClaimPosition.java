package io.clientgrant.grant.plan;

import io.clientgrant.grant.plan.Ownership.Owned;

/** Where a resource stands among those that claim the same grant: one holds it, the others wait. */
public sealed interface ClaimPosition {
  /** Nobody is before it. */
  record Holder() implements ClaimPosition {}

  /**
   * Another holds the grant, or is before it in line.
   *
   * @param holder the other, as {@code namespace/name}
   */
  record Waiting(String holder) implements ClaimPosition {}

  /**
   * The holder is going, and this is next in line.
   *
   * @param owned what the holder's status records
   */
  record Successor(Owned owned) implements ClaimPosition {}

  /**
   * It holds the grant and is going, and another is next in line.
   *
   * @param successor the other, as {@code namespace/name}
   */
  record HandingOver(String successor) implements ClaimPosition {}
}
