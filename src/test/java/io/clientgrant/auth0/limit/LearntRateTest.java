package io.clientgrant.auth0.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.limit.LimitBucket;
import io.clientgrant.simulator.limit.LimitPolicy;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The limiter against the simulator's buckets, from headers alone and in virtual time. The bucket
 * is Bucket4j's, which nobody here wrote.
 */
class LearntRateTest {
  private static final Duration CALL = Duration.ofMillis(20);

  /** The node's clock is right, or wrong by two minutes; answers come in order, or overtake. */
  @ParameterizedTest
  @CsvSource({
    "2,   500, 400,    0,  20",
    "2,   500, 400,  120,  20",
    "2,   500, 400, -120,  20",
    "2,   500, 400,    0, 150",
    "10,  500, 400,    0,  20",
    "10,  500, 400,  120,  20",
    "10,  500, 400, -120,  20",
    "10,  500, 400,    0, 400",
    "10,  100, 1000,   0,  20",
    "10,  100, 1000,  120, 20",
    "10,  100, 1000, -120, 20",
    "10,  100, 1000,   0, 400",
    "50,   60, 1000,   0,  20",
    "50,   60, 1000,  120, 20",
    "50,   60, 1000, -120, 20",
    "50,   60, 1000,   0, 400",
    "10, 6000, 400,    0,  20",
    "10, 6000, 400,  120,  20",
    "10, 6000, 400, -120,  20",
    "10, 6000, 400,    0, 400",
  })
  void isKeptToWithoutARefusal(int size, long dripMs, int calls, long skew, long slowestMs) {
    var tenant =
        tenant(LimitPolicy.drip(size, Duration.ofMillis(dripMs)), skew)
            .withLatency(Duration.ofMillis(Math.min(20, slowestMs)), Duration.ofMillis(slowestMs));
    background(tenant, calls);

    var took = tenant.until(calls);
    assertThat(tenant.refused).isZero();
    assertThat(ratio(took, dripMs * (calls - size))).isLessThanOrEqualTo(1.05);
    assertThat(tenant.asks).isLessThan(12 * calls);
    assertThat(tenant.limiter.learnt())
        .hasValueSatisfying(learnt -> {
          assertThat(learnt.size()).isEqualTo(size);
          assertThat(1000.0 / dripMs).isBetween(learnt.leastPerSecond(), learnt.mostPerSecond());
        });
  }

  @ParameterizedTest
  @CsvSource({"10, 500, 400", "10, 100, 1000", "50, 60, 1000", "10, 6000, 400"})
  void leavesASecondClientItsThird(int size, long dripMs, int calls) {
    var tenant = tenant(LimitPolicy.drip(size, Duration.ofMillis(dripMs)), 0);
    tenant.other(Duration.ofMillis(3 * dripMs), 2 * calls);
    background(tenant, calls);

    var took = tenant.until(calls);
    assertThat(tenant.refused).isZero();
    assertThat(tenant.refusedOthers).isZero();
    assertThat(ratio(took, dripMs * (calls - size) * 3 / 2)).isLessThanOrEqualTo(1.05);
  }

  /** With two tokens one cannot leave one and use both: the second client goes first. */
  @Test
  void ofTwoTokensOneIsLeftToASecondClient() {
    var tenant = tenant(LimitPolicy.drip(2, Duration.ofMillis(500)), 0);
    tenant.other(Duration.ofMillis(1500), 1_000);
    background(tenant, 300);

    var took = tenant.until(300);
    assertThat(tenant.refused).isLessThanOrEqualTo(1);
    assertThat(tenant.refusedOthers).isLessThanOrEqualTo(3);
    assertThat(ratio(took, 298 * 750)).isLessThanOrEqualTo(1.6);
  }

  @ParameterizedTest
  @CsvSource({"2, 500", "10, 500", "10, 100", "50, 60", "10, 6000"})
  void aUsersChangeWaitsForOneTokenAtMost(int size, long dripMs) {
    var tenant = tenant(LimitPolicy.drip(size, Duration.ofMillis(dripMs)), 0);
    background(tenant, 5_000);
    IntStream.range(0, 200)
        .forEach(user ->
            tenant.call(
                "user " + user,
                true,
                Duration.ofMillis((20 + 7L * user) * dripMs + 37L * user % dripMs)));

    tenant.until(2_000);
    assertThat(tenant.urgentWaits).hasSize(200);
    assertThat(tenant.urgentWaits)
        .allSatisfy(wait ->
            assertThat(wait)
                .isLessThanOrEqualTo(Duration.ofMillis(dripMs).multipliedBy(11).dividedBy(10)));
    assertThat(tenant.refused).isZero();
  }

  @ParameterizedTest
  @CsvSource({"3000, 100", "60000, 100", "60000, 300"})
  void aFixedWindowIsRecognizedFromTheHeaders(long windowMs, int calls) {
    var tenant = tenant(LimitPolicy.window(10, Duration.ofMillis(windowMs)), 0);
    background(tenant, calls);

    var took = tenant.until(calls);
    assertThat(tenant.refused).isZero();
    var windows = (calls - 1) / 9; // one token of each is left to people
    assertThat(took).isLessThan(Duration.ofMillis(windowMs * (windows + 1)));
  }

  @Test
  void aWindowThatIsTooShortToTellIsRecognizedFromAFewRefusals() {
    var tenant = tenant(LimitPolicy.window(10, Duration.ofSeconds(1)), 0);
    background(tenant, 300);

    tenant.until(300);
    assertThat(tenant.refused).isLessThan(20);
  }

  @Test
  void aTenantWideLimitThatNoHeaderShowsIsLearntFromRefusals() {
    var tenant = tenant(LimitPolicy.drip(50, Duration.ofMillis(60)), 0);
    tenant.bucket.set(LimitBucket.TENANT, LimitPolicy.drip(10, Duration.ofMillis(500)));
    background(tenant, 1_000);

    var took = tenant.until(300);
    var few = tenant.refused;
    assertThat(few).isLessThan(20);
    took = took.plus(tenant.until(1_000));
    assertThat(tenant.refused).isEqualTo(few);
    assertThat(ratio(took, 990 * 500)).isLessThan(1.1);
  }

  /** For example after an upgrade of the subscription. */
  @ParameterizedTest
  @CsvSource({"10, 500, 50, 60", "50, 60, 10, 500"})
  void aLimitThatIsChangedIsLearntAnew(int size, long dripMs, int newSize, long newDripMs) {
    var tenant = tenant(LimitPolicy.drip(size, Duration.ofMillis(dripMs)), 0);
    background(tenant, 400);
    tenant.until(100);
    tenant.bucket.set(
        LimitBucket.MANAGEMENT, LimitPolicy.drip(newSize, Duration.ofMillis(newDripMs)));
    tenant.until(400);

    assertThat(tenant.refused).isLessThanOrEqualTo(1);
    assertThat(tenant.limiter.learnt().orElseThrow().size()).isEqualTo(newSize);
    assertThat(tenant.limiter.learnt().orElseThrow().leastPerSecond())
        .isLessThanOrEqualTo(1000.0 / newDripMs);
  }

  private static VirtualTenant tenant(LimitPolicy limit, long skew) {
    var tenant = new VirtualTenant(limit, Duration.ofSeconds(skew)).withLatency(CALL, CALL);
    tenant.server.move(Duration.ofMillis(330)); // not at the beginning of a second
    return tenant;
  }

  private static void background(VirtualTenant tenant, int calls) {
    IntStream.range(0, calls)
        .forEach(call -> tenant.call(call, false, Duration.ofMillis(call / 10)));
  }

  private static double ratio(Duration took, long leastMs) {
    return (double) took.toMillis() / leastMs;
  }
}
