package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.Condition;
import io.clientgrant.controller.clientgrant.CrashPoint.Place;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.OwnershipMapper;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.ReleaseAnnotation;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.controller.status.EventRecorder;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.status.ResourcePatcher;
import io.clientgrant.grant.plan.Ownership;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports a result in the status, in events and in the log; only what has changed. */
public final class StatusReporter {
  private static final Logger LOG = LoggerFactory.getLogger(StatusReporter.class);
  private static final ClientGrantStatus NEVER_WRITTEN =
      new ClientGrantStatus(-1L, null, null, null, List.of());

  private final EventRecorder recorder;
  private final Ownerships ownerships;
  private final MetadataWriter metadata;
  private final InstantSource clock;
  private final CrashPoint crashPoint;

  /**
   * @param clock gives the time that is written into conditions
   */
  public StatusReporter(
      EventRecorder recorder, Ownerships ownerships, InstantSource clock, CrashPoint crashPoint) {
    this.recorder = recorder;
    this.ownerships = ownerships;
    this.metadata = new MetadataWriter(ownerships);
    this.clock = clock;
    this.crashPoint = crashPoint;
  }

  /**
   * Records what is about to be done, and that the resource is not Ready until it is.
   *
   * @throws ResourcePatcher.StaleResource if the resource has changed since it was read
   */
  void recordIntent(ResourcePatcher<ClientGrant, ClientGrantStatus> patcher, Ownership intended) {
    if (metadata.recordIntent(patcher, intended)) {
      return;
    }
    var before = status(patcher.resource());
    patcher.writeStatusIfUnchanged(
        new ClientGrantStatus(
            before.observedGeneration(),
            before.lastHandledReconcileAt(),
            OwnershipMapper.grant(intended),
            OwnershipMapper.pending(intended),
            whileApplying(patcher.resource(), before)));
  }

  /** A grant that has to be written is not as asked for; a new generation tells that by itself. */
  private @Nullable List<Condition> whileApplying(ClientGrant resource, ClientGrantStatus before) {
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
   * @throws ResourcePatcher.StaleResource if nothing was done and the resource has changed
   */
  void report(ResourcePatcher<ClientGrant, ClientGrantStatus> patcher, ReconcileResult result) {
    var resource = patcher.resource();
    for (var action : result.actions()) {
      LOG.atInfo().addKeyValue("action", action.reason()).log(action.message());
      recorder.normal(resource, action.reason(), action.message());
    }
    if (result.requeue() instanceof Requeue.RemoveFinalizer) {
      crashPoint.reach(Place.REPORTED);
      MetadataWriter.removeFinalizer(patcher);
    } else {
      if (metadata.report(patcher, result)) {
        crashPoint.reach(Place.OWNERSHIP_SIGNED);
      }
      writeStatus(patcher, resource, result);
      crashPoint.reach(Place.REPORTED);
    }
  }

  private void writeStatus(
      ResourcePatcher<ClientGrant, ClientGrantStatus> patcher,
      ClientGrant resource,
      ReconcileResult result) {
    var before = status(resource);
    var state = state(resource, result);
    var keepsState = !ClientGrantIndex.isNewGeneration(resource) && isKept(before, result);
    if (keepsState && result.handledRequest() == null) {
      return;
    }
    var recorded = ownerships.recorded(patcher.given(), result.ownership(), result.hasSeenGrant());
    var generation = resource.getMetadata().getGeneration();
    var conditions = new Conditions(before.conditions(), generation, clock.instant());
    var after =
        new ClientGrantStatus(
            generation,
            result.handledRequest() != null
                ? result.handledRequest()
                : before.lastHandledReconcileAt(),
            OwnershipMapper.grant(recorded),
            OwnershipMapper.pending(recorded),
            keepsState ? before.conditions() : conditions.of(state));
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
  private static boolean isKept(ClientGrantStatus before, ReconcileResult result) {
    return switch (result.state().phase()) {
      case UNCHANGED -> true;
      case WAITING ->
          !result.leavesExcess()
              && !Conditions.isReady(before.conditions())
              && !Conditions.isIdle(before.conditions());
      case READY, RECONCILING, STALLED, IDLE -> false;
    };
  }

  /** Whatever is in the way of a deletion, a person can release the grant instead. */
  private static ReadyState state(ClientGrant resource, ReconcileResult result) {
    var state = result.state();
    return resource.isMarkedForDeletion() && state.isTrouble()
        ? state.orRelease(ReleaseAnnotation.required(result.ownership()))
        : state;
  }

  private static ClientGrantStatus status(ClientGrant resource) {
    return Objects.requireNonNullElse(resource.getStatus(), NEVER_WRITTEN);
  }
}
