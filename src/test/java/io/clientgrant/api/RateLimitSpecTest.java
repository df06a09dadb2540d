package io.clientgrant.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitSpecTest {
  @Test
  void aFewCallsAMinuteAreLessThanOneASecond() {
    assertThat(new RateLimitSpec(null, 30, 1).perSecond()).isEqualTo(0.5);
    assertThat(new RateLimitSpec(2, null, 1).perSecond()).isEqualTo(2);
  }
}
