package io.clientgrant.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.MultiTenantFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A tenant that does not answer delays nobody else. */
@ExtendWith(ControlPlaneExtension.class)
class HungTenantIT {
  private static final int GRANTS = 1_000;
  private static final String INVOICES = "https://api.example.com/invoices";
  private static final String LIST = "GET /api/v2/client-grants";
  private static final String CREATE = "POST /api/v2/client-grants";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String TOKEN = "POST /oauth/token";
  private static final int TARPITS = 32;

  /** As many reconciliations run at the same time. */
  private static final int WORKERS = 16;

  /** As many calls of one tenant may be in flight. */
  private static final long AT_ONCE = 8;

  /** Nothing that waits for the first tenant would be done within this test. */
  private static final Duration WITHOUT_END = Duration.ofHours(1);

  @Test
  void aThousandGrantsOfATenantThatHangsDelayNoneOfAnother(MultiTenantFixture cluster)
      throws InterruptedException {
    var clients = IntStream.range(0, GRANTS).mapToObj("client-%d"::formatted).toList();
    try (var hanging = simulator("hangs", clients);
        var working = simulator("works", clients)) {
      cluster.withCallTimeout(WITHOUT_END).startOperator();
      connect(cluster, hanging, working);
      hanging.faults().add(Fault.delay(WITHOUT_END));
      try (var hands = Executors.newFixedThreadPool(8)) {
        hands.invokeAll(
            clients.stream()
                .map(client -> Executors.callable(() -> apply(cluster, "hangs", client)))
                .toList());
      }
      await().atMost(Duration.ofMinutes(1)).until(() -> hanging.requests().count(CREATE) > 0);
      working.requests().reset();

      apply(cluster, "works", "client-1");
      cluster.awaitReason(cluster.grant("auth0", "works-client-1"), "InSync");
      assertThat(working.requests().counts()).isEqualTo(Map.of(CREATE, 1L));
      assertThat(hanging.tenant().grantCount()).isEqualTo(1); // the operator's own
    }
  }

  /** Each of these has the tenant looked at before anything else is done, and each look hangs. */
  @Test
  void unansweredCreationsAtATenantThatHangsDelayNoneOfAnother(MultiTenantFixture cluster) {
    var clients = IntStream.range(0, 50).mapToObj("client-%d"::formatted).toList();
    try (var hanging = simulator("hangs", clients);
        var working = simulator("works", clients)) {
      cluster.withCallTimeout(WITHOUT_END).startOperator();
      connect(cluster, hanging, working);
      hanging.faults().add(Fault.status(500).on(CREATE));
      clients.forEach(client -> apply(cluster, "hangs", client));
      await().atMost(PATIENCE).until(() -> hanging.requests().count(CREATE) == clients.size());
      hanging.faults().add(Fault.delay(WITHOUT_END).on(LIST));
      hanging.requests().reset();
      await().atMost(PATIENCE).until(() -> hanging.requests().count(LIST) >= AT_ONCE);
      working.requests().reset();

      apply(cluster, "works", "client-1");
      cluster.awaitReason(cluster.grant("auth0", "works-client-1"), "InSync");
      assertThat(working.requests().counts()).isEqualTo(Map.of(CREATE, 1L));
      assertThat(hanging.requests().counts()).isEqualTo(Map.of(LIST, AT_ONCE));
    }
  }

  @Test
  void manyTenantsWhoseLogInHangsDelayNoOther(MultiTenantFixture cluster) {
    try (var hanging = MultiTenantFixture.simulator("hangs.auth0.test", List.of(), List.of());
        var working =
            MultiTenantFixture.simulator(
                "works.auth0.test", List.of("client-1"), List.of(INVOICES))) {
      cluster.withCallTimeout(WITHOUT_END).startOperator();
      connect(cluster, hanging, working);
      hanging.faults().add(Fault.delay(WITHOUT_END));
      hanging.requests().reset();
      for (var number = 0; number < TARPITS; number++) {
        var name = "tarpit-%d".formatted(number);
        cluster.applyTenant("auth0", name, name + ".auth0.test", hanging, "");
      }
      await().atMost(PATIENCE).until(() -> hanging.requests().count(TOKEN) >= WORKERS);

      apply(cluster, "works", "client-1");
      cluster.awaitReason(cluster.grant("auth0", "works-client-1"), "InSync");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(hanging.requests().count(TOKEN)).isEqualTo(TARPITS));
    }
  }

  /** One caller fetches a token, and all others of its tenant wait for that. */
  @Test
  void manyGrantsOfTenantsThatGiveNoNewTokenDelayNoneOfAnother(MultiTenantFixture cluster) {
    var clients = IntStream.range(0, WORKERS).mapToObj("client-%d"::formatted).toList();
    var names = List.of("a", "b", "c");
    var hanging = names.stream().map(name -> simulator(name, clients)).toList();
    try (var hangs = simulator("hangs", List.of());
        var working = simulator("works", clients)) {
      cluster.withCallTimeout(WITHOUT_END).startOperator();
      connect(cluster, hangs, working);
      for (var name : names) {
        var at = hanging.get(names.indexOf(name));
        cluster.applyTenant("auth0", name, name + ".auth0.test", at, "");
        cluster.awaitReason(cluster.tenant("auth0", name), "Connected");
        at.tokens().revokeAll();
        at.faults().add(Fault.delay(WITHOUT_END).on(TOKEN));
        at.requests().reset();
      }
      names.forEach(name -> clients.forEach(client -> apply(cluster, name, client)));
      for (var at : hanging) {
        await().atMost(PATIENCE).until(() -> at.requests().count(TOKEN) == 1);
      }
      working.requests().reset();

      apply(cluster, "works", "client-1");
      cluster.awaitReason(cluster.grant("auth0", "works-client-1"), "InSync");
      assertThat(working.requests().counts()).isEqualTo(Map.of(CREATE, 1L));
      assertThat(hanging).allMatch(at -> at.requests().count(TOKEN) == 1);
    } finally {
      hanging.forEach(Simulator::close);
    }
  }

  private static Simulator simulator(String name, List<String> clients) {
    return MultiTenantFixture.simulator(name + ".auth0.test", clients, List.of(INVOICES));
  }

  private static void connect(MultiTenantFixture cluster, Simulator hanging, Simulator working) {
    cluster.createNamespace("auth0", Map.of());
    cluster.applyTenant("auth0", "hangs", "hangs.auth0.test", hanging, "");
    cluster.applyTenant("auth0", "works", "works.auth0.test", working, "");
    for (var tenant : List.of("hangs", "works")) {
      cluster.awaitReason(cluster.tenant("auth0", tenant), "Connected");
    }
  }

  private static void apply(MultiTenantFixture cluster, String tenant, String client) {
    cluster.applyGrant(
        "auth0",
        tenant + "-" + client,
        "{name: %s}".formatted(tenant),
        "clientId: %s, audience: \"%s\", scope: [read:a]".formatted(client, INVOICES));
  }
}
