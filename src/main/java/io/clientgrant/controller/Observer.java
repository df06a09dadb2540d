package io.clientgrant.controller;

import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.GrantRecord.Pending;
import io.clientgrant.grant.Observation;
import io.clientgrant.grant.Observation.Absent;
import io.clientgrant.grant.Observation.Unsettled;
import io.clientgrant.tenant.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Looks up what a tenant shows. Where a call of unknown outcome may have changed the tenant, which
 * has been looked at for that reason, its "no" counts only once that call can no longer be on its
 * way.
 */
final class Observer {
  private final InstantSource clock;
  private final Duration callTimeout;

  /**
   * @param callTimeout how long a call may be on its way
   */
  Observer(InstantSource clock, Duration callTimeout) {
    this.clock = clock;
    this.callTimeout = callTimeout;
  }

  Observation observe(Tenant tenant, GrantKey key, GrantRecord record) {
    var observed = tenant.observe(key);
    return observed instanceof Absent
            && record instanceof Pending(_, var since)
            && mayBeOnItsWay(since)
        ? new Unsettled()
        : observed;
  }

  /** A time in the future is none that the operator wrote. */
  private boolean mayBeOnItsWay(Instant since) {
    var now = clock.instant();
    return !since.isAfter(now) && now.isBefore(since.plus(callTimeout));
  }
}
