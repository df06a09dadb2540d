package io.clientgrant.auth0;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientgrant.auth0.cache.ResyncProgress;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.Forbidden;
import io.clientgrant.auth0.failure.Failure.Invalid;
import io.clientgrant.auth0.failure.Failure.Unauthorized;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.testing.MovableClock;
import io.clientgrant.testing.network.HostileEndpoint;
import io.clientgrant.testing.network.HostileReplies;
import io.clientgrant.testing.network.OwnCa;
import io.clientgrant.testing.network.RawEndpoint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever an endpoint answers costs bounded memory and calls, and ends in a failure. */
class HostileEndpointTest {
  private static final String DOMAIN = "example.eu.auth0.test";
  private static final int MAX_GRANTS = 3_000;
  private static final long READ_BEFORE_HANGING_UP = 256L * 1024 * 1024;
  private static final int ANSWER_BYTES = 2 * 1024 * 1024;
  private static final int CACHE_BYTES = 16 * 1024 * 1024;
  private static final String TOO_LARGE = "an answer of more than ";
  private static final String SAME_GRANT =
      "{\"id\": \"cgr_0000000000000001\", \"client_id\": \"a\", \"audience\": \"https://a\"}";
  private static final String NEW_GRANT =
      "{\"id\": \"cgr_%1$016d\", \"client_id\": \"c%1$d\", \"audience\": \"https://a\"}";

  private static final String LARGE_GRANT =
      NEW_GRANT.replace("}", ", \"scope\": [\"" + "x".repeat(1024 * 1024) + "\"]}");

  private final HostileEndpoint endpoint = new HostileEndpoint();
  private final MovableClock clock = new MovableClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TenantConnector connector =
      new TenantConnector(
          new OkHttpClient(),
          registry,
          clock,
          Duration.ofSeconds(30),
          new Bounds(MAX_GRANTS, CACHE_BYTES, ANSWER_BYTES));
  private final Tenant tenant = tenant(connector, endpoint.uri());

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void anEndlessPageIsRefusedBeforeItFillsTheMemory() {
    endpoint.answering(endpoint.endless());

    assertThat(failure(tenant::resync))
        .isEqualTo(
            new Unavailable(
                "The Management API gave an answer of more than 2048 KiB or 150000 values of JSON,"
                    + " which hardly is one of Auth0's. If it is, give the operator more memory."));
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
    endpoint.answering(HostileReplies.gzipBomb());
    assertThat(failure(tenant::resync).message()).contains(TOO_LARGE);

    endpoint.answeringTokensWith(HostileReplies.gzipBomb());
    assertThat(failure(tenant::resync).message()).contains(TOO_LARGE);
  }

  @Test
  void aPageOfManySmallObjectsIsRefusedBeforeItIsParsed() {
    endpoint.answering(HostileReplies.emptyGrants(ANSWER_BYTES / 2));

    assertThat(failure(tenant::resync).message()).contains(TOO_LARGE);
  }

  @Test
  void aTokenAnswerIsSmall() {
    endpoint.answeringTokensWith(HostileReplies.json(" ".repeat(100_000) + "{}"));
    assertThat(failure(tenant::authenticate).message()).contains(TOO_LARGE + "64 KiB");

    endpoint.answeringTokensWith(HostileReplies.emptyGrants(60_000));
    assertThat(failure(tenant::authenticate).message()).contains("5000 values of JSON");
  }

  @Test
  void theReasonOfAnErrorIsLeftOutIfItIsLongAndCutIfItIsWordy() {
    endpoint.answering(HostileReplies.error(400, "x".repeat(100_000)));
    assertThat(failure(tenant::resync))
        .isEqualTo(new Invalid("HTTP status 400, and no reason given."));

    endpoint.answering(HostileReplies.error(400, "x".repeat(10_000)));
    assertThat(failure(tenant::resync).message()).isEqualTo("x".repeat(1024) + "…");

    endpoint.answeringTokensWith(HostileReplies.error(401, "x".repeat(10_000)));
    clock.move(Duration.ofDays(2));
    assertThat(failure(tenant::resync).message()).hasSizeLessThan(1_100).endsWith("x…");
  }

  @Test
  void headersOverHttp2WithoutEndAreNotReadWithoutEnd() {
    var ca = new OwnCa();
    try (var flood = RawEndpoint.http2HeaderFlood(ca.serverAt("localhost"))) {
      var bundle = CaBundle.read(ca.pem().getBytes(UTF_8)).orElseThrow();
      assertThat(failure(() -> tenant(connector, HttpUrl.get(flood.uri()), bundle).authenticate()))
          .isInstanceOf(Unavailable.class);
      assertThat(flood.sent()).isLessThan(READ_BEFORE_HANGING_UP);
    }
  }

  @Test
  void everyStatusThatAServerCanInventIsNotATimeSeriesOfItsOwn() {
    for (var status = 400; status < 600; status++) {
      endpoint.answering(HostileReplies.status(status));
      failure(tenant::resync);
      clock.move(Duration.ofHours(1));
    }

    assertThat(registry.find("clientgrant.api.calls").timers()).hasSizeBetween(1, 29);
  }

  @Test
  void grantsThatAreLargeAreBoundedByTheirMemory() {
    endpoint.answering(endpoint.endlessPages(LARGE_GRANT));

    assertThat(failure(this::resyncToTheEnd).message()).contains("more memory than");
    assertThat(endpoint.calls()).isLessThan(10);
  }

  @Test
  void grantsThatAnEndpointInventsAtEachResyncDoNotAddUp() {
    endpoint.answering(endpoint.endlessPages(NEW_GRANT));
    for (var resync = 0; resync < 3; resync++) {
      failure(this::resyncToTheEnd);
      clock.move(Duration.ofHours(1));
    }

    assertThat(tenant.grants().count()).isZero();
    assertThat(tenant.grants().takeChangedKeys()).isEmpty();
  }

  @Test
  @Timeout(30)
  void bytesThatDripDoNotOutlastTheTimeoutOfTheCall() {
    endpoint.answering(HostileReplies.slowBytes(Duration.ofMillis(100)));
    var impatient =
        new TenantConnector(
            new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(1)).build(),
            registry,
            clock,
            Duration.ofSeconds(2),
            new Bounds(MAX_GRANTS, CACHE_BYTES, ANSWER_BYTES));

    assertThat(failure(() -> tenant(impatient, endpoint.uri()).resync()))
        .isEqualTo(new Unavailable("The Management API did not answer in time."));
  }

  @Test
  void aHeaderWithAnOddNameDoesNotHideTheStatus() {
    endpoint.answering(HostileReplies.status(403, Map.of("dat\u00e9", "x")));

    assertThat(failure(tenant::resync)).isInstanceOf(Forbidden.class);
  }

  @Test
  void aNextPageWithALongNameIsNotAskedFor() {
    endpoint.answering(
        HostileReplies.json(
            "{\"client_grants\": [%s], \"next\": \"%s\"}"
                .formatted(SAME_GRANT, "x".repeat(100_000))));

    assertThat(failure(tenant::resync).message()).contains("cannot be asked for");
  }

  @Test
  void aListThatRepeatsAPageForEverIsRefused() {
    endpoint.answering(endpoint.endlessPages(SAME_GRANT));

    assertThat(failure(this::resyncToTheEnd).message())
        .contains("more than 3000 grants, or does not end", "--max-grants");
    assertThat(endpoint.calls()).isEqualTo(MAX_GRANTS / 100);
  }

  @Test
  void aListThatInventsGrantsForEverIsRefused() {
    endpoint.answering(endpoint.endlessPages(NEW_GRANT));

    assertThat(failure(this::resyncToTheEnd).message()).contains("does not end");
    assertThat(tenant.grants().count()).isLessThanOrEqualTo(MAX_GRANTS);
  }

  @Test
  void aLookForOneGrantEndsThoughTheListDoesNot() {
    endpoint.answering(endpoint.endlessPages(SAME_GRANT));
    var key = new GrantKey(DOMAIN, new Grantee.Client("b"), "https://a", "client");

    assertThat(failure(() -> tenant.grants().refresh(key)).message()).contains("does not end");
    assertThat(endpoint.calls()).isEqualTo(1_000);
  }

  @Test
  void aLongListGivesItsWorkerBackBetweenPages() {
    endpoint.answering(endpoint.endlessPages(NEW_GRANT));

    assertThat(tenant.resync()).isEqualTo(new ResyncProgress.Paused(clock.instant()));
    assertThat(endpoint.calls()).isEqualTo(20);
  }

  @Test
  void anApiThatRejectsEveryTokenCostsFewTokens() {
    endpoint.answering(HostileReplies.status(401));
    for (var second = 0; second < 3_600; second++) {
      assertThat(failure(tenant::resync)).isInstanceOf(Unauthorized.class);
      clock.move(Duration.ofSeconds(1));
    }

    assertThat(endpoint.tokens()).isBetween(2L, 20L);
  }

  @Test
  void aFailureInBetweenDoesNotCountAsATokenThatWasAccepted() {
    var failing = HostileReplies.status(503);
    var rejecting = HostileReplies.status(401);
    endpoint.answering(call -> (endpoint.calls() % 2 == 0 ? failing : rejecting).to(call));
    for (var second = 0; second < 3_600; second++) {
      assertThat(failure(tenant::resync)).isNotNull();
      clock.move(Duration.ofSeconds(1));
    }

    assertThat(endpoint.tokens()).isBetween(2L, 20L);
  }

  private static Tenant tenant(TenantConnector connector, URI at) {
    return tenant(connector, HttpUrl.get(at.toString()), CaBundle.OF_THE_SYSTEM);
  }

  private static Tenant tenant(TenantConnector connector, HttpUrl at, CaBundle bundle) {
    return connector.connect(
        new Connection(
            DOMAIN,
            at,
            new Credential.SharedSecret("client", "a-secret-of-some-length"),
            bundle,
            Set.of()));
  }

  private void resyncToTheEnd() {
    while (tenant.resync() instanceof ResyncProgress.Paused) {
      clock.move(Duration.ofSeconds(1));
    }
  }

  private static Failure failure(ThrowingCallable call) {
    var failed = new Failure[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(TenantException.class, e -> failed[0] = e.failure());
    return failed[0];
  }
}
