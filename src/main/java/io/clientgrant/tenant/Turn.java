package io.clientgrant.tenant;

import java.time.Instant;

/** What a {@link Gate} answers. */
public sealed interface Turn {
  /** The call may be made now; whoever was let in must {@link Gate#leave}. */
  record Now() implements Turn {}

  /**
   * Not yet.
   *
   * @param moment when to ask again; whoever does keeps its place in the line
   */
  record Later(Instant moment) implements Turn {}
}
