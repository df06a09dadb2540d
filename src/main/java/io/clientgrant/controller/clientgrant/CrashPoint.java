package io.clientgrant.controller.clientgrant;

/**
 * A place between two effects where a crash must do no harm. Nothing happens there in production;
 * the crash tests pass an implementation that halts the process.
 */
@FunctionalInterface
public interface CrashPoint {
  /** For production. */
  CrashPoint NONE = _ -> {};

  /** The places, in the order in which a reconciliation reaches them. */
  enum Place {
    /** The intent is in the status; the tenant was not called. */
    INTENT_RECORDED,
    /** A grant was created; that is not in the status. */
    CREATED,
    /** A grant was changed, wholly or in part; that is not in the status. */
    UPDATED,
    /** A grant was deleted; its resource still has its finalizer. */
    DELETED,
    /** The result was reported; JOSDK has no answer yet. */
    REPORTED
  }

  /** Reaches a place. */
  void reach(Place place);
}
