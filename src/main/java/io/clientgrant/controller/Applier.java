package io.clientgrant.controller;

import io.clientgrant.controller.Checkpoint.Place;
import io.clientgrant.controller.Outcome.Deed;
import io.clientgrant.grant.Change;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Digest;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.GrantRecord.Held;
import io.clientgrant.grant.GrantRecord.None;
import io.clientgrant.grant.GrantRecord.Pending;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.Plan;
import io.clientgrant.tenant.Failure.Conflict;
import io.clientgrant.tenant.Failure.NotFound;
import io.clientgrant.tenant.Failure.Unavailable;
import io.clientgrant.tenant.Tenant;
import io.clientgrant.tenant.TenantException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Carries out plans for one resource at its tenant. What could not be found out again after a crash
 * is recorded before the deed.
 */
final class Applier {
  private final Tenant tenant;
  private final GrantRecord record;
  private final Consumer<GrantRecord> intent;
  private final InstantSource clock;
  private final Checkpoint checkpoint;

  /**
   * @param tenant where to
   * @param record what the status records now
   * @param intent writes a record to the status at once, or throws if the resource has changed
   *     since it was read
   */
  Applier(
      Tenant tenant,
      GrantRecord record,
      Consumer<GrantRecord> intent,
      InstantSource clock,
      Checkpoint checkpoint) {
    this.tenant = tenant;
    this.record = record;
    this.intent = intent;
    this.clock = clock;
    this.checkpoint = checkpoint;
  }

  /** Carries out a plan; a call that does not succeed is an outcome too. */
  Outcome apply(Plan plan) {
    return switch (plan) {
      case Plan.InSync(var held) -> inSync(held);
      case Plan.Create(var desired) -> create(desired);
      case Plan.Adopt(var grant, var held, var changes) -> change(grant, held, changes, "Adopted");
      case Plan.Update(var grant, var held, var changes) -> change(grant, held, changes, "Updated");
      case Plan.Delete(var grant) -> delete(grant);
      case Plan.HandOver(var heir) -> handOver(heir);
      case Plan.LetGo(var why) -> letGo(why, record);
      case Plan.Refuse(var refusal) -> Outcome.refused(refusal, record);
      case Plan.Wait() -> unanswered();
    };
  }

  private static Outcome inSync(Held held, Deed... deeds) {
    var verdict = Verdict.ready("Grant %s is as this resource asks.".formatted(held.id()));
    return new Outcome(verdict, held, new Next.Rest(), List.of(deeds));
  }

  /**
   * A call that was refused leaves the record as it was before the intent. What is in the way may
   * be the work of an earlier call that landed late, or a grant that the resource held all along
   * and that a sweep failed to show.
   */
  private Outcome create(DesiredGrant desired) {
    var settings = desired.settings();
    var pending = new Pending(Digest.of(desired.key(), settings), clock.instant());
    record(pending);
    try {
      var id = tenant.create(desired).id();
      checkpoint.pass(Place.CREATED);
      var held = new Held(id, desired.key(), Origin.CREATED, settings.fields());
      return inSync(held, new Deed("Created", "Created grant %s.".formatted(id)));
    } catch (TenantException e) {
      return switch (e.failure()) {
        case Unavailable unanswered -> Outcome.failed(unanswered, pending);
        case Conflict conflict -> {
          tenant.look(desired.key()); // so that the next plan knows what is there
          yield Outcome.failed(conflict, record);
        }
        default -> Outcome.failed(e.failure(), record);
      };
    }
  }

  private Outcome change(Grant grant, Held held, List<Change> changes, String reason) {
    var cautious = withFieldsOnRecord(held);
    if (!cautious.equals(record)) {
      record(cautious);
    }
    try {
      for (var patch : Change.patches(changes)) {
        tenant.update(grant, patch);
        checkpoint.pass(Place.UPDATED);
      }
    } catch (TenantException e) {
      return e.failure() instanceof NotFound gone
          ? new Outcome(Verdict.failed(gone), cautious, new Next.Backoff(), List.of())
          : Outcome.failed(e.failure(), cautious);
    }
    var what = changes.isEmpty() ? "as it is" : Change.toString(changes);
    return inSync(held, new Deed(reason, "%s grant %s: %s.".formatted(reason, held.id(), what)));
  }

  private void record(GrantRecord intended) {
    intent.accept(intended);
    checkpoint.pass(Place.INTENT_RECORDED);
  }

  /** Until the changes are made, a field set before and one set now may both be set. */
  private Held withFieldsOnRecord(Held held) {
    var fields = new HashSet<>(held.managed());
    if (record instanceof Held before) {
      fields.addAll(before.managed());
    }
    return new Held(held.id(), held.key(), held.origin(), fields);
  }

  private Outcome delete(Grant grant) {
    try {
      tenant.delete(grant);
      checkpoint.pass(Place.DELETED);
      return gone(new Deed("Deleted", "Deleted grant %s.".formatted(grant.id())));
    } catch (TenantException e) {
      return Outcome.failed(e.failure(), record);
    }
  }

  /** Lets a resource go without a call. */
  static Outcome letGo(Plan.Farewell why, GrantRecord record) {
    return switch (why) {
      case NOTHING_LEFT -> gone();
      case KEPT -> gone(new Deed("Kept", "%s stays at the tenant.".formatted(name(record))));
      case RELEASED ->
          gone(
              new Deed(
                  "Released",
                  "%s stays at the tenant, and nothing here manages it any more."
                      .formatted(name(record))));
      case HANDED_OVER -> gone(new Deed("HandedOver", "Another ClientGrant holds the grant now."));
    };
  }

  private static String name(GrantRecord record) {
    return record instanceof Held held
        ? "Grant %s for %s".formatted(held.id(), held.key())
        : "The grant, if there is one,";
  }

  /** The heir is woken by the deletion, and this resource by the heir's record. */
  private Outcome handOver(String heir) {
    var verdict =
        Verdict.waiting("HandingOver", "ClientGrant %s takes over the grant.".formatted(heir));
    return new Outcome(verdict, record, new Next.Backoff(), List.of());
  }

  private static Outcome gone(Deed... deeds) {
    return new Outcome(
        Verdict.ready("Nothing is left to do."), new None(), new Next.Done(), List.of(deeds));
  }

  private Outcome unanswered() {
    var verdict =
        Verdict.reconciling(
            "Unavailable", "A call was not answered; the grant may still come into being.");
    return new Outcome(verdict, record, new Next.Backoff(), List.of());
  }
}
