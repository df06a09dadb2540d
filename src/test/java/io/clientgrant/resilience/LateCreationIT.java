package io.clientgrant.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.controller.clientgrant.CrashPoint.Place;
import io.clientgrant.operator.KubernetesClients;
import io.clientgrant.resilience.ChaosMain.Trap;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.RequestHook;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A creation that was not answered, and that takes effect when nobody waits for it any more. */
@ExtendWith(ControlPlaneExtension.class)
class LateCreationIT {
  private static final String CREATE = "POST /api/v2/client-grants";
  private static final String UPDATE = "PATCH /api/v2/client-grants/{id}";
  private static final String LIST = "GET /api/v2/client-grants";
  private static final String CLIENT = OperatorFixture.client(1);

  /** In the annotation, or in the status. */
  private static final Pattern RECORD = Pattern.compile(";Pending;|\"pending\":\\{");

  @Test
  void theSecondTryRecognizesALateCreationAsTheResourcesOwn(OperatorFixture fixture) {
    var late = new BeforeTheSecondTry();
    fixture
        .withClient(late::client)
        .withCallTimeout(NetworkFault.CALL_TIMEOUT)
        .start(OperatorFixture.NEVER);
    late.happens =
        () -> {
          var grant =
              StoredGrant.of(
                  "cgr_landedlate000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices");
          fixture.simulator.tenant().put(grant);
        };
    fixture.simulator.faults().add(Fault.drop().on("POST /api/v2/client-grants").times(1));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(late.intents).hasSize(2);
    assertThat(fixture.recorded("g").id()).isEqualTo("cgr_landedlate000001");
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
    fixture.grants().withName("g").delete();
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** Of a creation that was cut off, only a digest tells which fields it has set. */
  @Test
  void aFieldThatIsDroppedAfterAnInterruptedCreationIsPutBackThoughTheFirstTryFails(
      OperatorFixture fixture) {
    fixture.applyTenant(OperatorFixture.NEVER);
    try (var operator = ChaosMain.start(fixture, Optional.of(new Trap(Place.CREATED, 1)))) {
      fixture.applyGrant("g", CLIENT, "scope: [read:invoices], organizationUsage: allow");
      assertThat(operator.awaitLog(ChaosMain.HELD, OperatorFixture.PATIENCE)).isTrue();
    }
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.simulator.faults().add(Fault.status(500).on(UPDATE).times(1));

    try (var _ = ChaosMain.start(fixture, Optional.empty())) {
      fixture.awaitInSync("g");
    }
    assertThat(fixture.remote(CLIENT).orElseThrow().organizationUsage()).contains("deny");
    assertThat(fixture.recorded("g").origin()).isEqualTo("Created");
    assertThat(fixture.recorded("g").managedFields()).containsExactly("scope");
  }

  /** A look and a creation are two calls, and there are never two at once. */
  @Test
  void aDroppedCreationIsRepeatedAtTheLowestRateLimit(OperatorFixture fixture) {
    fixture.withCallTimeout(NetworkFault.CALL_TIMEOUT).start(OperatorFixture.NEVER);
    fixture.applyTenant(OperatorFixture.NEVER, "rateLimit: {requestsPerSecond: 1, burst: 1}");
    fixture.simulator.faults().add(Fault.drop().on("POST /api/v2/client-grants").times(1));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.calls("POST")).isEqualTo(2);
  }

  /** Auth0 may carry out a call after the operator has stopped waiting for the answer. */
  @Test
  void aLateCreationIsDeletedWithAResourceThatWasDeletedBefore(OperatorFixture fixture) {
    fixture.withCallTimeout(NetworkFault.CALL_TIMEOUT).start(OperatorFixture.NEVER);
    fixture.simulator.faults().add(Fault.drop().on(CREATE).times(1));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    await().atMost(OperatorFixture.PATIENCE).until(() -> fixture.calls("POST") == 1);
    var _ = fixture.grants().withName("g").delete();
    var sent = fixture.simulator.requests().recent(CREATE).getFirst().at();
    await()
        .atMost(OperatorFixture.PATIENCE)
        .until(() ->
            fixture.simulator.requests().recent(LIST).stream()
                .anyMatch(look -> look.at().isAfter(sent.plus(NetworkFault.CALL_TIMEOUT))));

    fixture
        .simulator
        .tenant()
        .put(
            StoredGrant.of(
                "cgr_landedlate000001", CLIENT, OperatorFixture.AUDIENCE, "read:invoices"));
    fixture.awaitGone("g");
    assertThat(fixture.remote(CLIENT)).isEmpty();
  }

  /** How long a grant may still appear is counted from the record, so it must not be an old one. */
  @Test
  void nothingIsCreatedWhileTheRecordOfACreationTakesTooLong(OperatorFixture fixture) {
    var slow = new SlowRecords();
    fixture.withClient(slow::client).start(OperatorFixture.NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitReason("g", "Unavailable");
    assertThat(slow.records.get()).isEqualTo(3);
    assertThat(fixture.calls("POST")).isZero();

    slow.isOver = true;
    fixture.awaitInSync("g");
    assertThat(fixture.calls("POST")).isEqualTo(1);
  }

  /** That nothing was sent cannot be read from the record. */
  @Test
  void aCreationThatWasRecordedAndNeverSentHoldsUpNoDeletion(OperatorFixture fixture) {
    var lost = new LostAnswer();
    lost.record =
        record -> {
          fixture.grants().withName("g").patch(PatchContext.of(PatchType.JSON_MERGE), record);
          var _ = fixture.grants().withName("g").delete();
        };
    fixture.withClient(lost::client).start(OperatorFixture.NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitGone("g");
    assertThat(lost.isOver).isTrue();
    assertThat(fixture.calls("POST")).isZero();
  }

  /** Auth0's answer is known, but nothing can be written to the API server. */
  @Test
  void aCreationThatWasRefusedHoldsUpNoDeletionThoughTheRefusalWasNotReported(
      OperatorFixture fixture) {
    var report = RequestHook.metadataWrite("g", 2); // the first one records the creation
    report.arm(() -> {
      var _ = fixture.grants().withName("g").delete();
      throw new IllegalStateException("not written");
    });
    fixture.withClient(report::client).start(OperatorFixture.NEVER);
    fixture.simulator.faults().add(Fault.status(403).on(CREATE).times(1));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitGone("g");
    assertThat(fixture.calls("POST")).isEqualTo(1);
  }

  /** While the API server does not answer, nobody knows which of the records has arrived. */
  @Test
  void aCreationThatWasRecordedTwiceAndNeverSentHoldsUpNoDeletion(OperatorFixture fixture) {
    var first = new AtomicReference<>("");
    var lost = new LostAnswer();
    lost.record =
        record -> {
          if (first.compareAndSet("", record)) {
            lost.isOver = false;
            throw new IllegalStateException("not written yet");
          }
          fixture.grants().withName("g").patch(PatchContext.of(PatchType.JSON_MERGE), first.get());
          var _ = fixture.grants().withName("g").delete();
        };
    fixture.withClient(lost::client).start(OperatorFixture.NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitGone("g");
    assertThat(first.get()).isNotEmpty();
    assertThat(fixture.calls("POST")).isZero();
  }

  /** Has the first record of a creation arrive; the client tries again, as if it had not. */
  private static final class LostAnswer implements Interceptor {
    volatile Consumer<String> record = _ -> {};
    volatile boolean isOver;

    KubernetesClient client(Config config) {
      return KubernetesClients.builder(config)
          .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("lost", this))
          .build();
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (!isOver && isRecord(request)) {
        isOver = true;
        record.accept(((StandardHttpRequest) request).bodyString());
      }
    }
  }

  private static boolean isRecord(HttpRequest request) {
    return request.method().equals("PATCH")
        && RECORD.matcher(String.valueOf(((StandardHttpRequest) request).bodyString())).find();
  }

  /** Has each record of a creation take longer than the operator trusts. */
  private static final class SlowRecords implements Interceptor {
    final AtomicInteger records = new AtomicInteger();
    volatile boolean isOver;

    KubernetesClient client(Config config) {
      return KubernetesClients.builder(config)
          .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("slow", this))
          .build();
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (!isOver && isRecord(request)) {
        records.incrementAndGet();
        LockSupport.parkNanos(Duration.ofMillis(2_100).toNanos());
      }
    }
  }

  /** Has something happen when the operator is about to write its second intent. */
  private static final class BeforeTheSecondTry implements Interceptor {
    private static final Pattern PENDING = Pattern.compile("\"pending\":\\{[^}]*}");

    final Set<String> intents = new HashSet<>();
    volatile Runnable happens = () -> {};

    KubernetesClient client(Config config) {
      return KubernetesClients.builder(config)
          .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("late", this))
          .build();
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (request.method().equals("PATCH") && request.uri().getPath().endsWith("/g/status")) {
        PENDING
            .matcher(String.valueOf(((StandardHttpRequest) request).bodyString()))
            .results()
            .filter(pending -> intents.add(pending.group()) && intents.size() == 2)
            .forEach(_ -> happens.run());
      }
    }
  }
}
