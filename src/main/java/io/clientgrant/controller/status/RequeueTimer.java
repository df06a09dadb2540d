package io.clientgrant.controller.status;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceDeleteEvent;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Enqueues resources again after a delay. It measures the delay by a clock that is never set.
 * JOSDK's own timer goes by the wall clock: after that is set back by an hour, it is an hour late.
 *
 * @param <R> the resource
 */
public final class RequeueTimer<R extends HasMetadata> extends AbstractEventSource<Void, R>
    implements ResourceEventAware<R> {
  /** Longer than every pause of {@link UnlimitedRetry}. */
  private static final Duration AFTER_AN_EXCEPTION = Duration.ofMinutes(7);

  private static final Duration BEFORE_A_SUCCESSOR = Duration.ofSeconds(1);
  private static final Duration AFTER_A_DELETION = Duration.ofSeconds(1);

  private final Map<ResourceID, ScheduledFuture<?>> scheduled = new HashMap<>();
  private final ScheduledThreadPoolExecutor executor;

  /** Measures by a thread of its own. */
  public RequeueTimer() {
    this(
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("requeue-timer").factory()));
  }

  /** Measures by an executor, which it stops. */
  RequeueTimer(ScheduledThreadPoolExecutor executor) {
    super(Void.class, "requeue-timer");
    this.executor = executor;
    executor.setRemoveOnCancelPolicy(true);
  }

  /**
   * A reconciliation starts. Until it has finished, the resource is scheduled for the case that it
   * throws an exception: JOSDK retries it then, but by the wall clock.
   */
  public void started(R resource) {
    schedule(ResourceID.fromResource(resource), AFTER_AN_EXCEPTION);
  }

  /** A reconciliation has finished, and the resource is reconciled again after a delay. */
  public void requeueAfter(R resource, Duration delay) {
    schedule(ResourceID.fromResource(resource), delay);
  }

  /** A reconciliation has finished, and only a change causes the next. */
  public void cancel(R resource) {
    cancel(ResourceID.fromResource(resource));
  }

  /**
   * A resource is gone. If another of its name is there, it is enqueued until a reconciliation of
   * it starts. JOSDK 5.2.3 with {@code triggerReconcilerOnAllEvents} forgets what has come after a
   * deletion when it has seen to the deletion, and from then on takes no event but one of the
   * resource.
   *
   * @param find the resource of a name, if there is one now
   */
  public void awaitSuccessor(ResourceID gone, Function<ResourceID, Optional<R>> find) {
    schedule(gone, BEFORE_A_SUCCESSOR, () -> enqueueSuccessor(gone, find));
  }

  /**
   * The finalizer of a resource is about to be removed. JOSDK 5.2.3 without {@code
   * triggerReconcilerOnAllEvents} forgets a resource when it sees its deletion, and keeps a state
   * for it again, for good, if the reconciliation ends after that. So it sees the deletion twice.
   *
   * @param isGone whether there is no resource of a name
   */
  public synchronized void repeatDeletion(R resource, Predicate<ResourceID> isGone) {
    var id = ResourceID.fromResource(resource);
    var _ =
        schedule(
            AFTER_A_DELETION,
            () -> {
              if (isRunning() && isGone.test(id)) {
                getEventHandler()
                    .handleEvent(
                        new ResourceDeleteEvent(ResourceAction.DELETED, id, resource, false));
              }
            });
  }

  private void enqueueSuccessor(ResourceID id, Function<ResourceID, Optional<R>> find) {
    find.apply(id)
        .filter(_ -> isRunning())
        .ifPresent(successor -> {
          awaitSuccessor(id, find);
          getEventHandler().handleEvent(new ResourceEvent(ResourceAction.UPDATED, id, successor));
        });
  }

  private void schedule(ResourceID id, Duration delay) {
    schedule(id, delay, () -> enqueue(id));
  }

  private synchronized void schedule(ResourceID id, Duration delay, Runnable task) {
    cancel(id);
    schedule(delay, () -> run(id, task)).ifPresent(future -> scheduled.put(id, future));
  }

  /** Empty after the timer has stopped. */
  private Optional<ScheduledFuture<?>> schedule(Duration delay, Runnable task) {
    return executor.isShutdown()
        ? Optional.empty()
        : Optional.of(executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** The resource may be gone, and then nobody schedules or cancels it any more. */
  private void run(ResourceID id, Runnable task) {
    synchronized (this) {
      scheduled.computeIfPresent(
          id, (_, last) -> last.getDelay(TimeUnit.NANOSECONDS) > 0 ? last : null);
    }
    task.run();
  }

  private void enqueue(ResourceID id) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(id));
    }
  }

  private synchronized void cancel(ResourceID id) {
    var before = scheduled.remove(id);
    if (before != null) {
      before.cancel(false);
    }
  }

  /** Of how many resources something is kept. */
  synchronized int kept() {
    return scheduled.size();
  }

  @Override
  public void onResourceCreated(R resource) {
    // JOSDK reconciles it
  }

  @Override
  public void onResourceUpdated(R now, R before) {
    // JOSDK reconciles it if its generation has changed
  }

  @Override
  public void onResourceDeleted(R resource) {
    cancel(resource);
  }

  @Override
  public void stop() {
    super.stop();
    executor.shutdownNow();
  }

  @Override
  public Set<Void> getSecondaryResources(R resource) {
    return Set.of();
  }
}
