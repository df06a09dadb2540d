package io.clientgrant.operator;

import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static io.clientgrant.testing.OperatorFixture.client;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.auth0.Bounds;
import io.clientgrant.controller.clientgrant.CrashPoint;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.MovableClock;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.RequestHook;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code /healthz} of a running operator answers when it can go on by itself, or cannot. */
@ExtendWith(ControlPlaneExtension.class)
class LivenessIT {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration LONGER_THAN_STUCK = ReconcileWorkers.STUCK.plusMinutes(1);

  private final OperatorFixture fixture;
  private final MovableClock clock = new MovableClock();
  private final AtomicInteger fatal = new AtomicInteger();
  @AutoClose private final HttpClient http = HttpClient.newHttpClient();

  LivenessIT(OperatorFixture fixture) {
    this.fixture = fixture;
  }

  /** An operator that serves its probes. */
  private record Running(ClientGrantOperator operator, HttpEndpoints endpoints)
      implements AutoCloseable {
    @Override
    public void close() {
      endpoints.close();
      operator.close();
    }
  }

  /** The answer to a probe. */
  private record Probe(int status, String text) {}

  private static final Probe ALIVE = new Probe(200, "alive\n");

  @Test
  void aWatchThatHasEndedForGoodEndsItsLife() throws Exception {
    var watch = new BrokenWatch("/auth0tenants");
    var config = config();
    config.setOnlyHttpWatches(true);
    try (var client = watch.client(config);
        var operator = start(client)) {
      assertThat(health(operator)).isEqualTo(ALIVE);
      assertThat(fatal).hasValue(0);

      watch.broken = true;
      fixture.applyTenant(NEVER);

      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(health(operator))
                  .isEqualTo(
                      new Probe(
                          503,
                          "The watch of namespace %s has ended.\n".formatted(fixture.namespace))));
      assertThat(fatal).as("the process would end by itself").hasPositiveValue();
    }
  }

  @Test
  void aReconciliationThatHangsEndsItsLifeAsLongAsItHangs() throws Exception {
    var hook = RequestHook.statusWrite("g", 1);
    var end = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    hook.arm(() -> {
      begun.countDown();
      awaitUninterruptibly(end);
    });
    try (var client = hook.client(config());
        var operator = start(client)) {
      fixture.applyTenant(NEVER);
      fixture.awaitTenant("Connected");
      fixture.applyGrant("g", client(1), "scope: [read:invoices]");
      begun.await();
      assertThat(health(operator)).isEqualTo(ALIVE);

      clock.move(LONGER_THAN_STUCK);
      assertThat(health(operator))
          .isEqualTo(new Probe(503, "A reconciliation has done nothing for 10 minutes.\n"));

      end.countDown();
      awaitAlive(operator);
    } finally {
      end.countDown();
    }
  }

  @Test
  void aTenantThatHangsOrIsDownIsNoReason() throws Exception {
    try (var client = KubernetesClients.client(config());
        var operator = start(client)) {
      fixture.applyTenant("1s");
      fixture.awaitTenant("Connected");
      fixture.simulator.requests().reset();
      fixture.simulator.faults().add(Fault.delay(Duration.ofHours(1)));
      fixture.applyGrant("g", client(1), "scope: [read:invoices]");
      await().atMost(PATIENCE).until(() -> fixture.simulator.requests().total() > 2);
      fixture.awaitTenant("Unreachable");

      for (var hour = 0; hour < 3; hour++) {
        clock.move(LONGER_THAN_STUCK);
        awaitAlive(operator);
      }

      fixture.simulator.close();
      clock.move(LONGER_THAN_STUCK);
      awaitAlive(operator);
      assertThat(fixture.tenantReady().reason()).isEqualTo("Unreachable");
      assertThat(fatal).hasValue(0);
    }
  }

  /** What is in hand when the clock is moved seems to take long, until its call ends. */
  private void awaitAlive(Running operator) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(health(operator)).isEqualTo(ALIVE));
  }

  private Running start(KubernetesClient client) throws IOException {
    var operator =
        new ClientGrantOperator(
            new ReconcileWorkers(clock),
            client,
            Set.of(fixture.namespace),
            false,
            Bounds.MAX_GRANTS,
            "",
            "test",
            new SimpleMeterRegistry(),
            CrashPoint.NONE,
            CALL_TIMEOUT,
            () -> {},
            fatal::incrementAndGet);
    operator.start();
    return new Running(
        operator,
        new HttpEndpoints(
            0,
            () -> "",
            new Probes(
                List.of(operator::trouble),
                operator::ready,
                () -> false,
                operator::unreadableNamespaces)));
  }

  private Config config() {
    var config = fixture.controlPlane.config();
    config.setNamespace(fixture.namespace);
    return config;
  }

  private Probe health(Running operator) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:%d/healthz".formatted(operator.endpoints.port()));
    var answer =
        http.send(java.net.http.HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    return new Probe(answer.statusCode(), answer.body());
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes a watch of a kind tell what nobody can read, which ends it. */
  private static final class BrokenWatch implements Interceptor {
    private final String path;
    volatile boolean broken;

    BrokenWatch(String path) {
      this.path = path;
    }

    KubernetesClient client(Config config) {
      return KubernetesClients.builder(config)
          .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("broken", this))
          .build();
    }

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
        AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
      var uri = request.uri().toString();
      return uri.contains(path) && uri.contains("watch=true")
          ? (bytes, body) ->
              consumer.consume(
                  broken ? List.of(ByteBuffer.wrap("{unreadable}\n".getBytes(UTF_8))) : bytes, body)
          : consumer;
    }
  }
}
