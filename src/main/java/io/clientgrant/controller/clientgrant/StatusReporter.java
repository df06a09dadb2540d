package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.Condition;
import io.clientgrant.api.GrantResource;
import io.clientgrant.controller.clientgrant.CrashPoint.Place;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.OwnershipMapper;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.ReleaseAnnotation;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.controller.status.EventRecorder;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.Remark;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.status.ResourcePatcher;
import io.clientgrant.controller.tenant.usage.LastTokens;
import io.clientgrant.grant.plan.Ownership;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports a result in the status, in events and in the log; only what has changed.
 *
 * @param <R> the resource
 * @param <S> its status
 */
public final class StatusReporter<
    R extends CustomResource<? extends GrantResource.Spec, S> & GrantResource,
    S extends GrantResource.Status<S>> {
  private static final Logger LOG = LoggerFactory.getLogger(StatusReporter.class);

  private final EventRecorder recorder;
  private final Ownerships ownerships;
  private final LastTokens tokens;
  private final MetadataWriter<R, S> metadata;
  private final S neverWritten;
  private final InstantSource clock;
  private final CrashPoint crashPoint;

  /**
   * @param neverWritten the status of a resource that has none yet
   * @param clock gives the time that is written into conditions
   */
  public StatusReporter(
      EventRecorder recorder,
      Ownerships ownerships,
      LastTokens tokens,
      S neverWritten,
      InstantSource clock,
      CrashPoint crashPoint) {
    this.recorder = recorder;
    this.ownerships = ownerships;
    this.tokens = tokens;
    this.metadata = new MetadataWriter<>(ownerships);
    this.neverWritten = neverWritten;
    this.clock = clock;
    this.crashPoint = crashPoint;
  }

  /**
   * Records what is about to be done, and that the resource is not Ready until it is.
   *
   * @throws ResourcePatcher.StaleResource if the resource has changed since it was read
   */
  void recordIntent(ResourcePatcher<R, S> patcher, Ownership intended) {
    if (metadata.recordIntent(patcher, intended)) {
      return;
    }
    var before = status(patcher.resource());
    patcher.writeStatusIfUnchanged(
        before.with(
            before.observedGeneration(),
            before.lastHandledReconcileAt(),
            OwnershipMapper.grant(intended),
            OwnershipMapper.former(ownerships.former(patcher.resource())),
            OwnershipMapper.pending(intended),
            before.expiresAt(),
            before.lastToken(),
            whileApplying(patcher.resource(), before)));
  }

  /** A grant that has to be written is not as asked for; a new generation tells that by itself. */
  private @Nullable List<Condition> whileApplying(R resource, S before) {
    return ClientGrantIndex.isNewGeneration(resource) || !Conditions.isReady(before.conditions())
        ? before.conditions()
        : new Conditions(before.conditions(), before.observedGeneration(), clock.instant())
            .of(ReadyState.waiting("Applying", "The grant is being created or changed."));
  }

  /**
   * Reports a result. What was done, or follows an intent, is recorded even if the resource has
   * changed meanwhile. Otherwise the ownership that is written again may be older than the one in
   * the cluster, and a changed resource is left as it is.
   *
   * <p>A new remark is told by an event before it is written.
   *
   * @throws ResourcePatcher.StaleResource if nothing was done and the resource has changed
   */
  void report(ResourcePatcher<R, S> patcher, Outcome outcome) {
    var result = outcome.result();
    var resource = patcher.resource();
    for (var action : result.actions()) {
      LOG.atInfo().addKeyValue("action", action.reason()).log(action.message());
      recorder.normal(resource, action.reason(), action.message());
    }
    if (result.requeue() instanceof Requeue.RemoveFinalizer) {
      crashPoint.reach(Place.REPORTED);
      metadata.removeFinalizer(patcher);
    } else {
      if (metadata.report(patcher, outcome)) {
        crashPoint.reach(Place.OWNERSHIP_SIGNED);
      }
      writeStatus(patcher, resource, outcome);
      crashPoint.reach(Place.REPORTED);
    }
  }

  private void writeStatus(ResourcePatcher<R, S> patcher, R resource, Outcome outcome) {
    var result = outcome.result();
    var remarks = outcome.remarks();
    var before = status(resource);
    var state = state(resource, outcome);
    var keepsState = !ClientGrantIndex.isNewGeneration(resource) && isKept(before, result);
    var shown = Remark.shown(before.conditions());
    var lastToken = tokens.of(resource);
    var news = remarks.stream().filter(remark -> !shown.contains(remark.asShown())).toList();
    if (keepsState
        && result.handledRequest() == null
        && news.isEmpty()
        && shown.size() == remarks.size()
        && Objects.equals(lastToken, before.lastToken())) {
      return;
    }
    news.forEach(remark -> recorder.warningOnce(resource, remark.reason(), remark.message()));
    var recorded =
        ownerships.recorded(patcher.given(), resource, outcome.held(), outcome.hasSeenGrant());
    var generation = resource.getMetadata().getGeneration();
    var conditions = new Conditions(before.conditions(), generation, clock.instant());
    var after =
        before.with(
            generation,
            result.handledRequest() != null
                ? result.handledRequest()
                : before.lastHandledReconcileAt(),
            OwnershipMapper.grant(recorded.grant()),
            OwnershipMapper.former(recorded.former()),
            OwnershipMapper.pending(recorded.grant()),
            outcome.end() == null ? null : outcome.end().toString(),
            lastToken,
            conditions.with(remarks, keepsState ? before.conditions() : conditions.of(state)));
    if (after.equals(before)) {
      return;
    }
    if (result.actions().isEmpty() && !patcher.hasWritten()) {
      patcher.writeStatusIfUnchanged(after);
    } else {
      patcher.writeStatus(after);
    }
    if (state.isTrouble() && conditions.isNews(state)) {
      LOG.atInfo().addKeyValue("reason", state.reason()).log(state.message());
      recorder.warning(resource, state.reason(), state.message());
    }
  }

  /** Whether an earlier state of the same generation says more than a new one. */
  private static boolean isKept(GrantResource.Status<?> before, ReconcileResult result) {
    if (saysThatTheTenantIsMissing(before)) {
      return false;
    }
    return switch (result.state().phase()) {
      case UNCHANGED -> true;
      case WAITING ->
          !result.leavesExcess()
              && !Conditions.isReady(before.conditions())
              && !Conditions.isIdle(before.conditions());
      case READY, RECONCILING, STALLED, IDLE -> false;
    };
  }

  /** Every other state means that the tenant exists, so this one is never kept. */
  private static boolean saysThatTheTenantIsMissing(GrantResource.Status<?> before) {
    return Conditions.summary(before.conditions())
        .filter(ready -> ready.reason().equals(ReadyState.TENANT_NOT_FOUND))
        .isPresent();
  }

  /** Whatever is in the way of a deletion, a person can release the grant instead. */
  private static ReadyState state(GrantResource resource, Outcome outcome) {
    var state = outcome.result().state();
    return resource.isMarkedForDeletion() && state.isTrouble()
        ? state.orRelease(ReleaseAnnotation.required(outcome.held().toRelease()))
        : state;
  }

  private S status(R resource) {
    return Objects.requireNonNullElse(resource.getStatus(), neverWritten);
  }
}
