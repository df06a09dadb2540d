package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.Outcome.Deed;
import io.clientgrant.controller.Resolver.Resolution.Resolved;
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
  private final Requests requests;
  private final Claims claims;
  private final InstantSource clock;

  Turnstile(Contests contests, Requests requests, Claims claims, InstantSource clock) {
    this.contests = contests;
    this.requests = requests;
    this.claims = claims;
    this.clock = clock;
  }

  /**
   * Goes the way through: at once, or where somebody has requested it, after a look at the tenant
   * itself, of which an event tells. What it shows may concern others who claim the same grant.
   */
  Outcome afresh(
      ClientGrant resource, GrantRecord record, Resolved resolved, Supplier<Outcome> way) {
    var id = ResourceID.fromResource(resource);
    if (!requests.isOpen(id)) {
      return way.get();
    }
    var tenant = resolved.tenant();
    return inTurn(
        id,
        true,
        record,
        tenant.gate(),
        () -> {
          tenant.look(resolved.goal().key());
          requests.answered(id);
          claims.nudge(tenant.news());
          return way.get().with(new Deed("Checked", "The grant was looked up at the tenant."));
        });
  }

  /** Applies a plan, when it may be. */
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
