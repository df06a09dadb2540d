package io.clientgrant.controller.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceDeleteEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequeueTimerTest {
  private static final ConfigMap RESOURCE = named("resource");
  private static final ConfigMap OTHER = named("other");

  private final List<String> enqueued = new CopyOnWriteArrayList<>();
  private final List<String> deletions = new CopyOnWriteArrayList<>();
  private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
  private final RequeueTimer<ConfigMap> timer = new RequeueTimer<>(executor);

  @BeforeEach
  void start() {
    timer.setEventHandler(event -> {
      var name = event.getRelatedCustomResourceID().getName();
      enqueued.add(name);
      if (event instanceof ResourceDeleteEvent) {
        deletions.add(name);
      }
    });
    timer.start();
  }

  @AfterEach
  void stop() {
    timer.stop();
  }

  @Test
  void aResourceIsEnqueuedAfterItsDelay() {
    timer.requeueAfter(OTHER, Duration.ofHours(1));
    timer.requeueAfter(RESOURCE, Duration.ofMillis(1));

    await().until(() -> !enqueued.isEmpty());
    assertThat(enqueued).containsExactly("resource");
    assertThat(minutes()).containsExactly(59L);
  }

  @Test
  void aLaterDelayReplacesAnEarlierOne() {
    timer.requeueAfter(RESOURCE, Duration.ofMinutes(2));
    timer.requeueAfter(RESOURCE, Duration.ofHours(1));

    assertThat(minutes()).containsExactly(59L);
  }

  /** JOSDK's own retry goes by the wall clock. */
  @Test
  void aReconciliationThatEndsInAnExceptionIsRetriedWhateverHappensToTheWallClock() {
    timer.requeueAfter(RESOURCE, Duration.ofHours(1));
    timer.started(RESOURCE);

    assertThat(minutes()).containsExactly(6L);
  }

  @Test
  void aResourceThatWaitsForAChangeIsNotScheduled() {
    timer.started(RESOURCE);
    timer.cancel(RESOURCE);

    assertThat(minutes()).isEmpty();
  }

  @Test
  void aResourceThatIsGoneIsNotScheduled() {
    timer.requeueAfter(RESOURCE, Duration.ofHours(1));
    timer.onResourceDeleted(RESOURCE);

    assertThat(minutes()).isEmpty();
  }

  /** Its finalizer may be removed by force while it is reconciled. */
  @Test
  void ofAResourceThatIsGoneNothingIsKept() {
    timer.onResourceDeleted(RESOURCE);
    timer.requeueAfter(RESOURCE, Duration.ofMillis(1));

    await().until(() -> enqueued.contains("resource"));
    await().until(() -> timer.kept() == 0);
  }

  @Test
  void theDeletionOfAResourceIsRepeatedIfNoneOfItsNameIsThere() {
    timer.repeatDeletion(RESOURCE, _ -> true);
    timer.repeatDeletion(OTHER, _ -> false);

    await().until(() -> executor.getQueue().isEmpty() && executor.getActiveCount() == 0);
    assertThat(enqueued).containsExactly("resource");
    assertThat(deletions).containsExactly("resource");
  }

  @Test
  void afterItHasStoppedItTakesNothing() {
    timer.requeueAfter(RESOURCE, Duration.ofHours(1));
    timer.stop();
    timer.requeueAfter(OTHER, Duration.ZERO);

    assertThat(executor.isShutdown()).isTrue();
    assertThat(enqueued).isEmpty();
  }

  /** The whole minutes that are left of each delay. */
  private List<Long> minutes() {
    return executor.getQueue().stream()
        .map(entry -> ((Delayed) entry).getDelay(TimeUnit.MINUTES))
        .toList();
  }

  private static ConfigMap named(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .endMetadata()
        .build();
  }
}
