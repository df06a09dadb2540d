package io.clientgrant.controller;

/**
 * A place between two effects, where a crash must not hurt. Nothing happens there; the crash tests
 * run the operator with one that halts the process.
 */
@FunctionalInterface
public interface Checkpoint {
  /** What users run with. */
  Checkpoint NONE = _ -> {};

  /** The places, in the order in which a resource passes them. */
  enum Place {
    /** The intent is on record, and the tenant has not been called. */
    INTENT_RECORDED,
    /** A grant was made, and is not on record. */
    CREATED,
    /** A grant was changed, in whole or in part, and that is not on record. */
    UPDATED,
    /** A grant was deleted, and its resource still has its finalizer. */
    DELETED,
    /** Everything has been told, and the framework has not been answered. */
    TOLD
  }

  /** Passes a place. */
  void pass(Place place);
}
