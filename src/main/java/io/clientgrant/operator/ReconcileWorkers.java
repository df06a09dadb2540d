package io.clientgrant.operator;

import java.io.IOException;
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
 */
final class ReconcileWorkers implements Interceptor {
  private static final int MAX_RUNNING = 16;
  private static final int MAX_WAITING = 256;
  private static final long IDLE_SECONDS = 10;

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
        }

        @Override
        protected void afterExecute(Runnable task, Throwable thrown) {
          running.release();
        }
      };

  private int waiting;

  /** Runs the reconciliations; the caller stops it. */
  ExecutorService executor() {
    return executor;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    if (isWaiting.isBound()) {
      return chain.proceed(chain.request());
    }
    addWaiting(1);
    running.release();
    try {
      return ScopedValue.where(isWaiting, true).call(() -> chain.proceed(chain.request()));
    } finally {
      running.acquireUninterruptibly();
      addWaiting(-1);
    }
  }

  /** Each that waits makes room for one more thread, and only those: idle threads keep memory. */
  private synchronized void addWaiting(int change) {
    waiting += change;
    executor.setCorePoolSize(MAX_RUNNING + Math.min(waiting, MAX_WAITING));
  }
}
