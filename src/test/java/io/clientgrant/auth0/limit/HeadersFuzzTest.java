package io.clientgrant.auth0.limit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.clientgrant.testing.MovableClock;
import io.clientgrant.testing.Mutations;
import java.time.Duration;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever headers an endpoint sends, the pause is one that a person would wait for. */
class HeadersFuzzTest {
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** Whatever rate the headers tell. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  /** A line is a header. */
  @FuzzTest
  @Timeout(60)
  void headers(byte[] data) {
    var clock = new MovableClock();
    var headers = new Headers.Builder();
    new String(data, ISO_8859_1)
        .lines()
        .filter(line -> line.matches("[\\x21-\\x39\\x3b-\\x7e]+:.*"))
        .forEach(line -> {
          var colon = line.indexOf(':');
          headers.addUnsafeNonAscii(line.substring(0, colon), line.substring(colon + 1).strip());
        });
    var latest = clock.instant().plus(LONGEST_WAIT);

    assertThat(LimitHeaders.pause(headers.build(), clock.instant()))
        .isPositive()
        .isLessThanOrEqualTo(LONGEST_PAUSE);
    var limiter = new RateLimiter("tenant", clock);
    for (var answer = 0; answer < 6; answer++) {
      limiter.responseReceived(answer % 2 == 0 ? 200 : 429, headers.build(), "", clock.instant());
      if (limiter.tryAcquire("caller", false) instanceof Admission.RetryAt(var moment)) {
        assertThat(moment).isBeforeOrEqualTo(latest.plusSeconds(1));
      }
    }
  }

  @Test
  void changedHeadersLeaveThePauseWithinBounds() {
    Mutations.ofSeeds(HeadersFuzzTest.class, "headers").forEach(this::headers);
  }
}
