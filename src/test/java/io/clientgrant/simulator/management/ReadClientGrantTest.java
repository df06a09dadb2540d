package io.clientgrant.simulator.management;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.state.StoredGrant;
import org.junit.jupiter.api.Test;

/** {@code GET /api/v2/client-grants/{id}}. */
final class ReadClientGrantTest extends SimulatorFixture {
  static final String NO_SUCH_GRANT =
      "404 {\"statusCode\":404,\"error\":\"Not Found\",\"message\":\"The grant does not exist.\",\"errorCode\":\"inexistent_client_grant\"}";

  @Test
  void answersWithTheGrant() {
    assertThat(api.get("/api/v2/client-grants/" + GRANT).whole())
        .isEqualTo(
            "200 {\"id\":\"%s\",\"client_id\":\"%s\",\"audience\":\"%s\",\"scope\":[\"read:invoices\"],\"subject_type\":\"client\"}"
                .formatted(GRANT, BILLING, INVOICES));
  }

  @Test
  void showsThatAGrantIsASystemGrant() {
    simulator.tenant().put(StoredGrant.of(GRANT, BILLING, INVOICES).asSystem());

    assertThat(api.get("/api/v2/client-grants/" + GRANT).body())
        .endsWith("\"subject_type\":\"client\",\"is_system\":true}");
  }

  @Test
  void answers404ForAnUnknownGrant() {
    assertThat(api.get("/api/v2/client-grants/cgr_0000000000000000").whole())
        .isEqualTo(NO_SUCH_GRANT);
    assertThat(api.get("/api/v2/client-grants/nonsense").whole()).isEqualTo(NO_SUCH_GRANT);
  }

  @Test
  void answers404ForAnUnknownPath() {
    var notFound = "404 {\"statusCode\":404,\"error\":\"Not Found\",\"message\":\"Not Found\"}";

    assertThat(api.get("/api/v2/client-grants/").whole()).isEqualTo(notFound);
    assertThat(api.get("/api/v2/nothing").whole()).isEqualTo(notFound);
    assertThat(api.put("/api/v2/client-grants/" + GRANT, "{}").whole()).isEqualTo(notFound);
    assertThat(api.get("/").whole()).isEqualTo(notFound);
  }
}
