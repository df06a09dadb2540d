package io.clientgrant.simulator.faults;

import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class FaultsTest extends SimulatorFixture {
  private static final String PATH = "/api/v2/client-grants";
  private static final String CREATE = "POST /api/v2/client-grants";
  private static final String GET = "GET /api/v2/client-grants/{id}";

  private Caller.Reply create() {
    return api.post(PATH, SampleTenant.createBody(REPORTS, INVOICES, ""));
  }

  private boolean created() {
    return simulator.tenant().grant(REPORTS, INVOICES, "client").isPresent();
  }

  @Test
  void answersWithAnotherStatusTheGivenNumberOfTimesAndWithoutEffect() {
    simulator.faults().add(Fault.status(503).on(CREATE).times(2));

    assertThat(create().whole())
        .isEqualTo(
            "503 {\"statusCode\":503,\"error\":\"Service Unavailable\",\"message\":\"Injected by the simulator\"}");
    assertThat(create().status()).isEqualTo(503);
    assertThat(created()).isFalse();
    assertThat(create().status()).isEqualTo(201);
    assertThat(simulator.faults().all()).isEmpty();
  }

  @Test
  void answersWithTheGivenBodyAndHeaders() {
    simulator
        .faults()
        .add(
            Fault.status(
                502, Map.of("content-type", "text/html", "server", "cloudflare"), "<html>oops"));

    var reply = api.get(PATH);

    assertThat(reply.whole()).isEqualTo("502 <html>oops");
    assertThat(reply.header("content-type")).isEqualTo("text/html");
    assertThat(reply.header("server")).isEqualTo("cloudflare");
  }

  @Test
  void answers429WithAndWithoutHeaders() {
    simulator.faults().add(Fault.tooManyRequests(Map.of("x-ratelimit-reset", "1")).times(1));
    simulator.faults().add(Fault.tooManyRequests(Map.of()).times(1));

    assertThat(api.get(PATH).header("x-ratelimit-reset")).isEqualTo("1");
    var bare = api.get(PATH);
    assertThat(bare.whole())
        .isEqualTo(
            "429 {\"statusCode\":429,\"error\":\"Too Many Requests\",\"message\":\"Global limit has been reached\",\"errorCode\":\"too_many_requests\"}");
    assertThat(bare.header("x-ratelimit-reset")).isEqualTo("(absent)");
  }

  @Test
  void appliesToOneRouteOnly() {
    simulator.faults().add(Fault.status(500).on(GET));

    assertThat(api.get(PATH + "/" + GRANT).status()).isEqualTo(500);
    assertThat(api.get(PATH).status()).isEqualTo(200);
    assertThat(api.delete(PATH + "/other").status()).isEqualTo(204);
  }

  @Test
  void appliesToOnePathOnly() {
    simulator.faults().add(Fault.status(500).on("GET " + PATH + "/" + GRANT));

    assertThat(api.get(PATH + "/" + GRANT).status()).isEqualTo(500);
    assertThat(api.get(PATH + "/other").status()).isEqualTo(404);
  }

  @Test
  void dropsTheConnectionBeforeTheRequestTakesEffect() {
    simulator.faults().add(Fault.drop().on(CREATE));

    assertThatThrownBy(this::create).isInstanceOf(UncheckedIOException.class);
    assertThat(created()).isFalse();
  }

  @Test
  void dropsTheConnectionAfterTheRequestTookEffect() {
    simulator.faults().add(Fault.drop().afterEffect().on(CREATE).times(1));

    assertThatThrownBy(this::create).isInstanceOf(UncheckedIOException.class);
    assertThat(created()).isTrue();
    assertThat(create().status()).isEqualTo(409);
  }

  @Test
  void losesTheResponseToACompletedDeletion() {
    simulator.faults().add(Fault.status(504).afterEffect().on("DELETE " + PATH + "/{id}"));

    assertThat(api.delete(PATH + "/" + GRANT).status()).isEqualTo(504);
    assertThat(simulator.tenant().grant(GRANT)).isEmpty();
  }

  @Test
  void sendsHalfOfTheAnnouncedBody() {
    simulator.faults().add(Fault.halfBody().on(CREATE));

    assertThatThrownBy(this::create).isInstanceOf(UncheckedIOException.class);
    assertThat(created()).isTrue();
  }

  @Test
  void sendsBrokenJsonWithAMatchingLength() {
    simulator.faults().add(Fault.brokenJson().on(CREATE));

    var reply = create();

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.body()).startsWith("{\"id\":\"cgr_").doesNotEndWith("}");
    assertThat(created()).isTrue();
  }

  @Test
  void sendsABrokenResponseWithoutTheEffectIfConfigured() {
    simulator.faults().add(Fault.brokenJson().beforeEffect().on(CREATE));

    assertThat(create().status()).isEqualTo(200);
    assertThat(created()).isFalse();
  }

  @Test
  void delaysOneRequestOnly() throws Exception {
    simulator.faults().add(Fault.delay(Duration.ofMinutes(5)).afterEffect().on(CREATE).times(1));

    var late = CompletableFuture.supplyAsync(this::create);
    Awaitility.await().until(this::created);

    assertThat(api.get(PATH + "/" + GRANT).status()).isEqualTo(200);
    assertThat(late).isNotDone();
    simulator.close();
    assertThat(late.handle((_, e) -> e != null).get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aDelayedRequestTakesEffectLate() {
    simulator.faults().add(Fault.delay(Duration.ofMillis(1)).on(CREATE));

    assertThat(create().status()).isEqualTo(201);
  }

  @Test
  void appliesToAShareOfTheRequests() {
    simulator.faults().add(Fault.status(500).share(0.25));

    var struck =
        IntStream.range(0, 400).filter(_ -> api.get(PATH + "/" + GRANT).status() == 500).count();

    assertThat(struck).isBetween(60L, 140L);
    assertThat(simulator.requests().count(GET)).isEqualTo(400);
  }

  @Test
  void aRemovedFaultNoLongerApplies() {
    var id = simulator.faults().add(Fault.status(500));
    assertThat(simulator.faults().remove(id)).isTrue();
    assertThat(simulator.faults().remove(id)).isFalse();
    simulator.faults().add(Fault.status(500));
    simulator.faults().clear();

    assertThat(api.get(PATH).status()).isEqualTo(200);
  }

  @Test
  void rejectsInvalidNumbers() {
    assertThatThrownBy(() -> Fault.status(500).times(0)).hasMessage("times must be at least 1");
    assertThatThrownBy(() -> Fault.status(500).share(1.1))
        .hasMessage("share must be between 0 and 1");
    assertThatThrownBy(() -> Fault.status(99)).hasMessage("status must be between 200 and 599");
  }
}
