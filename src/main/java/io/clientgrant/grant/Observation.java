package io.clientgrant.grant;

/** What the tenant shows under a key. */
public sealed interface Observation {
  /** No grant has that key. */
  record Absent() implements Observation {}

  /** No grant has that key, but a call that makes one may still be on its way. */
  record Unsettled() implements Observation {}

  /**
   * A grant has that key.
   *
   * @param grant the grant
   */
  record Found(Grant grant) implements Observation {}
}
