package io.clientgrant.controller.status;

import org.jspecify.annotations.Nullable;

/**
 * How many reconciliations of one generation of a resource have failed in a row. A new generation
 * starts at zero, because a changed spec may have mended what failed.
 *
 * @param generation the generation that failed
 * @param count how often
 */
public record FailureCount(@Nullable Long generation, int count) {
  /** No failure. */
  public static final FailureCount NONE = new FailureCount(null, 0);

  /** How often this generation has failed. */
  public int count(@Nullable Long now) {
    return generation != null && generation.equals(now) ? count : 0;
  }

  /**
   * The count after one more reconciliation.
   *
   * @param now the generation that was reconciled
   * @param requeue how it ended
   */
  public FailureCount after(@Nullable Long now, Requeue requeue) {
    if (requeue instanceof Requeue.WhenAdmitted) {
      return this; // nothing was tried
    }
    if (!endsInBackoff(requeue)) {
      return NONE;
    }
    var isSameGeneration = generation != null && generation.equals(now);
    return new FailureCount(now, isSameGeneration ? count + 1 : 1);
  }

  private static boolean endsInBackoff(Requeue requeue) {
    return switch (requeue) {
      case Requeue.WithBackoff(), Requeue.UntilProvided() -> true;
      case Requeue.AfterCredentialReload(_, var then) -> endsInBackoff(then);
      case Requeue.OnChange(),
          Requeue.Slow(),
          Requeue.At _,
          Requeue.WhenAdmitted _,
          Requeue.Immediately(),
          Requeue.RemoveFinalizer() ->
          false;
    };
  }
}
