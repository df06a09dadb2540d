package io.clientgrant.grant.plan;

import io.clientgrant.grant.Grant;

/** What the tenant shows under a key. */
public sealed interface Observation {
  /** No grant has that key. */
  record Absent() implements Observation {}

  /** No grant has that key, but a call that makes one may still be on its way. */
  record Indeterminate() implements Observation {}

  /**
   * A grant has that key.
   *
   * @param grant the grant
   */
  record Found(Grant grant) implements Observation {}
}
