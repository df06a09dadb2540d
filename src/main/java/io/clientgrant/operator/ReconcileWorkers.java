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
 * <p>As the outermost interceptor of the HTTP client it sees when a reconciliation waits.
 */
final class ReconcileWorkers implements Interceptor {
  private static final int MAX_RUNNING = 16;
  private static final int MAX_WAITING = 256;
  private static final long IDLE_SECONDS = 10;

  private final Semaphore running = new Semaphore(MAX_RUNNING, true);

  /** Set while a thread waits: the call that fetches a token is made inside another call. */
  private final ScopedValue<Boolean> waiting = ScopedValue.newInstance();

  /** Makes the executor; the caller stops it. */
  ExecutorService executor() {
    var executor =
        new ThreadPoolExecutor(
            MAX_RUNNING + MAX_WAITING,
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
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    if (waiting.isBound()) {
      return chain.proceed(chain.request());
    }
    running.release();
    try {
      return ScopedValue.where(waiting, true).call(() -> chain.proceed(chain.request()));
    } finally {
      running.acquireUninterruptibly();
    }
  }
}
