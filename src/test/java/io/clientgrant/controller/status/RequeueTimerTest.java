package io.clientgrant.controller.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequeueTimerTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final ConfigMap FIRST = named("first");
  private static final ConfigMap LAST = named("last");

  private final List<String> enqueued = new CopyOnWriteArrayList<>();
  private final RequeueTimer<ConfigMap> timer = new RequeueTimer<>();

  @BeforeEach
  void start() {
    timer.setEventHandler(event -> enqueued.add(event.getRelatedCustomResourceID().getName()));
    timer.start();
  }

  @AfterEach
  void stop() {
    timer.stop();
  }

  @Test
  void aResourceIsEnqueuedOnceAfterItsDelay() {
    timer.requeueAfter(FIRST, SOON);
    timer.requeueAfter(LAST, SOON.multipliedBy(50));

    awaitLast();
    assertThat(enqueued).containsExactly("first", "last");
  }

  @Test
  void aLaterDelayReplacesAnEarlierOne() {
    timer.requeueAfter(FIRST, SOON.multipliedBy(10));
    timer.requeueAfter(FIRST, Duration.ofHours(1));
    timer.requeueAfter(LAST, SOON.multipliedBy(50));

    awaitLast();
    assertThat(enqueued).containsExactly("last");
  }

  @Test
  void aReconciliationThatStartsEndsTheDelay() {
    timer.requeueAfter(FIRST, SOON.multipliedBy(10));
    timer.started(FIRST);
    timer.requeueAfter(LAST, SOON.multipliedBy(50));

    awaitLast();
    assertThat(enqueued).containsExactly("last");
  }

  @Test
  void aResourceThatIsDeletedOrWaitsForAChangeIsNotEnqueued() {
    timer.requeueAfter(FIRST, SOON.multipliedBy(10));
    timer.cancel(FIRST);
    timer.requeueAfter(named("deleted"), SOON.multipliedBy(10));
    timer.onResourceDeleted(named("deleted"));
    timer.requeueAfter(LAST, SOON.multipliedBy(50));

    awaitLast();
    assertThat(enqueued).containsExactly("last");
  }

  @Test
  void afterItHasStoppedItTakesNothing() {
    timer.stop();
    timer.requeueAfter(FIRST, Duration.ZERO);

    assertThat(timer.isRunning()).isFalse();
    assertThat(enqueued).isEmpty();
  }

  private void awaitLast() {
    await().until(() -> enqueued.contains("last"));
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
