package io.clientgrant.auth0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientgrant.auth0.cache.ResyncProgress;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.Unauthorized;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.testing.MovableClock;
import io.clientgrant.testing.network.HostileEndpoint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever an endpoint answers costs bounded memory and calls, and ends in a failure. */
class HostileEndpointTest {
  private static final String DOMAIN = "example.eu.auth0.test";
  private static final int MAX_GRANTS = 3_000;
  private static final long READ_BEFORE_HANGING_UP = 256L * 1024 * 1024;
  private static final String TOO_LARGE = "an answer of more than 4 MiB";
  private static final String SAME_GRANT =
      "{\"id\": \"cgr_0000000000000001\", \"client_id\": \"a\", \"audience\": \"https://a\"}";
  private static final String NEW_GRANT =
      "{\"id\": \"cgr_%1$016d\", \"client_id\": \"c%1$d\", \"audience\": \"https://a\"}";

  private final HostileEndpoint endpoint = new HostileEndpoint();
  private final MovableClock clock = new MovableClock();
  private final Tenant tenant =
      new TenantConnector(
              new OkHttpClient(),
              new SimpleMeterRegistry(),
              clock,
              Duration.ofSeconds(30),
              MAX_GRANTS)
          .connect(
              new Connection(
                  DOMAIN,
                  HttpUrl.get(endpoint.uri().toString()),
                  new Credential.SharedSecret("client", "a-secret-of-some-length"),
                  CaBundle.OF_THE_SYSTEM,
                  Set.of()));

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void anEndlessPageIsRefusedBeforeItFillsTheMemory() {
    endpoint.answering(endpoint.endless());

    assertThat(failure(tenant::resync))
        .isEqualTo(new Unavailable("The Management API gave " + TOO_LARGE + text()));
    assertThat(endpoint.sent()).isLessThan(READ_BEFORE_HANGING_UP);
  }

  @Test
  void anEndlessTokenIsRefusedBeforeItFillsTheMemory() {
    endpoint.answeringTokensWith(endpoint.endless());

    assertThat(failure(tenant::authenticate).message()).contains(TOO_LARGE);
    assertThat(endpoint.sent()).isLessThan(READ_BEFORE_HANGING_UP);
  }

  @Test
  void aSmallBodyThatUnpacksToALargeOneIsRefused() {
    endpoint.answering(endpoint.gzipBomb());
    assertThat(failure(tenant::resync).message()).contains(TOO_LARGE);

    endpoint.answeringTokensWith(endpoint.gzipBomb());
    assertThat(failure(tenant::resync).message()).contains(TOO_LARGE);
  }

  @Test
  void aListThatRepeatsAPageForEverIsRefused() {
    endpoint.answering(endpoint.endlessPages(SAME_GRANT));

    assertThat(failure(this::resyncToTheEnd).message()).contains("does not end");
    assertThat(endpoint.calls()).isEqualTo(MAX_GRANTS / 100);
  }

  @Test
  void aListThatInventsGrantsForEverIsRefused() {
    endpoint.answering(endpoint.endlessPages(NEW_GRANT));

    assertThat(failure(this::resyncToTheEnd).message()).contains("does not end");
    assertThat(tenant.grantCount()).isLessThanOrEqualTo(MAX_GRANTS);
  }

  @Test
  void aLookForOneGrantEndsThoughTheListDoesNot() {
    endpoint.answering(endpoint.endlessPages(SAME_GRANT));
    var key = new GrantKey(DOMAIN, new Grantee.Client("b"), "https://a", "client");

    assertThat(failure(() -> tenant.refresh(key)).message()).contains("does not end");
    assertThat(endpoint.calls()).isEqualTo(1 + 1_000);
  }

  @Test
  void aLongListGivesItsWorkerBackBetweenPages() {
    endpoint.answering(endpoint.endlessPages(NEW_GRANT));

    assertThat(tenant.resync()).isEqualTo(new ResyncProgress.Paused(clock.instant()));
    assertThat(endpoint.calls()).isEqualTo(20);
  }

  @Test
  void anApiThatRejectsEveryTokenCostsFewTokens() {
    endpoint.answering(endpoint.status(401));
    for (var second = 0; second < 3_600; second++) {
      assertThat(failure(tenant::resync)).isInstanceOf(Unauthorized.class);
      clock.move(Duration.ofSeconds(1));
    }

    assertThat(endpoint.tokens()).isBetween(2L, 20L);
  }

  @Test
  void aFailureInBetweenDoesNotCountAsATokenThatWasAccepted() {
    var failing = endpoint.status(503);
    var rejecting = endpoint.status(401);
    endpoint.answering(call -> (endpoint.calls() % 2 == 0 ? failing : rejecting).to(call));
    for (var second = 0; second < 3_600; second++) {
      assertThat(failure(tenant::resync)).isNotNull();
      clock.move(Duration.ofSeconds(1));
    }

    assertThat(endpoint.tokens()).isBetween(2L, 20L);
  }

  private void resyncToTheEnd() {
    while (tenant.resync() instanceof ResyncProgress.Paused) {
      clock.move(Duration.ofSeconds(1));
    }
  }

  private static String text() {
    return ", which is not one of Auth0's.";
  }

  private static Failure failure(ThrowingCallable call) {
    var failed = new Failure[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(TenantException.class, e -> failed[0] = e.failure());
    return failed[0];
  }
}
