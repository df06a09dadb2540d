package io.clientgrant.inventory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the last token was given for a grant, as far as the tenant's log tells. A log that knows of
 * none does not say that the grant is not used: a token lives on, and the log keeps only so much.
 *
 * @param listed the grant
 * @param last when the last token was given; null if the log knows of none
 * @param since from when on the log tells; null if it does not tell of such grants
 */
public record TokenUse(ListedGrant listed, @Nullable Instant last, @Nullable Instant since) {
  /** What is known, in words. */
  public String text() {
    if (last != null) {
      return last.toString().substring(0, "2026-11-29".length());
    }
    return since == null
        ? "the log does not tell"
        : "no token since " + since.toString().substring(0, "2026-11-29".length());
  }
}
