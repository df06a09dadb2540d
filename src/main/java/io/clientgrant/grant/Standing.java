package io.clientgrant.grant;

import io.clientgrant.grant.GrantRecord.Held;

/** Where a resource stands among those that claim the same grant: one holds it, the others wait. */
public sealed interface Standing {
  /** Nobody is before it. */
  record First() implements Standing {}

  /**
   * Another holds the grant, or is before it in line.
   *
   * @param holder the other, as {@code namespace/name}
   */
  record Behind(String holder) implements Standing {}

  /**
   * The holder is going, and this is next in line.
   *
   * @param held what the holder's status records
   */
  record Heir(Held held) implements Standing {}

  /**
   * It holds the grant and is going, and another is next in line.
   *
   * @param heir the other, as {@code namespace/name}
   */
  record Bequeathing(String heir) implements Standing {}
}
