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

  /**
   * A grant has that key, but not the id that the resource records. The recorded grant is confirmed
   * to be gone, and the resource is known to have created it.
   *
   * @param grant the grant that has taken its place
   */
  record Replaced(Grant grant) implements Observation {}
}
