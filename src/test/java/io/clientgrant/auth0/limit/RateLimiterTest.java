package io.clientgrant.auth0.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final RateLimit TEN_A_SECOND = new RateLimit(10, 10);

  private final MovableClock clock = new MovableClock();
  private final RateLimiter gate = new RateLimiter(clock);

  @Test
  void aTenantThatDoesNotAnswerIsLeftAloneForAWhileThenCalledByOneAtATime() {
    IntStream.range(0, 8).forEach(call -> assertThat(isLetIn(call)).isTrue());
    IntStream.range(0, 8).forEach(_ -> goUnanswered());
    assertThat(gate.tryAcquire("first", true)).isEqualTo(later(Duration.ofMillis(2_050)));

    clock.move(Duration.ofSeconds(2));
    assertThat(isLetIn("first")).isTrue();
    assertThat(isLetIn("second")).isFalse();
    goUnanswered();
    clock.move(Duration.ofSeconds(3));
    assertThat(isLetIn("too early for the second time")).isFalse();

    clock.move(Duration.ofSeconds(1));
    assertThat(isLetIn("first")).isTrue();
    gate.responseReceived(Headers.EMPTY);
    assertThat(isLetIn("second")).isTrue();
  }

  @Test
  void aFewCallsWithoutAnAnswerDoNotMakeATenantDown() {
    for (var time = 0; time < 10; time++) {
      assertThat(isLetIn("a call")).isTrue();
      goUnanswered();
      if (time % 2 == 1) {
        gate.responseReceived(Headers.EMPTY);
      }
    }
  }

  @Test
  void withoutALimitEverybodyIsLetInWhoIsNotOneTooMany() {
    IntStream.range(0, 8).forEach(call -> assertThat(isLetIn(call)).isTrue());
    assertThat(isLetIn("one too many")).isFalse();
    gate.release();
    assertThat(isLetIn("one too many")).isTrue();
  }

  @Test
  void whoWaitsOnlyForRoomComesBackTheLaterTheMoreAreAhead() {
    IntStream.range(0, 8).forEach(call -> assertThat(isLetIn(call)).isTrue());
    for (var ahead = 0; ahead < 80; ahead++) {
      assertThat(gate.tryAcquire("waiting " + ahead, false))
          .isEqualTo(later(Duration.ofMillis(50L * (1 + ahead / 8))));
    }
  }

  @Test
  void roomIsKeptForWhatAUserWaitsFor() {
    IntStream.range(0, 8).forEach(call -> assertThat(isLetIn(call)).isTrue());
    assertThat(gate.tryAcquire("user", true)).isEqualTo(later(Duration.ofMillis(50)));
    gate.release();
    assertThat(isLetIn("sweep")).isFalse();
    assertThat(gate.tryAcquire("user", true)).isInstanceOf(Admission.Granted.class);
    gate.release();
    assertThat(isLetIn("sweep")).isTrue();
  }

  @Test
  void roomIsKeptForWhatHasWaitedLong() {
    IntStream.range(0, 8).forEach(call -> assertThat(isLetIn(call)).isTrue());
    for (var second = 0; second <= 30; second++) {
      assertThat(isLetIn("sweep")).isFalse();
      clock.move(Duration.ofSeconds(1));
    }
    gate.release();
    assertThat(gate.tryAcquire("user", true)).isInstanceOf(Admission.RetryAt.class);
    assertThat(isLetIn("sweep")).isTrue();
  }

  @Test
  void amongEqualsNoRoomIsKept() {
    IntStream.range(0, 8).forEach(call -> assertThat(isLetIn(call)).isTrue());
    for (var second = 0; second < 60; second++) {
      assertThat(isLetIn("not back yet")).isFalse();
      clock.move(Duration.ofSeconds(1));
    }
    gate.release();
    assertThat(isLetIn("here")).isTrue();
  }

  @Test
  void whatAUserTouchesMovesUp() {
    gate.configure("owner", new RateLimit(1, 1));
    call("before");
    assertThat(isLetIn("first")).isFalse();
    assertThat(isLetIn("second")).isFalse();
    assertThat(gate.tryAcquire("second", true)).isEqualTo(later(Duration.ofSeconds(1)));
    clock.move(Duration.ofSeconds(1));
    assertThat(isLetIn("first")).isFalse();
    assertThat(isLetIn("second")).isTrue();
  }

  @Test
  void afterABurstCallsAreLetInAtTheConfiguredPace() {
    gate.configure("owner", TEN_A_SECOND);
    IntStream.range(0, 10).forEach(this::call);
    assertThat(gate.tryAcquire("next", false)).isEqualTo(later(Duration.ofMillis(100)));
    clock.move(Duration.ofMillis(100));
    assertThat(isLetIn("next")).isTrue();
  }

  /** No slot is wasted, and none is used twice: each comes back just when it was told to. */
  @Test
  void aThousandCallersTakeAsLongAsTheCeilingSays() {
    gate.configure("owner", TEN_A_SECOND);
    var begin = clock.instant();
    var waiting = new PriorityQueue<>(Comparator.comparing(Waiting::due));
    IntStream.range(0, 1_000).forEach(who -> waiting.add(new Waiting(who, begin)));
    var calls = 0;
    while (!waiting.isEmpty()) {
      var next = waiting.remove();
      clock.move(Duration.between(clock.instant(), next.due));
      switch (gate.tryAcquire(next.who, true)) {
        case Admission.RetryAt(var moment) -> waiting.add(new Waiting(next.who, moment));
        case Admission.Granted() -> {
          calls++;
          gate.release();
          var allowed = 10 + 10 * Duration.between(begin, clock.instant()).toMillis() / 1_000.0;
          assertThat((double) calls).isLessThanOrEqualTo(allowed + 0.01);
        }
      }
    }
    assertThat(Duration.between(begin, clock.instant()))
        .isBetween(Duration.ofSeconds(99), Duration.ofMillis(103_950));
  }

  @Test
  void whoWaitsKeepsItsPlace() {
    gate.configure("owner", new RateLimit(1, 1));
    call("before");
    assertThat(isLetIn("first")).isFalse();
    assertThat(isLetIn("second")).isFalse();
    clock.move(Duration.ofSeconds(1));
    assertThat(isLetIn("second")).isFalse();
    assertThat(isLetIn("first")).isTrue();
  }

  @Test
  void whatAUserWaitsForGoesFirst() {
    gate.configure("owner", new RateLimit(1, 1));
    call("before");
    assertThat(gate.tryAcquire("sweep", false)).isEqualTo(later(Duration.ofSeconds(1)));
    assertThat(gate.tryAcquire("user", true)).isEqualTo(later(Duration.ofSeconds(1)));
    clock.move(Duration.ofSeconds(1));
    assertThat(isLetIn("sweep")).isFalse();
    assertThat(isLetIn("user")).isTrue();
  }

  @Test
  void whatHasWaitedLongGoesBeforeWhatAUserWaitsFor() {
    gate.configure("owner", new RateLimit(1, 1));
    call("before");
    assertThat(isLetIn("sweep")).isFalse();
    for (var second = 1; second <= 31; second++) {
      assertThat(gate.tryAcquire("user " + second, true)).isInstanceOf(Admission.RetryAt.class);
      clock.move(Duration.ofSeconds(1));
      if (isLetIn("sweep")) {
        assertThat(second).isEqualTo(31);
        return;
      }
      call("user " + second);
    }
    throw new AssertionError("the sweep starves");
  }

  @Test
  void whoDoesNotComeBackIsNotWaitedForLong() {
    gate.configure("owner", new RateLimit(1, 1));
    call("before");
    assertThat(isLetIn("gone")).isFalse();
    assertThat(isLetIn("next")).isFalse();
    clock.move(Duration.ofSeconds(4));
    assertThat(isLetIn("next")).isTrue();
  }

  @Test
  void whoWithdrawsIsNotWaitedForAtAll() {
    gate.configure("owner", new RateLimit(1, 1));
    call("before");
    IntStream.range(0, 100).forEach(who -> assertThat(isLetIn(who)).isFalse());
    IntStream.range(0, 100).forEach(gate::cancel);
    assertThat(gate.tryAcquire("next", false)).isEqualTo(later(Duration.ofSeconds(1)));
  }

  @Test
  void whoWithdrawsTakesNobodyElsesPlace() {
    gate.configure("owner", new RateLimit(1, 1));
    call("before");
    assertThat(isLetIn("first")).isFalse();
    gate.cancel("without a place");
    clock.move(Duration.ofSeconds(1));
    assertThat(isLetIn("second")).isFalse();
    assertThat(isLetIn("first")).isTrue();
  }

  /** As when thousands are new, and those whose turn it is wait for a worker. */
  @Test
  void noRateIsLostWhileThoseWhoseTurnItIsAreLate() {
    gate.configure("owner", new RateLimit(1, 1));
    call("before");
    assertThat(isLetIn("late")).isFalse();
    assertThat(isLetIn("not due yet")).isFalse();
    clock.move(Duration.ofMillis(1_200));
    assertThat(isLetIn("new")).isFalse();
    clock.move(Duration.ofMillis(100));
    call("new");
    assertThat(isLetIn("not due yet")).isFalse();
    assertThat(gate.tryAcquire("late", false)).isEqualTo(later(Duration.ofSeconds(1)));
    clock.move(Duration.ofSeconds(1));
    assertThat(isLetIn("not due yet")).isFalse();
    assertThat(isLetIn("late")).isTrue();
  }

  @Test
  void whatAuth0SaysIsBelievedOverTheCeiling() {
    gate.configure("owner", TEN_A_SECOND);
    call("before");
    var reset = clock.instant().plusSeconds(3);
    gate.responseReceived(limit(50, 0, reset));
    assertThat(isLetIn("next")).isFalse();
    clock.move(Duration.between(clock.instant(), Instant.ofEpochSecond(reset.getEpochSecond())));
    assertThat(isLetIn("next")).isTrue();
  }

  @Test
  void aClockThatIsWrongClosesNoWindowForLonger() {
    for (var ahead : List.of(-86_400, -120, 120, 86_400)) {
      var theirs = clock.instant().plusSeconds(ahead);
      call("before");
      gate.responseReceived(limit(1, 0, theirs.plusSeconds(1), theirs));
      assertThat(gate.tryAcquire("next", false)).isEqualTo(later(Duration.ofSeconds(1)));
      clock.move(Duration.ofSeconds(1));
      call("next");
      clock.move(Duration.ofSeconds(2));
    }
  }

  /** Each of them puts the reset at another fraction of a second. */
  @Test
  void norDoAnswersThatOvertakeEachOtherBringCallsBack() {
    IntStream.range(0, 3).forEach(call -> assertThat(isLetIn(call)).isTrue());
    var sent = clock.instant().plusSeconds(120);
    for (var remaining = 1; remaining <= 3; remaining++) {
      gate.responseReceived(limit(10, remaining, sent.plusSeconds(2), sent));
      gate.release();
      clock.move(Duration.ofMillis(100));
    }
    assertThat(isLetIn("the last")).isTrue();
    assertThat(isLetIn("one too many")).isFalse();
  }

  @Test
  void aWindowThatNeverEndsEndsAfterFiveMinutes() {
    call("before");
    gate.responseReceived(limit(50, 0, Instant.ofEpochSecond(999_999_999_999L)));
    clock.move(Duration.ofMinutes(5).minusMillis(1));
    assertThat(isLetIn("too early")).isFalse();
    clock.move(Duration.ofMillis(1));
    call("next");
    gate.responseReceived(limit(50, 10, clock.instant().plusSeconds(1)));
    assertThat(gate.callsLeft()).isEqualTo(10);
  }

  @Test
  void callsWhoseAnswersAreNotInYetAreCountedToo() {
    assertThat(isLetIn("a")).isTrue();
    assertThat(isLetIn("b")).isTrue();
    assertThat(isLetIn("c")).isTrue();
    gate.responseReceived(limit(10, 3, clock.instant().plusSeconds(2))); // of one of the three
    assertThat(isLetIn("d")).isTrue();
    assertThat(isLetIn("e")).isFalse();
  }

  @Test
  void anAnswerThatIsOvertakenByALaterOneBringsNoCallsBack() {
    IntStream.range(0, 3).forEach(call -> assertThat(isLetIn(call)).isTrue());
    var reset = clock.instant().plusSeconds(2);
    for (var remaining = 1; remaining <= 3; remaining++) {
      gate.responseReceived(limit(10, remaining, reset));
      gate.release();
    }
    assertThat(isLetIn("the last")).isTrue();
    assertThat(isLetIn("one too many")).isFalse();
  }

  @Test
  void anAnswerOfAWindowThatIsOverSaysNothingOfTheNext() {
    assertThat(isLetIn("overtaken")).isTrue();
    clock.move(Duration.ofSeconds(1));
    var over = clock.instant();
    assertThat(isLetIn("first")).isTrue();
    gate.responseReceived(limit(1, 0, over.plusSeconds(2)));
    gate.release();
    gate.responseReceived(limit(1, 0, over));
    gate.release();
    assertThat(isLetIn("next")).isFalse();
  }

  @Test
  void afterARefusalNobodyIsLetInUntilTheTenantOpens() {
    gate.closeUntil(clock.instant().plusSeconds(5));
    assertThat(gate.tryAcquire("urgent", true)).isEqualTo(later(Duration.ofMillis(5_050)));
    clock.move(Duration.ofMillis(4_999));
    assertThat(isLetIn("urgent")).isFalse();
    clock.move(Duration.ofMillis(1));
    assertThat(isLetIn("urgent")).isTrue();
  }

  @Test
  void aCeilingThatIsSetAgainDoesNotStartAnew() {
    gate.configure("owner", new RateLimit(1, 1));
    call("before");
    gate.configure("owner", new RateLimit(1, 1));
    assertThat(isLetIn("next")).isFalse();
  }

  @Test
  void theLowestOfSeveralCeilingsHolds() {
    gate.configure("owner", new RateLimit(1, 1));
    gate.configure("another", TEN_A_SECOND);
    call("before");
    assertThat(gate.tryAcquire("next", false)).isEqualTo(later(Duration.ofSeconds(1)));
    gate.removeConfigured("owner");
    IntStream.range(0, 9).forEach(this::call);
    assertThat(isLetIn("one too many")).isFalse();
  }

  @Test
  void aCeilingThatIsTakenBackHoldsNobodyUp() {
    gate.configure("owner", new RateLimit(1, 1));
    call("before");
    gate.removeConfigured("owner");
    IntStream.range(0, 20).forEach(this::call);
    assertThat(gate.callsLeft()).isInfinite();
  }

  @Test
  void aSecondCallOfOneTurnIsCountedToo() {
    gate.configure("owner", new RateLimit(1, 1));
    call("a look and a deed");
    gate.charge();
    assertThat(gate.callsLeft()).isZero();
    assertThat(gate.tryAcquire("next", false)).isEqualTo(later(Duration.ofSeconds(2)));
  }

  private record Waiting(int who, Instant due) {}

  private boolean isLetIn(Object caller) {
    return gate.tryAcquire(caller, false) instanceof Admission.Granted;
  }

  private void call(Object caller) {
    assertThat(isLetIn(caller)).isTrue();
    gate.release();
  }

  private Admission later(Duration wait) {
    return new Admission.RetryAt(clock.instant().plus(wait));
  }

  private static Headers limit(int limit, int remaining, Instant reset) {
    return new Headers.Builder()
        .add("X-RateLimit-Limit", Integer.toString(limit))
        .add("X-RateLimit-Remaining", Integer.toString(remaining))
        .add("X-RateLimit-Reset", Long.toString(reset.getEpochSecond()))
        .build();
  }

  private static Headers limit(int limit, int remaining, Instant reset, Instant sent) {
    return limit(limit, remaining, reset).newBuilder().add("Date", Date.from(sent)).build();
  }

  private void goUnanswered() {
    gate.noResponse();
    gate.release();
  }
}
