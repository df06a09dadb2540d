package io.clientgrant.auth0.limit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clientgrant.simulator.limit.LimitBucket;
import io.clientgrant.simulator.limit.LimitPolicy;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * The limiter against the simulator's buckets, from headers alone and in virtual time. The bucket
 * is Bucket4j's, which nobody here wrote.
 */
class LearntRateTest {
  private static final Duration CALL = Duration.ofMillis(20);

  record Limit(int size, long dripMs, int calls) {
    LimitPolicy policy() {
      return LimitPolicy.drip(size, Duration.ofMillis(dripMs));
    }

    /** With so slow answers, eight calls in flight are still enough to empty the bucket. */
    long slowestMs() {
      return size == 2 ? 150 : Math.min(400, 6 * dripMs);
    }

    /** The calls that do not find a token in the full bucket, one after the other. */
    double ratio(Duration took) {
      return LearntRateTest.ratio(took, dripMs * (calls - size));
    }

    /** The same if another client takes a third, and the reserve stays in the bucket. */
    double ratioOfWhatIsLeft(Duration took) {
      var reserve = Math.max(1, size / 10);
      return LearntRateTest.ratio(took, dripMs * (calls - size + reserve) * 3 / 2);
    }
  }

  private static final List<Limit> LIMITS =
      List.of(
          new Limit(2, 500, 400),
          new Limit(10, 500, 400),
          new Limit(10, 100, 1000),
          new Limit(50, 60, 1000),
          new Limit(50, 20, 1000),
          new Limit(10, 6000, 40),
          new Limit(10, 6000, 400));

  /** The moments of a second at which the first call is made. */
  private static final List<Long> PHASES = List.of(7L, 330L, 957L);

  private static Stream<Arguments> limits() {
    return LIMITS.stream()
        .flatMap(limit -> PHASES.stream().map(phase -> Arguments.of(limit, phase)));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void isKeptToWithoutARefusal(Limit limit, long phase) {
    assertIsKeptTo(limit, tenant(limit.policy(), 0, phase));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void isKeptToThoughTheClockOfTheNodeIsWrong(Limit limit, long phase) {
    assertIsKeptTo(limit, tenant(limit.policy(), 120, phase));
    assertIsKeptTo(limit, tenant(limit.policy(), -120, phase));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void isKeptToThoughAnswersOvertakeEachOther(Limit limit, long phase) {
    assertIsKeptTo(limit, tenant(limit.policy(), 0, phase).withDelay(Duration.ofMillis(100)));
    assertIsKeptTo(
        limit,
        tenant(limit.policy(), 0, phase).withLatency(CALL, Duration.ofMillis(limit.slowestMs())));
  }

  private static void assertIsKeptTo(Limit limit, VirtualTenant tenant) {
    tenant.background(limit.calls);

    var took = tenant.until(limit.calls);
    assertThat(tenant.refused).isZero();
    assertThat(limit.ratio(took)).isLessThanOrEqualTo(1.05);
    assertThat(tenant.limiter.learnt())
        .hasValueSatisfying(learnt -> {
          assertThat(learnt.size()).isEqualTo(limit.size);
          assertThat(1000.0 / limit.dripMs)
              .isBetween(learnt.leastPerSecond(), learnt.mostPerSecond());
        });
  }

  /** The queue tells each caller when to come; an ask costs little, but not nothing. */
  @ParameterizedTest
  @CsvSource({
    "2,   500, 400,    0,  20",
    "2,   500, 400,  120,  20",
    "2,   500, 400,    0, 150",
    "10,  500, 400,    0,  20",
    "10,  500, 400,    0, 400",
    "10,  100, 1000,   0,  20",
    "10,  100, 1000,   0, 400",
    "50,   60, 1000,   0,  20",
    "50,   60, 1000,   0, 400",
    "10, 6000, 400,    0,  20",
    "10, 6000, 400,    0, 400",
  })
  void nobodyAsksOverAndOver(int size, long dripMs, int calls, long skew, long slowestMs) {
    var tenant =
        tenant(LimitPolicy.drip(size, Duration.ofMillis(dripMs)), skew)
            .withLatency(CALL, Duration.ofMillis(slowestMs));
    tenant.background(calls);

    tenant.until(calls);
    assertThat(tenant.asks).isLessThan(12 * calls);
  }

  /** Recorded of the token endpoint: a hundred a day. */
  @Test
  void theSlowestBucketThatWasSeenIsKeptToWithoutARefusal() {
    var each = Duration.ofSeconds(864);
    var tenant = tenant(LimitPolicy.drip(100, each), 0);
    tenant.background(400);

    var took = tenant.until(400);
    assertThat(tenant.refused).isZero();
    assertThat(ratio(took, each.toMillis() * (400 - 100))).isLessThanOrEqualTo(1.05);
  }

  @ParameterizedTest
  @MethodSource("limits")
  void leavesASecondClientItsThird(Limit limit, long phase) {
    var tenant = tenant(limit.policy(), 0, phase);
    tenant.other(Duration.ofMillis(3 * limit.dripMs), 2 * limit.calls);
    tenant.background(limit.calls);

    var took = tenant.until(limit.calls);
    assertThat(tenant.refused).isZero();
    assertThat(tenant.refusedOthers).isZero();
    // Of two tokens one is left. Each call waits for a full bucket, by a rate that it learns late.
    assertThat(limit.ratioOfWhatIsLeft(took)).isLessThanOrEqualTo(limit.size == 2 ? 1.2 : 1.05);
  }

  @ParameterizedTest
  @CsvSource({"2, 500", "10, 500", "10, 100", "50, 60", "10, 6000"})
  void aUsersChangeWaitsForOneTokenAtMost(int size, long dripMs) {
    var tenant = tenant(LimitPolicy.drip(size, Duration.ofMillis(dripMs)), 0);
    tenant.background(5_000);
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
    tenant.background(calls);

    var took = tenant.until(calls);
    assertThat(tenant.refused).isZero();
    var windows = (calls - 1) / 9; // one token of each is left to people
    assertThat(took).isLessThan(Duration.ofMillis(windowMs * (windows + 1)));
  }

  @Test
  void aWindowThatIsTooShortToTellIsRecognizedFromAFewRefusals() {
    var tenant = tenant(LimitPolicy.window(10, Duration.ofSeconds(1)), 0);
    tenant.background(300);

    tenant.until(300);
    assertThat(tenant.refused).isLessThan(20);
  }

  @Test
  void aTenantWideLimitThatNoHeaderShowsIsLearntFromRefusals() {
    var tenant = tenant(LimitPolicy.drip(50, Duration.ofMillis(60)), 0);
    tenant.bucket.set(LimitBucket.TENANT, LimitPolicy.drip(10, Duration.ofMillis(500)));
    tenant.background(1_000);

    var took = tenant.until(300);
    var few = tenant.refused;
    assertThat(few).isLessThan(20);
    took = took.plus(tenant.until(1_000));
    assertThat(tenant.refused).isEqualTo(few);
    assertThat(ratio(took, 990 * 500)).isLessThan(1.1);
  }

  /** For example after an upgrade of the subscription. */
  @ParameterizedTest
  @CsvSource({
    "10, 500, 50, 60",
    "50, 60, 10, 500",
    "50, 60, 50, 20",
    "50, 20, 50, 60",
    "10, 500, 10, 100",
    "10, 100, 10, 500",
  })
  void aLimitThatIsChangedIsLearntAnew(int size, long dripMs, int newSize, long newDripMs) {
    var tenant = tenant(LimitPolicy.drip(size, Duration.ofMillis(dripMs)), 0);
    tenant.background(400);
    tenant.until(100);
    tenant.bucket.set(
        LimitBucket.MANAGEMENT, LimitPolicy.drip(newSize, Duration.ofMillis(newDripMs)));
    tenant.until(400);

    assertThat(tenant.refused).isLessThanOrEqualTo(1);
    assertThat(tenant.limiter.learnt().orElseThrow().size()).isEqualTo(newSize);
    assertThat(tenant.limiter.learnt().orElseThrow().leastPerSecond())
        .isLessThanOrEqualTo(1000.0 / newDripMs);
  }

  @Test
  void theLogTellsTheRateOnceItIsKnown() {
    var log = (Logger) LoggerFactory.getLogger(RateLimiter.class);
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    log.addAppender(lines);
    try {
      var tenant = tenant(LimitPolicy.drip(10, Duration.ofMillis(500)), 0);
      tenant.background(100);
      tenant.until(100);
    } finally {
      log.detachAppender(lines);
    }

    assertThat(lines.list)
        .filteredOn(line -> line.getMessage().startsWith("learnt the rate limit"))
        .singleElement()
        .extracting(ILoggingEvent::getKeyValuePairs, InstanceOfAssertFactories.LIST)
        .extracting(Object::toString)
        .satisfiesExactly(
            domain -> assertThat(domain).isEqualTo("domain=\"tenant\""),
            size -> assertThat(size).isEqualTo("size=\"10\""),
            least -> assertThat(number(least)).isBetween(1.5, 2.0),
            most -> assertThat(number(most)).isBetween(2.0, 2.5));
  }

  private static double number(String pair) {
    return Double.parseDouble(pair.replaceAll("[^0-9.]", ""));
  }

  private static VirtualTenant tenant(LimitPolicy limit, long skew) {
    return tenant(limit, skew, 330);
  }

  private static VirtualTenant tenant(LimitPolicy limit, long skew, long phase) {
    return VirtualTenant.at(phase, limit, Duration.ofSeconds(skew));
  }

  private static double ratio(Duration took, long leastMs) {
    return (double) took.toMillis() / leastMs;
  }
}
