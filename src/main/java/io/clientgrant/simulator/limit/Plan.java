package io.clientgrant.simulator.limit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Map;

/**
 * The limits that come with a subscription, as far as they concern the endpoints here. The token
 * endpoint's limit is not part of any plan. Source: Auth0 rate limit configurations.
 */
public enum Plan {
  /** 2 calls at once and 2 a second, over all endpoints. */
  @JsonProperty("free")
  FREE(Map.of(LimitBucket.MANAGEMENT, perMinute(2, 120))),

  /** Essentials and Professional: 10 at once and 150 a minute; some endpoints have their own. */
  @JsonProperty("essentials")
  ESSENTIALS(
      Map.of(
          LimitBucket.MANAGEMENT, perMinute(10, 150),
          LimitBucket.CLIENTS_READ, perMinute(5, 100),
          LimitBucket.LOGS_READ, perMinute(10, 100),
          LimitBucket.ORGANIZATION_CLIENT_GRANTS_READ, perMinute(10, 100),
          LimitBucket.ORGANIZATION_CLIENT_GRANTS_WRITE, perMinute(5, 150))),

  /** A production tenant: 50 at once and 1000 a minute. */
  @JsonProperty("enterprise")
  ENTERPRISE(
      Map.of(
          LimitBucket.MANAGEMENT, perMinute(50, 1000),
          LimitBucket.ORGANIZATION_CLIENT_GRANTS_READ, perMinute(10, 100),
          LimitBucket.ORGANIZATION_CLIENT_GRANTS_WRITE, perMinute(5, 150))),

  /** A tenant for development or staging: 10 at once and 2 a second. */
  @JsonProperty("enterprise-non-production")
  ENTERPRISE_NON_PRODUCTION(
      Map.of(
          LimitBucket.MANAGEMENT, perMinute(10, 120),
          LimitBucket.ORGANIZATION_CLIENT_GRANTS_READ, perMinute(10, 100),
          LimitBucket.ORGANIZATION_CLIENT_GRANTS_WRITE, perMinute(5, 150)));

  private final Map<LimitBucket, LimitPolicy> limits;

  Plan(Map<LimitBucket, LimitPolicy> limits) {
    this.limits = limits;
  }

  /** The limit of each bucket. */
  public Map<LimitBucket, LimitPolicy> limits() {
    return limits;
  }

  private static LimitPolicy perMinute(int burst, int rate) {
    return LimitPolicy.drip(burst, Duration.ofMinutes(1).dividedBy(rate));
  }
}
