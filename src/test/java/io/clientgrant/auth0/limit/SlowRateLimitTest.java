package io.clientgrant.auth0.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.MovableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowRateLimitTest {
  @Test
  void ofSixCallsAMinuteOneIsAdmittedEveryTenSeconds() {
    var clock = new MovableClock();
    var limiter = new RateLimiter("tenant", clock);
    limiter.configure("owner", new RateLimit(0.1, 1));

    assertThat(limiter.tryAcquire("first", false)).isInstanceOf(Admission.Granted.class);
    limiter.release();
    assertThat(limiter.tryAcquire("second", false))
        .isEqualTo(new Admission.RetryAt(clock.instant().plus(Duration.ofSeconds(10))));
    clock.move(Duration.ofSeconds(10));
    assertThat(limiter.tryAcquire("second", false)).isInstanceOf(Admission.Granted.class);
  }
}
