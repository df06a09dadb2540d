package io.clientgrant.operator;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * The threads of the reconcilers. At most 16 reconciliations run at the same time, which bounds the
 * memory they take. A reconciliation that waits for an endpoint is not counted, so that endpoints
 * that do not answer delay no other tenant. At most 256 can wait.
 *
 * <p>As the outermost interceptor of the HTTP client it sees when a reconciliation waits. After the
 * call it waits for a place again, so no lock may be held during a call: those that run could wait
 * for that lock.
 *
 * <p>It also sees whether a reconciliation is stuck. Each call ends after some time, whoever
 * answers, so one that neither ends nor makes a call hangs in this process.
 */
final class ReconcileWorkers implements Interceptor {
  private static final int MAX_RUNNING = 16;
  private static final int MAX_WAITING = 256;
  private static final long IDLE_SECONDS = 10;

  /** Longer than all attempts of a call to the Kubernetes API together, which are not seen here. */
  static final Duration STUCK = Duration.ofMinutes(10);

  private final InstantSource clock;

  /** When each reconciliation in hand began, or last began or ended a call. */
  private final Map<Thread, Instant> lastSeen = new ConcurrentHashMap<>();

  private final Semaphore running = new Semaphore(MAX_RUNNING, true);

  /** Set while a thread waits: the call that fetches a token is made inside another call. */
  private final ScopedValue<Boolean> isWaiting = ScopedValue.newInstance();

  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          MAX_RUNNING,
          MAX_RUNNING + MAX_WAITING,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofVirtual().name("reconciler-", 0).factory()) {
        @Override
        protected void beforeExecute(Thread thread, Runnable task) {
          running.acquireUninterruptibly();
          lastSeen.put(thread, clock.instant());
        }

        @Override
        protected void afterExecute(Runnable task, Throwable thrown) {
          lastSeen.remove(Thread.currentThread());
          running.release();
        }
      };

  private int waiting;

  /**
   * @param clock tells the time that has passed; what it is set to does not matter
   */
  ReconcileWorkers(InstantSource clock) {
    this.clock = clock;
  }

  /** Runs the reconciliations; the caller stops it. */
  ExecutorService executor() {
    return executor;
  }

  /** Says that a reconciliation is stuck; empty if none is. */
  Optional<String> trouble() {
    var oldest = clock.instant().minus(STUCK);
    return lastSeen.values().stream().anyMatch(oldest::isAfter)
        ? Optional.of(
            "A reconciliation has done nothing for %d minutes.".formatted(STUCK.toMinutes()))
        : Optional.empty();
  }

  private void seen() {
    lastSeen.computeIfPresent(Thread.currentThread(), (_, _) -> clock.instant());
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    if (isWaiting.isBound() || !lastSeen.containsKey(Thread.currentThread())) {
      return chain.proceed(chain.request());
    }
    addWaiting(1);
    running.release();
    seen();
    try {
      return ScopedValue.where(isWaiting, true).call(() -> chain.proceed(chain.request()));
    } finally {
      running.acquireUninterruptibly();
      addWaiting(-1);
      seen();
    }
  }

  /** Each that waits makes room for one more thread, and only those: idle threads keep memory. */
  private synchronized void addWaiting(int change) {
    waiting += change;
    executor.setCorePoolSize(MAX_RUNNING + Math.min(waiting, MAX_WAITING));
  }
}
