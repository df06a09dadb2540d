package io.clientgrant.auth0.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.MovableClock;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.stream.IntStream;
import okhttp3.Headers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call, in what order, and what an answer changes. */
class RateLimiterTest {
  private static final RateLimit ONE_A_SECOND = new RateLimit(1, 1);
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final String GLOBAL = "Global limit has been reached";
  private static final String ENDPOINT = "Endpoint limit has been reached";

  private final MovableClock clock = new MovableClock();
  private final RateLimiter limiter = new RateLimiter("tenant", clock);

  @BeforeEach
  void anAnswerWithoutHeaders() {
    answer(limiter, Headers.EMPTY);
  }

  @Test
  void untilTheFirstAnswerOneCallIsEnough() {
    var fresh = new RateLimiter("tenant", clock);
    assertThat(fresh.tryAcquire("first", false)).isInstanceOf(Admission.Granted.class);
    assertThat(fresh.tryAcquire("second", true)).isInstanceOf(Admission.RetryAt.class);
    answer(fresh, Headers.EMPTY);
    assertThat(fresh.tryAcquire("second", true)).isInstanceOf(Admission.Granted.class);
  }

  @Test
  void withoutALimitEverybodyIsAdmittedWhoIsNotOneTooMany() {
    IntStream.range(0, 8).forEach(call -> assertThat(isAdmitted(call)).isTrue());
    assertThat(isAdmitted("one too many")).isFalse();
    limiter.release();
    assertThat(isAdmitted("one too many")).isTrue();
    assertThat(limiter.callsLeft()).isInfinite();
  }

  @Test
  void whoWaitsOnlyForRoomComesBackTheLaterTheMoreAreAhead() {
    IntStream.range(0, 8).forEach(call -> assertThat(isAdmitted(call)).isTrue());
    for (var ahead = 0; ahead < 80; ahead++) {
      assertThat(limiter.tryAcquire("waiting " + ahead, false))
          .isEqualTo(later(Duration.ofMillis(50L * (1 + ahead / 8))));
    }
  }

  @Test
  void roomIsKeptForWhatAUserWaitsFor() {
    IntStream.range(0, 8).forEach(call -> assertThat(isAdmitted(call)).isTrue());
    assertThat(isAdmittedUrgently("user")).isFalse();
    limiter.release();
    assertThat(isAdmitted("background")).isFalse();
    assertThat(isAdmittedUrgently("user")).isTrue();
    limiter.release();
    assertThat(isAdmitted("background")).isTrue();
  }

  @Test
  void whoWaitsKeepsItsPlace() {
    queue("first", "second");
    clock.move(Duration.ofSeconds(1));
    assertThat(isAdmitted("second")).isFalse();
    assertThat(isAdmitted("first")).isTrue();
  }

  @Test
  void whatAUserWaitsForGoesBeforeWhatHasWaitedLong() {
    queue("background");
    for (var second = 0; second < 60; second++) {
      clock.move(Duration.ofMillis(999));
      assertThat(isAdmitted("background")).isFalse();
      clock.move(Duration.ofMillis(1));
      if (second % 2 == 0) {
        assertThat(isAdmittedUrgently("user")).isTrue();
        limiter.release();
      } else {
        call("background");
        assertThat(isAdmitted("background")).isFalse();
      }
    }
  }

  @Test
  void afterThreeUrgentCallsTheBackgroundHasItsTurn() {
    queue("background");
    for (var turn = 0; turn < 3; turn++) {
      clock.move(Duration.ofSeconds(1));
      assertThat(isAdmittedUrgently("user")).isTrue();
      limiter.release();
      assertThat(isAdmitted("background")).isFalse();
    }
    clock.move(Duration.ofSeconds(1));
    assertThat(isAdmittedUrgently("user")).isFalse();
    assertThat(isAdmitted("background")).isTrue();
  }

  @Test
  void whatAUserChangesMovesUp() {
    queue("first", "second");
    assertThat(isAdmittedUrgently("second")).isFalse();
    clock.move(Duration.ofSeconds(1));
    assertThat(isAdmitted("first")).isFalse();
    assertThat(isAdmittedUrgently("second")).isTrue();
  }

  @Test
  void whoDoesNotComeBackIsNotWaitedForLong() {
    queue("gone", "next");
    clock.move(Duration.ofSeconds(4));
    assertThat(isAdmitted("next")).isTrue();
  }

  @Test
  void whoGivesUpItsPlaceIsNotWaitedForAtAll() {
    limiter.configure("owner", ONE_A_SECOND);
    call("before");
    IntStream.range(0, 100).forEach(caller -> assertThat(isAdmitted(caller)).isFalse());
    IntStream.range(0, 100).forEach(limiter::cancel);
    limiter.cancel("without a place");
    assertThat(limiter.tryAcquire("next", false)).isEqualTo(later(Duration.ofSeconds(1)));
  }

  /** As when thousands are new, and those whose turn it is wait for a worker. */
  @Test
  void noTokenIsLostWhileThoseWhoseTurnItIsAreLate() {
    queue("late", "not due yet");
    clock.move(Duration.ofMillis(1_200));
    assertThat(isAdmitted("new")).isFalse();
    clock.move(Duration.ofMillis(100));
    call("new");
    assertThat(isAdmitted("not due yet")).isFalse();
    assertThat(limiter.tryAcquire("late", false)).isEqualTo(later(Duration.ofSeconds(1)));
  }

  @Test
  void theLowestOfSeveralConfiguredLimitsApplies() {
    limiter.configure("owner", ONE_A_SECOND);
    limiter.configure("another", new RateLimit(10, 10));
    call("before");
    limiter.configure("owner", ONE_A_SECOND); // does not fill it
    assertThat(limiter.tryAcquire("next", false)).isEqualTo(later(Duration.ofSeconds(1)));
    assertThat(limiter.callsLeft()).isZero();
    limiter.cancel("next");
    limiter.removeConfigured("owner");
    assertThat(limiter.callsLeft()).isEqualTo(9);
    IntStream.range(0, 9).forEach(this::call);
    assertThat(limiter.tryAcquire("next", false)).isEqualTo(later(Duration.ofMillis(100)));
    limiter.removeConfigured("another");
    call("next");
  }

  @Test
  void aSecondCallOfOneTurnIsCountedToo() {
    limiter.configure("owner", ONE_A_SECOND);
    assertThat(isAdmitted("a read and a write")).isTrue();
    limiter.charge();
    limiter.release();
    assertThat(limiter.tryAcquire("next", false)).isEqualTo(later(Duration.ofSeconds(2)));
  }

  @Test
  void aTenantThatDoesNotAnswerIsLeftAloneForAWhileThenCalledByOneAtATime() {
    IntStream.range(0, 8).forEach(call -> assertThat(isAdmitted(call)).isTrue());
    IntStream.range(0, 8).forEach(_ -> goUnanswered());
    assertThat(limiter.tryAcquire("first", true)).isEqualTo(later(Duration.ofSeconds(2)));

    clock.move(Duration.ofSeconds(2));
    assertThat(isAdmittedUrgently("first")).isTrue();
    assertThat(isAdmitted("second")).isFalse();
    goUnanswered();
    clock.move(Duration.ofSeconds(3));
    assertThat(isAdmitted("too early for the second time")).isFalse();

    clock.move(Duration.ofSeconds(1));
    assertThat(isAdmittedUrgently("first")).isTrue();
    answer(limiter, Headers.EMPTY);
    assertThat(isAdmitted("third")).isTrue();
  }

  @Test
  void aFewCallsWithoutAnAnswerDoNotMakeATenantDown() {
    for (var time = 0; time < 10; time++) {
      assertThat(isAdmitted("a call")).isTrue();
      goUnanswered();
      if (time % 2 == 1) {
        answer(limiter, Headers.EMPTY);
      }
    }
  }

  @Test
  void aRefusalWhileTheHeadersShowRoomPausesAllEndpointsOfTheTenant() {
    var organizations = limiter.ofEndpoint("organizations");
    refuse(limiter, GLOBAL, headers(50, 40));
    assertThat(limiter.opens()).isEqualTo(clock.instant().plusSeconds(1));
    assertThat(organizations.opens()).isEqualTo(clock.instant().plusSeconds(1));

    clock.move(Duration.ofSeconds(1));
    refuse(limiter, GLOBAL, headers(50, 40));
    assertThat(limiter.opens()).isEqualTo(clock.instant().plusSeconds(2));
  }

  @Test
  void aRefusalByTheLimitOfAnEndpointPausesThisEndpointAlone() {
    var organizations = limiter.ofEndpoint("organizations");
    refuse(organizations, ENDPOINT, headers(10, 0));
    assertThat(organizations.opens()).isAfter(clock.instant());
    assertThat(limiter.opens()).isEqualTo(clock.instant());
  }

  @Test
  void aRefusalByTheLimitOfAnEndpointWithoutHeadersPausesThisEndpointAlone() {
    var organizations = limiter.ofEndpoint("organizations");
    refuse(organizations, ENDPOINT, Headers.EMPTY);
    assertThat(organizations.opens()).isEqualTo(clock.instant().plusSeconds(5));
    assertThat(limiter.opens()).isEqualTo(clock.instant());
  }

  @Test
  void theEndpointsOfATenantShareItsConfiguredLimitsAndItsRoom() {
    var organizations = limiter.ofEndpoint("organizations");
    answer(organizations, Headers.EMPTY);
    IntStream.range(0, 8).forEach(call -> assertThat(isAdmitted(call)).isTrue());
    assertThat(organizations.tryAcquire("one too many", true))
        .isInstanceOf(Admission.RetryAt.class);
    limiter.configure("owner", new RateLimit(1, 4));
    assertThat(organizations.callsLeft()).isEqualTo(4);
  }

  @Test
  void retryAfterIsObeyed() {
    refuse(limiter, GLOBAL, Headers.of(Map.of("retry-after", "7")));
    assertThat(limiter.opens()).isEqualTo(clock.instant().plusSeconds(7));
    assertThat(isAdmittedUrgently("user")).isFalse();
    clock.move(Duration.ofSeconds(7));
    assertThat(isAdmittedUrgently("user")).isTrue();
  }

  /** What a proxy may make of the headers. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0 +1",
        "10 11 +1",
        "10 -1 +1",
        "ten 5 +1",
        "10 5 soon",
        "10 5 1",
        "10 5 -3600",
        "10 0 +86402",
        "10 0 +999999999999",
        "9999999999999 0 +1",
      })
  void headersThatMakeNoSenseAreIgnored(String values) {
    var value = values.split(" ", -1);
    answer(limiter, headers(value[0], value[1], value[2]));
    assertThat(limiter.learnt()).isEmpty();
    assertThat(limiter.callsLeft()).isInfinite();
  }

  /** An endpoint in error may say that there is one call a day. The slowest real one: 864 s. */
  @ParameterizedTest
  @ValueSource(strings = {"1 0 +86400", "2 0 +86400", "1000 0 +86400"})
  void whateverTheHeadersSayOneCallIsTriedEachQuarterOfAnHour(String values) {
    var value = values.split(" ", -1);
    for (var time = 0; time < 3; time++) {
      answer(limiter, headers(value[0], value[1], value[2]));
      assertThat(isAdmitted("first")).isFalse();
      assertThat(waits("first")).isLessThanOrEqualTo(QUARTER);
      assertThat(waits("second")).isLessThanOrEqualTo(QUARTER);

      clock.move(QUARTER);
      assertThat(isAdmitted("first")).isTrue();
      assertThat(isAdmitted("second")).isFalse();
      answer(limiter, headers(value[0], value[1], value[2]));
      limiter.release();
      assertThat(isAdmitted("second")).isFalse();
    }
  }

  /** It follows from few calls that it is a low one, but not how low. */
  @Test
  void aTenantWideLimitThatIsMeasuredFromFewCallsPausesForAMinuteAtMost() {
    refuse(limiter, GLOBAL, headers(50, 40));
    clock.move(Duration.ofDays(1));
    answer(limiter, headers(50, 40));
    refuse(limiter, GLOBAL, headers(50, 40));

    assertThat(limiter.opens()).isBeforeOrEqualTo(clock.instant().plus(Duration.ofMinutes(1)));
  }

  private Duration waits(Object caller) {
    return limiter.tryAcquire(caller, false) instanceof Admission.RetryAt(var moment)
        ? Duration.between(clock.instant(), moment)
        : Duration.ZERO;
  }

  @Test
  void theBackgroundLeavesSomeTokensToPeople() {
    answer(limiter, headers(50, 6));
    call("background");
    answer(limiter, headers(50, 5));
    assertThat(isAdmitted("background")).isFalse();
    IntStream.range(0, 5).forEach(user -> assertThat(isAdmittedUrgently(user)).isTrue());
    assertThat(isAdmittedUrgently("one too many")).isFalse();
  }

  /** It may be that of a fast bucket, of which only the first call is missing. */
  @Test
  void theFirstAnswerTellsTooLittleToSendAnybodyAwayForLong() {
    answer(limiter, headers(50, 49));
    for (var caller = 0; caller < 200; caller++) {
      if (limiter.tryAcquire(caller, false) instanceof Admission.RetryAt(var moment)) {
        assertThat(moment).isBeforeOrEqualTo(clock.instant().plusSeconds(5));
      }
    }
  }

  @Test
  void callsWhoseAnswersAreNotInYetAreCountedToo() {
    IntStream.range(0, 3).forEach(user -> assertThat(isAdmittedUrgently(user)).isTrue());
    answer(limiter, headers(10, 3)); // of one of the three
    assertThat(limiter.callsLeft()).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsOvertakenByALaterOneBringsNoCallsBack() {
    IntStream.range(0, 3).forEach(user -> assertThat(isAdmittedUrgently(user)).isTrue());
    var sent = clock.instant();
    clock.move(Duration.ofMillis(10));
    for (var remaining = 1; remaining <= 3; remaining++) {
      limiter.responseReceived(200, headers(10, remaining), "", sent);
      limiter.release();
    }
    assertThat(limiter.callsLeft()).isEqualTo(1);
  }

  @Test
  void aCallWhoseAnswerIsLostMayHaveTakenAToken() {
    answer(limiter, headers(10, 5));
    assertThat(isAdmitted("a call")).isTrue();
    goUnanswered();
    assertThat(limiter.callsLeft()).isEqualTo(4);
  }

  @Test
  void theTimeInTheQueueIsSummedUp() {
    queue("first", "second");
    clock.move(Duration.ofSeconds(1));
    call("first");
    clock.move(Duration.ofSeconds(1));
    call("second");
    assertThat(limiter.waited()).isEqualTo(Duration.ofSeconds(3));
  }

  /** One call a second, none left, and these callers wait for the next. */
  private void queue(Object... callers) {
    limiter.configure("owner", ONE_A_SECOND);
    call("before");
    for (var caller : callers) {
      assertThat(isAdmitted(caller)).isFalse();
    }
  }

  private boolean isAdmitted(Object caller) {
    return limiter.tryAcquire(caller, false) instanceof Admission.Granted;
  }

  private boolean isAdmittedUrgently(Object caller) {
    return limiter.tryAcquire(caller, true) instanceof Admission.Granted;
  }

  private void call(Object caller) {
    assertThat(isAdmitted(caller)).isTrue();
    limiter.release();
  }

  private void answer(RateLimiter to, Headers headers) {
    to.responseReceived(200, headers, "", clock.instant());
  }

  private void refuse(RateLimiter to, String message, Headers headers) {
    to.responseReceived(429, headers, message, clock.instant());
  }

  private void goUnanswered() {
    limiter.noResponse();
    limiter.release();
  }

  private Admission later(Duration wait) {
    return new Admission.RetryAt(clock.instant().plus(wait));
  }

  private Headers headers(int limit, int remaining) {
    return headers(Integer.toString(limit), Integer.toString(remaining), "+2");
  }

  private Headers headers(String limit, String remaining, String reset) {
    var seconds =
        reset.startsWith("+") || reset.startsWith("-")
            ? Long.toString(clock.instant().getEpochSecond() + Long.parseLong(reset))
            : reset;
    return new Headers.Builder()
        .add("Date", Date.from(clock.instant()))
        .add("X-RateLimit-Limit", limit)
        .add("X-RateLimit-Remaining", remaining)
        .add("X-RateLimit-Reset", seconds)
        .build();
  }
}
