package io.clientgrant.simulator.limit;

import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.ORGANIZATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.state.Seed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

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

  @Test
  void rejectsRequestsBeyondTheLimitUntilTheWindowEnds() {
    simulator.rateLimit(2, Duration.ofSeconds(3));
    var reset = Long.toString(clock.instant().getEpochSecond() + 3);

    assertThat(api.get(PATH).header("x-ratelimit-remaining")).isEqualTo("1");
    clock.move(Duration.ofSeconds(2));
    assertThat(api.get(PATH).header("x-ratelimit-remaining")).isEqualTo("0");
    var rejected = api.get(PATH);
    assertThat(rejected.whole())
        .isEqualTo(
            "429 {\"statusCode\":429,\"error\":\"Too Many Requests\",\"message\":\"Global limit has been reached\",\"errorCode\":\"too_many_requests\"}");
    assertThat(rejected.header("x-ratelimit-limit")).isEqualTo("2");
    assertThat(rejected.header("x-ratelimit-remaining")).isEqualTo("0");
    assertThat(rejected.header("x-ratelimit-reset")).isEqualTo(reset);
    assertThat(rejected.header("retry-after")).isEqualTo("(absent)");

    clock.move(Duration.ofSeconds(1));
    assertThat(api.get(PATH).status()).isEqualTo(200);
  }

  @Test
  void sendsRetryAfterIfConfigured() {
    simulator.options(o -> o.withSendRetryAfter(true));
    simulator.rateLimit(0, Duration.ofSeconds(5));

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
    simulator.rateLimit(0, Duration.ofSeconds(1));

    assertThat(api.delete(PATH + "/" + GRANT).status()).isEqualTo(429);
    assertThat(simulator.tenant().grant(GRANT)).isPresent();
  }

  @Test
  void limitsTheTokenEndpointSeparately() {
    simulator.rateLimits().set(LimitBucket.TOKEN, LimitPolicy.of(1, Duration.ofSeconds(10)));
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

  @Test
  void limitsOrganizationGrantsSeparately() {
    var path = "/api/v2/organizations/" + ORGANIZATION + "/client-grants";
    var limit = LimitPolicy.of(0, Duration.ofSeconds(1));
    simulator.rateLimits().set(LimitBucket.ORGANIZATION_CLIENT_GRANTS_READ, limit);

    assertThat(api.get(path).json().path("message").textValue())
        .isEqualTo("Endpoint limit has been reached");
    assertThat(api.delete(path + "/" + GRANT).status()).isEqualTo(404);
    simulator.rateLimits().set(LimitBucket.ORGANIZATION_CLIENT_GRANTS_WRITE, limit);
    assertThat(api.delete(path + "/" + GRANT).status()).isEqualTo(429);

    simulator.rateLimits().lift(LimitBucket.ORGANIZATION_CLIENT_GRANTS_READ);
    assertThat(api.get(path).status()).isEqualTo(200);
  }
}
