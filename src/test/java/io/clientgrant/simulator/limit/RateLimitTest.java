package io.clientgrant.simulator.limit;

import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.ORGANIZATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.state.Seed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rate limits of the tenant, over HTTP. */
final class RateLimitTest extends SimulatorFixture {
  private static final String PATH = "/api/v2/client-grants";

  @Test
  void sendsHeadersAndRejectsNothingWithoutALimit() {
    for (var reply :
        new Caller.Reply[] {
          api.get(PATH),
          api.post(PATH, SampleTenant.createBody(SampleTenant.REPORTS, SampleTenant.INVOICES, "")),
          api.patch(PATH + "/" + GRANT, "{\"scope\":[]}"),
          api.delete(PATH + "/" + GRANT)
        }) {
      assertThat(reply.status()).isBetween(200, 204);
      assertThat(reply.header("x-ratelimit-limit")).isEqualTo("50");
      assertThat(reply.header("x-ratelimit-remaining")).isEqualTo("49");
      assertThat(reply.header("x-ratelimit-reset"))
          .isEqualTo(Long.toString(clock.instant().getEpochSecond() + 1));
    }
  }

  /** Source: recorded headers, Management API, limits; the last column is seconds after Date. */
  @ParameterizedTest
  @CsvSource({
    "MANAGEMENT,  10,    500, 2, 500,  8,    2",
    "MANAGEMENT,  10,    500, 4, 500,  6,    3",
    "MANAGEMENT,  10,    500, 5, 900,  5,    4",
    "MANAGEMENT,  50,     60, 1, 100, 49,    1",
    "TOKEN,      100, 864000, 6, 500, 94, 5185",
    "TOKEN,      100, 864000, 5, 500, 95, 4321",
    "TOKEN,      100, 864000, 4,   0, 96, 3456",
    "TOKEN,      100, 864000, 3,   0, 97, 2592",
    "TOKEN,      100, 864000, 3, 500, 97, 2593",
  })
  void theHeadersAreTheRecordedOnes(
      LimitBucket bucket,
      int limit,
      long dripMs,
      int calls,
      long fraction,
      String remaining,
      long reset) {
    var date = clock.instant();
    clock.move(Duration.ofMillis(fraction));
    var limits =
        new Throttle(clock, Map.of(bucket, LimitPolicy.drip(limit, Duration.ofMillis(dripMs))));
    IntStream.range(1, calls).forEach(_ -> limits.admit(bucket));

    assertThat(limits.admit(bucket).headers())
        .isEqualTo(
            Map.of(
                "x-ratelimit-limit",
                Integer.toString(limit),
                "x-ratelimit-remaining",
                remaining,
                "x-ratelimit-reset",
                Long.toString(date.getEpochSecond() + reset)));
  }

  @Test
  void aBucketDripsAndARejectedRequestTakesNothing() {
    simulator.rateLimit(2, Duration.ofSeconds(2));
    var full = Long.toString(clock.instant().getEpochSecond() + 4);

    assertThat(api.get(PATH).header("x-ratelimit-remaining")).isEqualTo("1");
    assertThat(api.get(PATH).header("x-ratelimit-remaining")).isEqualTo("0");
    for (var time = 0; time < 3; time++) {
      var rejected = api.get(PATH);
      assertThat(rejected.whole())
          .isEqualTo(
              "429 {\"statusCode\":429,\"error\":\"Too Many Requests\",\"message\":\"Global limit has been reached\",\"errorCode\":\"too_many_requests\"}");
      assertThat(rejected.header("x-ratelimit-limit")).isEqualTo("2");
      assertThat(rejected.header("x-ratelimit-remaining")).isEqualTo("0");
      assertThat(rejected.header("x-ratelimit-reset")).isEqualTo(full);
      assertThat(rejected.header("retry-after")).isEqualTo("(absent)");
    }

    clock.move(Duration.ofSeconds(2));
    assertThat(api.get(PATH).status()).isEqualTo(200);
    assertThat(api.get(PATH).status()).isEqualTo(429);
  }

  @Test
  void aWindowIsFullAgainAtItsEnd() {
    simulator
        .rateLimits()
        .set(LimitBucket.MANAGEMENT, LimitPolicy.window(2, Duration.ofSeconds(3)));
    var end = Long.toString(clock.instant().getEpochSecond() + 3);

    assertThat(api.get(PATH).header("x-ratelimit-reset")).isEqualTo(end);
    clock.move(Duration.ofMillis(2_999));
    assertThat(api.get(PATH).header("x-ratelimit-reset")).isEqualTo(end);
    assertThat(api.get(PATH).status()).isEqualTo(429);
    clock.move(Duration.ofMillis(1));
    assertThat(api.get(PATH).header("x-ratelimit-remaining")).isEqualTo("1");
  }

  @Test
  void theTenantsOwnLimitShowsInNoHeader() {
    simulator.rateLimit(10, Duration.ofSeconds(1));
    simulator.rateLimits().set(LimitBucket.TENANT, LimitPolicy.drip(1, Duration.ofSeconds(1)));

    assertThat(api.get(PATH).header("x-ratelimit-remaining")).isEqualTo("9");
    var rejected = api.get(PATH);
    assertThat(rejected.status()).isEqualTo(429);
    assertThat(rejected.json().path("message").textValue())
        .isEqualTo("Global limit has been reached");
    assertThat(rejected.header("x-ratelimit-remaining")).isEqualTo("9");
    clock.move(Duration.ofSeconds(1));
    assertThat(api.get(PATH).header("x-ratelimit-remaining")).isEqualTo("9");
  }

  /**
   * Source: Auth0 rate limit configurations. The limit and the rate, as the endpoint shows them.
   */
  @ParameterizedTest
  @CsvSource({
    "FREE,                      MANAGEMENT,                       2,  2000",
    "FREE,                      ORGANIZATION_CLIENT_GRANTS_WRITE, 2,  2000",
    "ESSENTIALS,                MANAGEMENT,                       10, 2500",
    "ESSENTIALS,                CLIENTS_READ,                     5,  1666",
    "ESSENTIALS,                ORGANIZATION_CLIENT_GRANTS_READ,  10, 1666",
    "ENTERPRISE,                MANAGEMENT,                       50, 16666",
    "ENTERPRISE,                CLIENTS_READ,                     50, 16666",
    "ENTERPRISE,                ORGANIZATION_CLIENT_GRANTS_WRITE, 5,  2500",
    "ENTERPRISE_NON_PRODUCTION, MANAGEMENT,                       10, 2000",
  })
  void aPlanSetsTheLimits(Plan plan, LimitBucket endpoint, int limit, int perThousandSeconds) {
    var limits = new Throttle(clock, Map.of());
    limits.set(plan);
    while (limits.admit(endpoint).admitted()) {}
    assertThat(limits.admit(endpoint).limit()).isEqualTo(limit);

    var admitted = 0;
    for (var second = 0; second < 1_000; second++) {
      clock.move(Duration.ofSeconds(1));
      while (limits.admit(endpoint).admitted()) {
        admitted++;
      }
    }
    assertThat(admitted).isEqualTo(perThousandSeconds);
  }

  @Test
  void sendsRetryAfterIfConfigured() {
    simulator.options(o -> o.withSendRetryAfter(true));
    simulator.rateLimit(1, Duration.ofSeconds(5));
    api.get(PATH);

    assertThat(api.get(PATH).header("retry-after")).isEqualTo("5");
  }

  @Test
  void unauthenticatedRequestsDoNotCount() {
    simulator.rateLimit(1, Duration.ofSeconds(1));
    api.anonymously("GET", PATH, "application/json", "");

    assertThat(api.get(PATH).status()).isEqualTo(200);
  }

  @Test
  void aRejectedRequestHasNoEffect() {
    simulator.rateLimit(1, Duration.ofSeconds(1));
    api.get(PATH);

    assertThat(api.delete(PATH + "/" + GRANT).status()).isEqualTo(429);
    assertThat(simulator.tenant().grant(GRANT)).isPresent();
  }

  @Test
  void limitsTheTokenEndpointSeparately() {
    simulator.rateLimits().set(LimitBucket.TOKEN, LimitPolicy.drip(1, Duration.ofSeconds(10)));
    var id = Seed.MANAGEMENT_CLIENT;

    assertThat(api.token(id, Seed.MANAGEMENT_SECRET, SampleTenant.MANAGEMENT_API).status())
        .isEqualTo(200);
    var rejected = api.token(id, Seed.MANAGEMENT_SECRET, SampleTenant.MANAGEMENT_API);
    assertThat(rejected.whole())
        .isEqualTo(
            "429 {\"error\":\"too_many_requests\",\"error_description\":\"Client quota exceeded\"}");
    assertThat(rejected.header("retry-after")).isEqualTo("10");
    assertThat(rejected.header("x-ratelimit-remaining")).isEqualTo("0");
    assertThat(api.get(PATH).status()).isEqualTo(200);
  }

  /** Source: Auth0 rate limit configurations: of the endpoints, these alone are listed. */
  @Test
  void limitsSomeEndpointsSeparately() {
    var path = "/api/v2/organizations/" + ORGANIZATION + "/client-grants";
    var limit = LimitPolicy.drip(1, Duration.ofSeconds(1));
    simulator.rateLimits().set(LimitBucket.ORGANIZATION_CLIENT_GRANTS_READ, limit);
    simulator.rateLimits().set(LimitBucket.ORGANIZATION_CLIENT_GRANTS_WRITE, limit);
    simulator.rateLimits().set(LimitBucket.CLIENTS_READ, limit);

    for (var endpoint :
        List.<Supplier<Caller.Reply>>of(
            () -> api.get(path),
            () -> api.post(path, "{\"grant_id\":\"" + GRANT + "\"}"),
            () -> api.get("/api/v2/clients"))) {
      assertThat(endpoint.get().status()).isNotEqualTo(429);
      assertThat(endpoint.get().json().path("message").textValue())
          .isEqualTo("Endpoint limit has been reached");
    }
    assertThat(
            Stream.of(
                api.delete(path + "/" + GRANT),
                api.get(PATH + "/" + GRANT + "/organizations"),
                api.get("/api/v2/organizations"),
                api.get("/api/v2/clients/" + SampleTenant.BILLING)))
        .extracting(Caller.Reply::status)
        .doesNotContain(429);

    simulator.rateLimits().lift(LimitBucket.ORGANIZATION_CLIENT_GRANTS_READ);
    assertThat(api.get(path).status()).isEqualTo(200);
  }
}
