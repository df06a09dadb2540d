package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.GrantResource;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.api.LogEvent;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.http.UserAgentInterceptor;
import io.clientgrant.controller.facts.DriftHistory;
import io.clientgrant.controller.facts.Facts;
import io.clientgrant.controller.facts.FactsGatherer;
import io.clientgrant.controller.facts.ResourceMemory;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.controller.status.EventRecorder;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.plan.Ownership.Owned;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a tenant's own log who has changed a grant that the operator has put back or leaves alone,
 * and tells it by an event. That is one search, behind everybody else at the rate limit. No
 * reconciliation waits for it, and nothing is asked if the credential may not read the log.
 */
public final class DriftInquiry {
  private static final Logger LOG = LoggerFactory.getLogger(DriftInquiry.class);

  /** What is asked while so many questions wait is not asked: many grants have one cause. */
  private static final int MOST_WAITING = 100;

  private static final int IDLE_SECONDS = 10;
  private static final String THROUGH_TOKEN = "api";

  private final EventRecorder recorder;
  private final ResourceMemory memory;
  private final Ownerships ownerships;
  private final FactsGatherer gatherer;
  private final Executor asker =
      new ThreadPoolExecutor(
          0,
          1,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofVirtual().name("drift-inquiry").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  public DriftInquiry(
      EventRecorder recorder,
      ResourceMemory memory,
      Ownerships ownerships,
      FactsGatherer gatherer) {
    this.recorder = recorder;
    this.memory = memory;
    this.ownerships = ownerships;
    this.gatherer = gatherer;
  }

  /**
   * Takes in how a reconciliation ended, and asks if it has found that somebody has changed the
   * grant.
   *
   * @param before how often the grant had been put back before
   */
  void after(GrantResource resource, Outcome outcome, DriftHistory before) {
    if (isDrift(resource, outcome, before)
        && ownerships.of(resource) instanceof Owned was
        && !was.key().isForOrganization() // no entry of Auth0's log about these is documented
        && gatherer.gatherKnown(resource) instanceof Facts facts
        && facts.tenant().mayReadLog()) {
      var isGone = outcome.result().ownership() instanceof Owned now && !now.id().equals(was.id());
      asker.execute(() -> tell(resource, facts.tenant(), was.id(), isGone));
    }
  }

  private boolean isDrift(GrantResource resource, Outcome outcome, DriftHistory before) {
    var now = memory.drift(resource);
    return (now.corrections() > 0 && !now.equals(before))
        || (isContested(outcome.result().state().reason()) && !wasContested(resource));
  }

  private static boolean wasContested(GrantResource resource) {
    var status = resource.getStatus();
    return Conditions.summary(status == null ? null : status.conditions())
        .filter(summary -> isContested(summary.reason()))
        .isPresent();
  }

  private static boolean isContested(String reason) {
    return reason.equals(ReadyState.CONTESTED);
  }

  private void tell(GrantResource resource, Tenant tenant, GrantId id, boolean isGone) {
    var search =
        "type:sapi AND description:\"%s client grant\"".formatted(isGone ? "Delete" : "Update");
    try {
      tenant
          .reader((pause, _) -> LockSupport.parkNanos(pause.toNanos()))
          .log(search)
          .next()
          .stream()
          .filter(event -> isByAnother(event, id))
          .findFirst()
          .ifPresent(event -> recorder.normal(resource, "ChangedBy", message(event, id, isGone)));
    } catch (TenantException e) {
      LOG.atDebug()
          .addKeyValue("grant", id)
          .addKeyValue("reason", e.getMessage())
          .log("the tenant's log could not be asked who has changed a grant");
    }
  }

  private static boolean isByAnother(LogEvent event, GrantId id) {
    return event.request().path().endsWith("/client-grants/" + id)
        && !event.request().userAgent().startsWith(UserAgentInterceptor.PRODUCT);
  }

  private static String message(LogEvent event, GrantId id, boolean isGone) {
    return "Auth0's log says that grant %s was %s by %s at %s."
        .formatted(id, isGone ? "deleted" : "changed", who(event), event.date());
  }

  /** No name and no e-mail address of a person: events are read by many. */
  private static String who(LogEvent event) {
    var request = event.request();
    var user = request.userId().isEmpty() ? event.userId() : request.userId();
    var through =
        request.channel().equals(THROUGH_TOKEN) ? "through the API" : "through the Dashboard";
    return user.isEmpty()
        ? "client %s %s".formatted(event.clientId(), through)
        : "user %s %s".formatted(user, through);
  }
}
