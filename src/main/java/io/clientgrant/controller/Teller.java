package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.controller.Verdict.Phase;
import io.clientgrant.grant.GrantRecord;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what came of a reconciliation: in the status, in events and in the log, on change only. */
final class Teller {
  private static final Logger LOG = LoggerFactory.getLogger(Teller.class);
  private static final ClientGrantStatus UNSEEN = new ClientGrantStatus(-1L, null, null, List.of());

  private final Events events;
  private final InstantSource clock;

  Teller(Events events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  /**
   * Records what is about to be done, and nothing else.
   *
   * @throws StatusSession.Superseded if the resource has changed since it was read
   */
  void intend(StatusSession<ClientGrant, ClientGrantStatus> session, GrantRecord record) {
    var before = status(session.resource());
    session.writeIfUnchanged(
        new ClientGrantStatus(
            before.observedGeneration(),
            Records.grant(record),
            Records.pending(record),
            before.conditions()));
  }

  /**
   * Tells an outcome. What was done is recorded whatever has happened meanwhile, and so is what
   * came of an intent; where nothing was, the record that is told again may be older than the one
   * in the cluster.
   *
   * @throws StatusSession.Superseded if nothing was done, and the resource has changed since it was
   *     read
   */
  void tell(StatusSession<ClientGrant, ClientGrantStatus> session, Outcome outcome) {
    var resource = session.resource();
    for (var deed : outcome.deeds()) {
      LOG.atInfo().addKeyValue("deed", deed.reason()).log(deed.message());
      events.normal(resource, deed.reason(), deed.message());
    }
    if (!(outcome.next() instanceof Next.Done)) {
      tellStatus(session, resource, outcome);
    }
  }

  private void tellStatus(
      StatusSession<ClientGrant, ClientGrantStatus> session,
      ClientGrant resource,
      Outcome outcome) {
    var before = status(resource);
    var generation = resource.getMetadata().getGeneration();
    var verdict = outcome.verdict();
    if (verdict.phase() == Phase.WAITING && !isNews(resource)) {
      return;
    }
    var conditions = new Conditions(before.conditions(), generation, clock.instant());
    var after =
        new ClientGrantStatus(
            generation,
            Records.grant(outcome.record()),
            Records.pending(outcome.record()),
            conditions.of(verdict));
    if (after.equals(before)) {
      return;
    }
    if (outcome.deeds().isEmpty() && !session.hasWritten()) {
      session.writeIfUnchanged(after);
    } else {
      session.write(after);
    }
    if (verdict.isTrouble() && conditions.isNews(verdict)) {
      LOG.atInfo().addKeyValue("reason", verdict.reason()).log(verdict.message());
      events.warning(resource, verdict.reason(), verdict.message());
    }
  }

  /** Whether the resource asks for something that has not been told of yet. */
  static boolean isNews(ClientGrant resource) {
    return !Objects.equals(
        status(resource).observedGeneration(), resource.getMetadata().getGeneration());
  }

  private static ClientGrantStatus status(ClientGrant resource) {
    return Objects.requireNonNullElse(resource.getStatus(), UNSEEN);
  }
}
