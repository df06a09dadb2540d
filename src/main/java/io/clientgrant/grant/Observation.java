package io.clientgrant.grant;

/** What the tenant shows under a key. */
public sealed interface Observation {
  /** No grant has that key. */
  record Absent() implements Observation {}

  /**
   * A grant has that key.
   *
   * @param grant the grant
   */
  record Found(Grant grant) implements Observation {}
}
