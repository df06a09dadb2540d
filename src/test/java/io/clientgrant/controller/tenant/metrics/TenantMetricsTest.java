package io.clientgrant.controller.tenant.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.auth0.Bounds;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.TenantConnector;
import io.clientgrant.auth0.TenantFixture;
import io.clientgrant.auth0.failure.Failure.Throttled;
import io.clientgrant.auth0.limit.Admission;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the metrics of a tenant tell of its rate limit, its resyncs and its token. */
class TenantMetricsTest {
  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  private final TenantFixture fixture = new TenantFixture();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Tenant tenant =
      new TenantConnector(
              fixture.http,
              registry,
              fixture.clock,
              Duration.ofSeconds(15),
              Bounds.of(1L << 28, 1_000))
          .connect(fixture.connection());

  private final TenantMetrics metrics =
      new TenantMetrics(registry, new ResourceCounts(), new GrantCounts(), fixture.clock);

  @BeforeEach
  void show() {
    metrics.show(Map.of(new ResourceID("tenant", "auth0"), tenant));
    fixture.simulator.rateLimit(10, HALF_A_SECOND);
    tenant.authenticate();
  }

  @AfterEach
  void close() {
    tenant.close();
    fixture.close();
  }

  @Test
  void beforeTheFirstAnswerNothingIsKnownOfTheLimit() {
    assertThat(gauge("limit.calls")).isNaN();
    assertThat(gauge("limit.rate")).isNaN();
    assertThat(gauge("calls.left")).isInfinite();
  }

  @Test
  void theSizeAndTheRateAreThoseOfTheHeaders() {
    for (var call = 0; call < 10; call++) {
      call();
    }
    assertThat(gauge("limit.calls")).isEqualTo(10);
    assertThat(gauge("limit.rate")).isBetween(1.0, 2.0);
  }

  @Test
  void theCallsThatAreLeftGrowAgain() {
    call();
    call();
    assertThat(gauge("calls.left")).isEqualTo(8);
    fixture.clock.move(Duration.ofMinutes(1));
    assertThat(gauge("calls.left")).isEqualTo(10);
  }

  @Test
  void aRefusedCallIsCountedByItsStatus() {
    fixture.simulator.rateLimit(1, Duration.ofMinutes(1));
    call();
    assertThat(refusals()).isZero();
    assertThat(TenantFixture.failure(this::call)).isInstanceOf(Throttled.class);
    assertThat(refusals()).isOne();
  }

  @Test
  void theTimeInTheQueueIsSummedUp() {
    fixture.simulator.rateLimit(1, Duration.ofSeconds(2));
    call();
    try (var calls = tenant.calls("first", true)) {
      assertThat(calls.acquire()).isInstanceOf(Admission.RetryAt.class);
    }
    assertThat(waiting("user")).isOne();
    assertThat(waiting("background")).isZero();
    fixture.clock.move(Duration.ofSeconds(2));
    try (var calls = tenant.calls("first", true)) {
      assertThat(calls.acquire()).isInstanceOf(Admission.Granted.class);
    }
    assertThat(waiting("user")).isZero();
    assertThat(registry.get("clientgrant.tenant.queue.waited").functionCounter().count())
        .isEqualTo(2);
  }

  @Test
  void aRemovedTenantTakesItsCounterAlong() {
    metrics.show(Map.of());
    assertThat(registry.find("clientgrant.tenant.queue.waited").meters()).isEmpty();
  }

  @Test
  void aResyncTellsWhatItTook() {
    assertThat(gauge("last.resync.calls")).isNaN();
    assertThat(gauge("last.resync.duration")).isNaN();
    fixture.simulator.rateLimit(100, HALF_A_SECOND);
    var _ = fixture.holdsMany(250);
    var _ = tenant.resync();
    assertThat(gauge("last.resync.calls")).isEqualTo(3);
    assertThat(gauge("last.resync.duration")).isZero(); // the clock stands still
  }

  @Test
  void theTokenEndsAtItsTime() {
    var before = gauge("token.left");
    fixture.clock.move(Duration.ofMinutes(10));
    assertThat(before - gauge("token.left")).isEqualTo(600);
  }

  private double waiting(String priority) {
    return registry
        .get("clientgrant.tenant.queue.length")
        .tags("namespace", "auth0", "name", "tenant", "priority", priority)
        .gauge()
        .value();
  }

  private void call() {
    var _ = tenant.grants().refresh(TenantFixture.KEY);
  }

  private double gauge(String name) {
    return registry
        .get("clientgrant.tenant." + name)
        .tags("namespace", "auth0", "name", "tenant")
        .gauge()
        .value();
  }

  private long refusals() {
    return registry.find("clientgrant.api.calls").tag("status", "429").timers().stream()
        .mapToLong(timer -> timer.count())
        .sum();
  }
}
