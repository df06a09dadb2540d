package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.Outcome.Deed;
import io.clientgrant.controller.Resolver.Resolution.Resolved;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.GrantRecord.Held;
import io.clientgrant.grant.GrantRecord.Pending;
import io.clientgrant.grant.Plan;
import io.clientgrant.tenant.Gate;
import io.clientgrant.tenant.Turn;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
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
  private final Map<ResourceID, Gate> waiting = new ConcurrentHashMap<>();

  Turnstile(Contests contests, Requests requests, Claims claims, InstantSource clock) {
    this.contests = contests;
    this.requests = requests;
    this.claims = claims;
    this.clock = clock;
  }

  /** The way to a tenant: lets calls be made when its gate says so. */
  interface Entrance {
    Outcome enter(Supplier<Outcome> calls);
  }

  /**
   * Goes the way through: at once, or after a look at the tenant itself, where somebody has
   * requested one, of which an event tells, or where a call of unknown outcome may have changed the
   * tenant. What a look shows may concern others who claim the same grant. Who was let in for it is
   * not sent back into the line for what there is to do then.
   */
  Outcome afresh(
      ClientGrant resource,
      GrantRecord record,
      Resolved resolved,
      Function<Entrance, Outcome> way) {
    var id = ResourceID.fromResource(resource);
    var tenant = resolved.tenant();
    var gate = tenant.gate();
    var requested = requests.isOpen(id) && !resource.isMarkedForDeletion();
    Entrance entrance = calls -> inTurn(id, requested || isAsked(resource), record, gate, calls);
    if (!requested && !(record instanceof Pending)) {
      return way.apply(entrance);
    }
    return entrance.enter(() -> {
      tenant.look(resolved.goal().key());
      claims.nudge(tenant.news());
      requests.answered(id);
      var outcome =
          way.apply(calls -> {
            gate.again();
            return calls.get();
          });
      return requested
          ? outcome.with(new Deed("Checked", "The grant was looked up at the tenant."))
          : outcome;
    });
  }

  /** Applies a plan, when it may be. */
  Outcome pass(
      ClientGrant resource,
      GrantRecord record,
      Plan plan,
      Entrance entrance,
      Supplier<Outcome> apply) {
    if (!plan.callsTenant()) {
      return apply.get();
    }
    var id = ResourceID.fromResource(resource);
    var asked = isAsked(resource);
    if (asked) {
      contests.settled(id);
    } else if (clock.instant().isBefore(contests.openFrom(id))) {
      return Outcome.contested(record, contests.openFrom(id));
    }
    var outcome = entrance.enter(apply);
    if (!asked && record instanceof Held && !outcome.deeds().isEmpty()) {
      contests.putRight(id);
    }
    return outcome;
  }

  /** Whether a user waits for it. */
  private static boolean isAsked(ClientGrant resource) {
    return resource.isMarkedForDeletion() || Teller.isNews(resource);
  }

  /**
   * Gives up the place in the line of a resource that waits for its turn no more. It goes by where
   * the resource has waited: its Auth0Tenant may be gone, and another one wait at the same gate.
   */
  void giveUp(ClientGrant resource) {
    var id = ResourceID.fromResource(resource);
    Optional.ofNullable(waiting.remove(id)).ifPresent(gate -> gate.withdraw(id));
  }

  /** A resource goes, and with it all that is remembered of it. */
  void forget(ClientGrant resource) {
    var id = ResourceID.fromResource(resource);
    requests.answered(id);
    contests.settled(id);
  }

  private Outcome inTurn(
      ResourceID id, boolean urgent, GrantRecord record, Gate gate, Supplier<Outcome> apply) {
    return switch (gate.ask(id, urgent)) {
      case Turn.Later(var moment) -> {
        waiting.put(id, gate);
        yield Outcome.queued(record, moment);
      }
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
