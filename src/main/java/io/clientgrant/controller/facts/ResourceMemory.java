package io.clientgrant.controller.facts;

import io.clientgrant.api.GrantResource;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.status.Backoff;
import io.clientgrant.controller.status.FailureCount;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReadyState.Phase;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.tenant.ResourceProgress;
import io.clientgrant.controller.tenant.metrics.ResourceCounts;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is remembered of the ClientGrants outside the API server, by uid. All of it is
 * lost in a restart; {@link #forget} is the only other end.
 */
public final class ResourceMemory {
  /** More than are recorded in a short outage; with a longer one a deletion waits a minute more. */
  private static final int MOST_SETTLED = 8;

  private final Map<String, Memory> memories = new ConcurrentHashMap<>();
  private final Predicate<GrantResource> exists;
  private final Ownerships ownerships;
  private final ResourceCounts counts;
  private final ResourceProgress progress;
  private final Backoff backoff;
  private final InstantSource clock;

  /**
   * @param exists whether a resource still exists, and not only another of its name
   * @param counts is told which resources have access left over
   * @param progress is told what came of a resource
   * @param clock a clock that is never set, for pauses
   */
  public ResourceMemory(
      Predicate<GrantResource> exists,
      Ownerships ownerships,
      ResourceCounts counts,
      ResourceProgress progress,
      Backoff backoff,
      InstantSource clock) {
    this.exists = exists;
    this.ownerships = ownerships;
    this.counts = counts;
    this.progress = progress;
    this.backoff = backoff;
    this.clock = clock;
  }

  /**
   * What is remembered of one resource.
   *
   * @param failures how often its reconciliation has failed in a row
   * @param drift how often its grant was put back
   * @param untakenWrites how many writes in a row Auth0 has answered with a grant that was not as
   *     asked for
   * @param userWaitsSince since when a user's change was not carried out; null if none waits
   * @param verified the grant that this process has seen the resource own, created for it and
   *     allowed by the guardrails; null if none. A status alone can be forged
   * @param settled creations that may be recorded, and of which this process knows that they take
   *     effect no more
   * @param queue where it waits for a call; null if it does not
   */
  private record Memory(
      FailureCount failures,
      DriftHistory drift,
      int untakenWrites,
      @Nullable Instant userWaitsSince,
      @Nullable GrantId verified,
      List<PendingCreate> settled,
      @Nullable RateLimiter queue) {
    static final Memory EMPTY =
        new Memory(FailureCount.NONE, DriftHistory.NONE, 0, null, null, List.of(), null);

    Memory whileUserWaits(Instant now) {
      var since = userWaitsSince == null ? now : userWaitsSince;
      return new Memory(failures, DriftHistory.NONE, 0, since, verified, settled, queue);
    }

    Memory withSettled(PendingCreate creation) {
      var all =
          Stream.concat(
              settled.stream().skip(Math.max(0, settled.size() - MOST_SETTLED + 1)),
              Stream.of(creation));
      return withSettled(all.toList());
    }

    Memory withSettled(List<PendingCreate> creations) {
      return new Memory(failures, drift, untakenWrites, userWaitsSince, verified, creations, queue);
    }

    Memory queuedAt(@Nullable RateLimiter limiter) {
      return new Memory(failures, drift, untakenWrites, userWaitsSince, verified, settled, limiter);
    }
  }

  /**
   * Whether a user waits for the resource: it is new, changed or being deleted, and that was not
   * carried out yet. A new generation ends the memory of drift.
   */
  public boolean userWaits(GrantResource resource) {
    if (resource.isMarkedForDeletion() || ClientGrantIndex.isNewGeneration(resource)) {
      update(resource, memory -> memory.whileUserWaits(now()));
    }
    return memory(resource).userWaitsSince != null;
  }

  /** How often the reconciliation of this generation has failed in a row. */
  public int failures(GrantResource resource) {
    return memory(resource).failures.count(resource.getMetadata().getGeneration());
  }

  /** How often the grant was put back. */
  public DriftHistory drift(GrantResource resource) {
    return memory(resource).drift;
  }

  /** How many writes in a row Auth0 has answered with a grant that was not as asked for. */
  public int untakenWrites(GrantResource resource) {
    return memory(resource).untakenWrites;
  }

  /**
   * Whether more than a status says that the resource owns a grant by right: this process, or one
   * that has signed it, has seen that.
   */
  public boolean hasVerified(GrantResource resource, Ownership ownership) {
    return ownership instanceof Owned owned
        && (owned.id().equals(memory(resource).verified)
            || ownerships.isProvenCreated(resource, owned));
  }

  /**
   * A creation that is recorded, or about to be, takes effect no more: it was not sent yet, or was
   * refused. The record itself does not say so, and its end may not reach the API server. Nor is it
   * known, while the API server does not answer, which of several records has arrived.
   */
  public void settled(GrantResource resource, PendingCreate creation) {
    update(resource, memory -> memory.withSettled(creation));
  }

  /** The creation that was recorded last is about to be sent. */
  public void sending(GrantResource resource) {
    update(resource, memory -> memory.withSettled(List.of()));
  }

  /** Whether this process knows that a recorded creation takes effect no more. */
  boolean isSettled(GrantResource resource, PendingCreate creation) {
    return memory(resource).settled.contains(creation);
  }

  /** The resource waits for a call in this limiter's queue. */
  public void queuedAt(GrantResource resource, RateLimiter limiter) {
    update(resource, memory -> memory.queuedAt(limiter));
  }

  /**
   * Takes in how a reconciliation ended, and gives up the place in a queue that is needed no more;
   * returns how long until the next one, empty if only a change causes it.
   *
   * @param end when the grant of the resource ends; null if it does not
   */
  public Optional<Duration> remember(
      GrantResource resource, ReconcileResult result, @Nullable Instant end) {
    if (!(result.requeue() instanceof Requeue.WhenAdmitted)) {
      leaveQueue(resource);
    }
    var waitedSince = memory(resource).userWaitsSince;
    if (waitedSince != null
        && result.state().phase() == Phase.READY
        && !resource.isMarkedForDeletion()) {
      progress.ready(resource, Duration.between(waitedSince, now()));
    }
    var isCorrection = waitedSince == null && isCorrection(resource, result);
    if (isCorrection) {
      progress.corrected(resource);
    }
    update(resource, memory -> after(memory, resource, result, isCorrection));
    var delay = backoff.delay(result, memory(resource).failures.count());
    if (!exists.test(resource)) { // its finalizer was removed by force meanwhile
      forget(resource);
    } else {
      counts.record(resource, result, end);
    }
    return delay;
  }

  /** Forgets a resource that is gone. */
  public void forget(GrantResource resource) {
    leaveQueue(resource);
    memories.remove(uid(resource));
    counts.forget(resource);
  }

  private Memory after(
      Memory before, GrantResource resource, ReconcileResult result, boolean isCorrection) {
    var phase = result.state().phase();
    var userWaitsSince = isUnderWay(phase) ? before.userWaitsSince : null;
    return new Memory(
        before.failures.after(resource.getMetadata().getGeneration(), result.requeue()),
        isCorrection ? before.drift.corrected(now()) : before.drift,
        untakenWrites(before, result.state()),
        userWaitsSince,
        verified(before, resource, result),
        before.settled,
        before.queue);
  }

  /** Whether a grant was put back that somebody else had changed, if no user waits. */
  private boolean isCorrection(GrantResource resource, ReconcileResult result) {
    return result.hasChangedTenant()
        && result.ownership() instanceof Owned now // at an end date it goes for good
        && ownerships.of(resource) instanceof Owned was
        && was.key().equals(now.key()); // else it is for another client than before
  }

  private static boolean isUnderWay(Phase phase) {
    return switch (phase) {
      case RECONCILING, UNCHANGED, WAITING -> true;
      case READY, STALLED, IDLE -> false;
    };
  }

  private static int untakenWrites(Memory before, ReadyState state) {
    if (state.isOutOfSync()) {
      return before.untakenWrites + 1;
    }
    return state.phase() == Phase.READY ? 0 : before.untakenWrites;
  }

  private static @Nullable GrantId verified(
      Memory before, GrantResource resource, ReconcileResult result) {
    if (result.state().phase() != Phase.READY || resource.isMarkedForDeletion()) {
      return before.verified;
    }
    return result.ownership() instanceof Owned(var id, _, var origin, _) && origin == Origin.CREATED
        ? id
        : null;
  }

  private void leaveQueue(GrantResource resource) {
    var limiter = memory(resource).queue;
    if (limiter != null) {
      limiter.cancel(uid(resource));
      update(resource, memory -> memory.queuedAt(null));
    }
  }

  private Instant now() {
    return clock.instant();
  }

  private Memory memory(GrantResource resource) {
    return memories.getOrDefault(uid(resource), Memory.EMPTY);
  }

  /** What equals the empty memory is not kept: most resources are at rest. */
  private void update(GrantResource resource, UnaryOperator<Memory> change) {
    memories.compute(
        uid(resource),
        (_, before) -> {
          var after = change.apply(before == null ? Memory.EMPTY : before);
          return after.equals(Memory.EMPTY) ? null : after;
        });
  }

  private static String uid(GrantResource resource) {
    return resource.getMetadata().getUid();
  }
}
