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
    /** The intent is in the annotation or in the status; the tenant was not called. */
    INTENT_RECORDED,
    /** A grant was created; that is recorded nowhere. */
    CREATED,
    /** A grant was changed, wholly or in part; that is recorded nowhere. */
    UPDATED,
    /** A grant was deleted; its resource still has its finalizer. */
    DELETED,
    /** What the resource owns is in its annotation; the status does not tell the result yet. */
    OWNERSHIP_SIGNED,
    /** The result was reported; a finalizer that is to go is still there. */
    REPORTED
  }

  /** Reaches a place. */
  void reach(Place place);
}
