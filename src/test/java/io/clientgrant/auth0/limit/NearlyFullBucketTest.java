package io.clientgrant.auth0.limit;

import static io.clientgrant.auth0.limit.TenantLimit.MOST_IN_FLIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.limit.LimitPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Buckets that gain tokens about as fast as eight calls at a time can take them. */
class NearlyFullBucketTest {
  private static final List<Long> PHASES = List.of(7L, 330L, 957L);

  /** Nothing of a bucket that is nearly full tells how fast it fills. */
  @ParameterizedTest
  @CsvSource({"50, 20, 1", "50, 20, 200", "50, 1, 200", "100, 10, 200", "10, 1, 50", "10, 20, 400"})
  void aBucketThatStaysNearlyFullHoldsNobodyBack(int size, long dripMs, long latencyMs) {
    var bucket = LimitPolicy.drip(size, Duration.ofMillis(dripMs));
    for (var phase : PHASES) {
      var tenant = VirtualTenant.at(phase, bucket, Duration.ZERO);
      tenant.withLatency(Duration.ofMillis(latencyMs), Duration.ofMillis(latencyMs));
      tenant.background(1_000);

      var took = tenant.until(1_000);
      var least = Math.max(dripMs * (1_000 - size), 1_000 * latencyMs / MOST_IN_FLIGHT);
      assertThat(tenant.refused).isZero();
      assertThat((double) took.toMillis() / least).isLessThanOrEqualTo(1.25);
    }
  }

  /** It is full in 20 ms, but says that it will be full in one or two seconds. */
  @ParameterizedTest
  @CsvSource({"50, 20, 20", "50, 20, 200", "100, 10, 20", "100, 10, 200"})
  void resetsThatAreRoundedUpTwiceMakeNothingMuchSlower(int size, long dripMs, long latencyMs) {
    var bucket = LimitPolicy.drip(size, Duration.ofMillis(dripMs));
    for (var phase : PHASES) {
      var tenant = VirtualTenant.at(phase, bucket, Duration.ZERO);
      tenant.withLatency(Duration.ofMillis(20), Duration.ofMillis(latencyMs)).withCoarseResets();
      tenant.background(1_000);

      var took = tenant.until(1_000);
      var least = Math.max(dripMs * (1_000 - size), 500 * (20 + latencyMs) / MOST_IN_FLIGHT);
      assertThat(tenant.refused).isZero();
      assertThat((double) took.toMillis() / least).isLessThan(2);
    }
  }
}
