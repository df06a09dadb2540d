package io.clientgrant.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.state.IdSource;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HundredThousandGrantsTest extends SimulatorFixture {
  private static final int MANY = 100_000;

  @Test
  void areListedInAThousandPagesEachOnceAndInOrder() {
    fill();
    var seen = new ArrayList<String>(MANY);
    var pages = 0;
    var next = Optional.of("");
    while (next.isPresent()) {
      var from = next.get().isEmpty() ? "" : "&from=" + Caller.encoded(next.get());
      var reply = api.get("/api/v2/client-grants?take=100" + from);
      seen.addAll(reply.ids());
      next = Optional.ofNullable(reply.json().path("next").textValue());
      pages++;
    }

    assertThat(seen).hasSize(MANY).isSorted();
    assertThat(new TreeSet<>(seen)).hasSize(MANY);
    assertThat(pages).isEqualTo(MANY / 100);
    assertThat(api.get("/api/v2/client-grants?include_totals=true").body())
        .startsWith("{\"total\":100000,\"start\":0,\"limit\":100,");
    assertThat(api.get("/api/v2/client-grants?include_totals=true&client_id=client-7").body())
        .startsWith("{\"total\":100,\"start\":0,\"limit\":100,");
  }

  private void fill() {
    var tenant = simulator.tenant();
    tenant.grants().forEach(g -> tenant.removeGrant(g.id()));
    var ids = IdSource.of(new java.util.Random(3));
    IntStream.range(0, 100).forEach(a -> tenant.put(ResourceServer.of("api-" + a, "read:all")));
    for (int c = 0; c < MANY / 100; c++) {
      tenant.put(StoredClient.of("client-" + c));
      for (int a = 0; a < 100; a++) {
        tenant.put(StoredGrant.of(ids.next("cgr_"), "client-" + c, "api-" + a, "read:all"));
      }
    }
  }
}
