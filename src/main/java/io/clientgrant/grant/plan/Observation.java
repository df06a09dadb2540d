package io.clientgrant.grant.plan;

import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;

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
   * A grant has that key, but not the id that is recorded. The recorded grant is confirmed to be
   * gone, and it is known to have been created for the resource that records it.
   *
   * @param grant the grant that has taken its place
   * @param gone the id of the recorded one
   */
  record Replaced(Grant grant, GrantId gone) implements Observation {}
}
