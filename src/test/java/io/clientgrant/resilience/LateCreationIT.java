package io.clientgrant.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.operator.KubernetesClients;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A creation that was not answered, and that takes effect when nobody waits for it any more. */
@ExtendWith(ControlPlaneExtension.class)
class LateCreationIT {
  private static final String CREATE = "POST /api/v2/client-grants";
  private static final String LIST = "GET /api/v2/client-grants";
  private static final String CLIENT = OperatorFixture.client(1);

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
