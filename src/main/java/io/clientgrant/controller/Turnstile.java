package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.GrantRecord.Held;
import io.clientgrant.grant.Plan;
import io.clientgrant.tenant.Gate;
import io.clientgrant.tenant.Turn;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Lets a plan be applied when it may be: at once if it takes no call, else when the tenant's gate
 * says so, and not too soon again where somebody else undoes it. Whoever has to wait comes back; no
 * worker waits.
 */
final class Turnstile {
  private final Contests contests;
  private final InstantSource clock;

  Turnstile(Contests contests, InstantSource clock) {
    this.contests = contests;
    this.clock = clock;
  }

  Outcome pass(
      ClientGrant resource, GrantRecord record, Plan plan, Gate gate, Supplier<Outcome> apply) {
    if (!plan.callsTenant()) {
      return apply.get();
    }
    var id = ResourceID.fromResource(resource);
    var asked = resource.isMarkedForDeletion() || Teller.isNews(resource);
    if (asked) {
      contests.settled(id);
    } else if (clock.instant().isBefore(contests.openFrom(id))) {
      return Outcome.contested(record, contests.openFrom(id));
    }
    var outcome = inTurn(id, asked, record, gate, apply);
    if (!asked && record instanceof Held && !outcome.deeds().isEmpty()) {
      contests.putRight(id);
    }
    return outcome;
  }

  private static Outcome inTurn(
      ResourceID id, boolean urgent, GrantRecord record, Gate gate, Supplier<Outcome> apply) {
    return switch (gate.ask(id, urgent)) {
      case Turn.Later(var moment) -> Outcome.queued(record, moment);
      case Turn.Now() -> {
        try {
          yield apply.get();
        } finally {
          gate.leave();
        }
      }
    };
  }
}
