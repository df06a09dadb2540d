package io.clientgrant.auth0.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.clientgrant.auth0.TenantFixture;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.http.EndpointLimiters;
import io.clientgrant.auth0.http.LargeResponses;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.Settings;
import io.clientgrant.testing.MovableClock;
import io.clientgrant.testing.Mutations;
import io.clientgrant.testing.network.HostileEndpoint;
import io.clientgrant.testing.network.HostileReplies;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Whatever bytes an endpoint answers with, a call succeeds or fails as a call to a tenant does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerFuzzTest {
  private static final int[] STATUSES = {200, 201, 204, 400, 401, 403, 404, 409, 429, 503};
  private static final Map<String, String> JSON = Map.of("content-type", "application/json");
  private static final GrantId ID = new GrantId("cgr_0000000000000001");

  private final HostileEndpoint endpoint = new HostileEndpoint();
  private final MovableClock clock = new MovableClock();
  private final OkHttpClient http = new OkHttpClient();
  private final LargeResponses largeResponses = new LargeResponses();

  @AfterAll
  void close() {
    endpoint.close();
  }

  /** The first byte chooses the call, the second one the status. */
  @FuzzTest
  @Timeout(60)
  void answer(byte[] data) {
    if (data.length < 2) {
      return;
    }
    var status = STATUSES[Math.floorMod(data[1], STATUSES.length)];
    var body = Arrays.copyOfRange(data, 2, data.length);
    endpoint
        .answeringTokensWith(HostileReplies.TOKEN)
        .answering(HostileReplies.bytes(status, JSON, status == 204 ? new byte[0] : body));
    var api = api();
    endsInAFailureAtMost(
        switch (Math.floorMod(data[0], 5)) {
          case 0 -> () -> api.grants().pages().next();
          case 1 -> () -> api.grants().get(ID);
          case 2 -> () -> api.grants().find(TenantFixture.KEY);
          case 3 ->
              () ->
                  api.grants()
                      .create(new DesiredGrant(TenantFixture.KEY, false, Settings.NONE), "uid");
          default -> () -> api.grants().update(ID, Settings.NONE, "uid");
        });
  }

  /** The first byte chooses the status. */
  @FuzzTest
  @Timeout(60)
  void token(byte[] data) {
    if (data.length == 0) {
      return;
    }
    var status = STATUSES[Math.floorMod(data[0], STATUSES.length)];
    var body = Arrays.copyOfRange(data, 1, data.length);
    endpoint.answeringTokensWith(
        HostileReplies.bytes(status, JSON, status == 204 ? new byte[0] : body));
    endsInAFailureAtMost(api()::authenticate);
  }

  @Test
  void changedAnswersEndInAFailureAtMost() {
    Mutations.ofSeeds(AnswerFuzzTest.class, "answer").forEach(this::answer);
  }

  @Test
  void changedTokensEndInAFailureAtMost() {
    Mutations.ofSeeds(AnswerFuzzTest.class, "token").forEach(this::token);
  }

  private void endsInAFailureAtMost(Runnable call) {
    try {
      call.run();
    } catch (TenantException e) {
      assertThat(e.failure().message()).isNotBlank().hasSizeLessThan(2_000);
    }
    assertThat(largeResponses.isIdle()).isTrue();
  }

  private ManagementApiClient api() {
    return new ManagementApiClient(
        new Connection(
            TenantFixture.DOMAIN,
            HttpUrl.get(endpoint.uri().toString()),
            new Credential.SharedSecret("client", "a-secret-of-some-length"),
            CaBundle.OF_THE_SYSTEM,
            Set.of("read:client_grants")),
        http,
        new SimpleMeterRegistry(),
        EndpointLimiters.of(new RateLimiter("tenant", clock)),
        clock,
        Duration.ofSeconds(5),
        1024 * 1024,
        largeResponses);
  }
}
