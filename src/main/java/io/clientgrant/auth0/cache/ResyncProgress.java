package io.clientgrant.auth0.cache;

import io.clientgrant.grant.GrantKey;
import java.time.Instant;
import java.util.Set;

/** How far a resync has come. */
public sealed interface ResyncProgress {
  /**
   * Every grant was read.
   *
   * @param changed the keys under which something is not as it was last seen
   */
  record Finished(Set<GrantKey> changed) implements ResyncProgress {
    /** Copies, so that it never changes. */
    public Finished {
      changed = Set.copyOf(changed);
    }
  }

  /**
   * The tenant takes no more calls for now; what was read so far is kept.
   *
   * @param until when to go on
   */
  record Paused(Instant until) implements ResyncProgress {}
}
