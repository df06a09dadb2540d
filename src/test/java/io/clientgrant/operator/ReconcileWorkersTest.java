package io.clientgrant.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.testing.MovableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a reconciliation counts as stuck. */
class ReconcileWorkersTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MovableClock clock = new MovableClock();
  private final ReconcileWorkers workers = new ReconcileWorkers(clock);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void stop() {
    end.countDown();
    workers.executor().shutdownNow();
  }

  @Test
  void oneThatNeitherEndsNorCallsIsStuck() throws Exception {
    workers.executor().execute(this::hang);
    begun.await();
    clock.move(ReconcileWorkers.STUCK);
    assertThat(workers.trouble()).isEmpty();
    clock.move(MINUTE);
    assertThat(workers.trouble()).contains("A reconciliation has done nothing for 10 minutes.");

    end.countDown();
    await().until(() -> workers.trouble().isEmpty());
  }

  @Test
  void whoHasNothingToDoIsNotStuck() {
    clock.move(ReconcileWorkers.STUCK.plus(MINUTE));
    assertThat(workers.trouble()).isEmpty();
  }

  /** A tenant with many grants is read for long, and one that is slow for longer. */
  @Test
  void oneThatMakesCallsIsNot() throws Exception {
    workers
        .executor()
        .execute(() -> {
          for (var call = 0; call < 5; call++) {
            call();
          }
          hang();
        });
    begun.await();
    assertThat(workers.trouble()).isEmpty();
  }

  private void hang() {
    begun.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A call that takes nine minutes. */
  private void call() {
    var http =
        new OkHttpClient.Builder()
            .addInterceptor(workers)
            .addInterceptor(chain -> {
              clock.move(ReconcileWorkers.STUCK.minus(MINUTE));
              return new Response.Builder()
                  .request(chain.request())
                  .protocol(Protocol.HTTP_1_1)
                  .code(200)
                  .message("")
                  .body(ResponseBody.EMPTY)
                  .build();
            })
            .build();
    try (var _ = http.newCall(new Request.Builder().url("http://localhost/").build()).execute()) {
      assertThat(workers.trouble()).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
