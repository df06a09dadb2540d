package io.clientgrant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconcileWorkersTest {
  private static final int RUNNING = 16;
  private static final Request REQUEST =
      new Request.Builder().url("http://localhost/oauth/token").build();

  private final ReconcileWorkers workers = new ReconcileWorkers();
  private final CountDownLatch othersRun = new CountDownLatch(RUNNING);
  private final OkHttpClient http =
      new OkHttpClient.Builder()
          .addInterceptor(workers)
          .addInterceptor(this::answerWhenTheOthersRun)
          .build();

  @AfterEach
  void stop() {
    workers.executor().shutdownNow();
  }

  /** A token is fetched under a lock, and everybody else who needs it waits for the lock. */
  @Test
  void aCallUnderALockEndsThoughAllThatRunWaitForTheLock() throws InterruptedException {
    var lock = new Object();
    var called = new CountDownLatch(1);
    var done = new CountDownLatch(1 + RUNNING);
    workers
        .executor()
        .execute(() -> {
          synchronized (lock) {
            called.countDown();
            call();
          }
          done.countDown();
        });
    called.await();
    for (var other = 0; other < RUNNING; other++) {
      workers
          .executor()
          .execute(() -> {
            othersRun.countDown();
            synchronized (lock) {
              done.countDown();
            }
          });
    }

    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private void call() {
    try (var response = http.newCall(REQUEST).execute()) {
      assertThat(response.isSuccessful()).isTrue();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Response answerWhenTheOthersRun(Interceptor.Chain chain) {
    try {
      othersRun.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Response.Builder()
        .request(chain.request())
        .protocol(Protocol.HTTP_1_1)
        .code(200)
        .message("OK")
        .body(ResponseBody.EMPTY)
        .build();
  }
}
