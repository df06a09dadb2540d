package io.clientgrant.auth0.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientgrant.auth0.limit.RateLimit;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReaderTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MovableClock clock = new MovableClock();
  private final RateLimiter limiter = new RateLimiter("tenant", clock);
  private final Reader one = new Reader(limiter, clock);
  private final Reader other = new Reader(limiter, clock);
  private final SharedReading reading = new SharedReading();
  private final List<String> log = new ArrayList<>();

  /** So many calls. */
  private final class Pass implements SharedReading.Pass {
    private final int calls;
    private int made;

    Pass(int calls) {
      this.calls = calls;
    }

    @Override
    public boolean hasNext() {
      return made < calls;
    }

    @Override
    public void next() {
      made++;
      log.add("call");
    }

    @Override
    public void finish() {
      log.add("end");
    }

    @Override
    public void abort() {
      log.add("abort");
    }
  }

  @Test
  void itWasReadWhenAReadingHasEnded() {
    slow();
    assertThat(one.read(reading, () -> new Pass(2))).contains(in(SECOND));
    assertThat(reading.hasBeenRead()).isFalse();
    assertThat(reading.begunAt()).contains(clock.instant());
    assertThat(one.hasPaused(reading)).isTrue();
    var begun = clock.instant();

    clock.move(SECOND);
    assertThat(one.read(reading, () -> new Pass(2))).isEmpty();
    assertThat(reading.readAt()).contains(begun);
    assertThat(log).containsExactly("call", "call", "end");
  }

  @Test
  void oneReadsAtATime() {
    slow();
    assertThat(one.read(reading, () -> new Pass(2))).isPresent();

    assertThat(other.hasPaused(reading)).isFalse();
    assertThat(other.read(reading, () -> new Pass(2))).contains(in(SECOND));
    assertThat(log).containsExactly("call");
  }

  @Test
  void whoClosesGivesTheReadingUp() {
    slow();
    assertThat(one.read(reading, () -> new Pass(2))).isPresent();
    one.close();
    assertThat(one.read(reading, () -> new Pass(1))).contains(in(SECOND));

    clock.move(SECOND);
    assertThat(other.read(reading, () -> new Pass(1))).isEmpty();
    assertThat(log).containsExactly("call", "abort", "call", "end");
  }

  /** What a call under way still takes in must not come after the abort. */
  @Test
  void whoClosesDuringACallGivesTheReadingUpAfterIt() {
    slow();
    var closing =
        new SharedReading.Pass() {
          private final Pass pass = new Pass(2);

          @Override
          public boolean hasNext() {
            return pass.hasNext();
          }

          @Override
          public void next() {
            one.close();
            pass.next();
          }

          @Override
          public void finish() {
            pass.finish();
          }

          @Override
          public void abort() {
            pass.abort();
          }
        };
    assertThat(one.read(reading, () -> closing)).isPresent();

    assertThat(log).containsExactly("call", "abort");
    assertThat(reading.begunAt()).isEmpty();
  }

  @Test
  void aReadingThatNobodyGoesOnWithIsGivenUpAfterTwoMinutes() {
    slow();
    assertThat(one.read(reading, () -> new Pass(2))).isPresent();
    clock.move(Duration.ofMinutes(2));
    assertThat(other.read(reading, () -> new Pass(1))).contains(in(SECOND));

    clock.move(SECOND);
    assertThat(other.read(reading, () -> new Pass(1))).isEmpty();
    assertThat(log).containsExactly("call", "abort", "call", "end");
  }

  @Test
  void aReadingThatFailsIsNotGoneOnWith() {
    SharedReading.Pass failing =
        new SharedReading.Pass() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public void next() {
            throw new IllegalStateException("a call that fails");
          }

          @Override
          public void finish() {}

          @Override
          public void abort() {
            log.add("abort");
          }
        };
    assertThatThrownBy(() -> one.read(reading, () -> failing)).hasMessageContaining("fails");

    assertThat(log).containsExactly("abort");
    assertThat(other.read(reading, () -> new Pass(1))).isEmpty();
  }

  /** Two have seen that it is to be read, and the second comes when the first is done. */
  @Test
  void whatWasReadSinceIsNotReadAgain() {
    var since = clock.instant();

    assertThat(one.readSince(since, reading, () -> new Pass(1))).isEmpty();
    assertThat(other.readSince(since, reading, () -> new Pass(1))).isEmpty();
    assertThat(log).containsExactly("call", "end");
  }

  @Test
  void aReadingThatBeganBeforeIsNoAnswer() {
    slow();
    assertThat(one.read(reading, () -> new Pass(2))).isPresent();
    clock.move(SECOND);
    var since = clock.instant();

    assertThat(one.readSince(since, reading, () -> new Pass(1)))
        .as("the old one ends")
        .contains(since);
    clock.move(SECOND);
    assertThat(one.readSince(since, reading, () -> new Pass(1))).isEmpty();
    assertThat(log).containsExactly("call", "call", "end", "call", "end");
  }

  @Test
  void aLongReadingGivesItsWorkerBack() {
    assertThat(one.read(reading, () -> new Pass(21))).isEqualTo(Optional.of(clock.instant()));
    assertThat(one.read(reading, () -> new Pass(21))).isEmpty();
    assertThat(log).hasSize(22);
  }

  private void slow() {
    limiter.configure(this, new RateLimit(1, 1));
  }

  private Instant in(Duration later) {
    return clock.instant().plus(later);
  }
}
