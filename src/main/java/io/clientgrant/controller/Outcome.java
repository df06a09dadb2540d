package io.clientgrant.controller;

import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.Refusal;
import io.clientgrant.tenant.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a reconciliation: told once, in one place, whatever it is.
 *
 * @param verdict how the resource stands
 * @param record the grant that it holds
 * @param next when it is looked at again
 * @param deeds what was done at the tenant, for events
 */
record Outcome(Verdict verdict, GrantRecord record, Next next, List<Deed> deeds) {
  /**
   * Something done at the tenant.
   *
   * @param reason one CamelCase word in the past tense
   * @param message a sentence
   */
  record Deed(String reason, String message) {}

  /** This outcome, and something that was done before it. */
  Outcome with(Deed before) {
    var all = new ArrayList<>(List.of(before));
    all.addAll(deeds);
    return new Outcome(verdict, record, next, all);
  }

  /** This outcome for a resource that is to go: what is in the way, and how to let go. */
  Outcome ofDeletion() {
    return verdict.isTrouble() ? new Outcome(verdict.orLetGo(record), record, next, deeds) : this;
  }

  static Outcome refused(Refusal refusal, GrantRecord record) {
    return new Outcome(Verdict.refused(refusal), record, new Next.Rest(), List.of());
  }

  /** Nothing was done yet: the tenant's gate has to be passed first. */
  static Outcome queued(GrantRecord record, Instant turn) {
    var verdict =
        Verdict.waiting("Queued", "Waits for its turn: the tenant takes only so many calls.");
    return new Outcome(verdict, record, new Next.InTurn(turn), List.of());
  }

  /** Nothing was done yet: who holds the grant is not known before all tenants were visited. */
  static Outcome early(GrantRecord record) {
    var verdict =
        Verdict.waiting(
            "TenantNotReady",
            "Another ClientGrant may hold this grant, and its Auth0Tenant was not read yet.");
    return new Outcome(verdict, record, new Next.Rest(), List.of());
  }

  /** Nothing was done: somebody else keeps undoing it. */
  static Outcome contested(GrantRecord record, Instant next) {
    var verdict =
        Verdict.reconciling(
            "Contested",
            "Somebody else keeps changing this grant at the tenant. It is put right again after"
                + " growing pauses; find out who it is, and let only one of you manage it.");
    return new Outcome(verdict, record, new Next.At(next), List.of());
  }

  /** Nothing was done, though there is something to do. */
  static Outcome withheld(Verdict verdict, GrantRecord record) {
    return new Outcome(verdict, record, new Next.Rest(), List.of());
  }

  static Outcome failed(Failure failure, GrantRecord record) {
    return new Outcome(Verdict.failed(failure), record, Next.after(failure), List.of());
  }
}
