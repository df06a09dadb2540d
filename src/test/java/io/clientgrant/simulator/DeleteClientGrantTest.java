package io.clientgrant.simulator;

import static io.clientgrant.simulator.Sample.BILLING;
import static io.clientgrant.simulator.Sample.GRANT;
import static io.clientgrant.simulator.Sample.INVOICES;
import static io.clientgrant.simulator.Sample.ORGANIZATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.state.StoredGrant;
import org.junit.jupiter.api.Test;

/** Contract section 5, and what goes with the client, the API or the organization. */
final class DeleteClientGrantTest extends SimulatedTenant {
  private static final String PATH = "/api/v2/client-grants/" + GRANT;

  @Test
  void answers204WithoutABodyButWithAType() {
    var reply = api.delete(PATH);

    assertThat(reply.whole()).isEqualTo("204 ");
    assertThat(reply.header("content-type")).isEqualTo("application/json; charset=utf-8");
    assertThat(api.get(PATH).whole()).isEqualTo(ReadClientGrantTest.NO_SUCH_GRANT);
  }

  @Test
  void answers204AgainAndForAnythingElseThatIsNotThere() {
    api.delete(PATH);

    assertThat(api.delete(PATH).whole()).isEqualTo("204 ");
    assertThat(api.delete("/api/v2/client-grants/cgr_never").whole()).isEqualTo("204 ");
  }

  @Test
  void makesRoomForAGrantWithTheSameKey() {
    api.delete(PATH);

    assertThat(api.post("/api/v2/client-grants", Sample.createBody(BILLING, INVOICES, "")).status())
        .isEqualTo(201);
  }

  @Test
  void leavesASystemGrantAlone() {
    simulator.tenant().put(StoredGrant.of(GRANT, BILLING, INVOICES).asSystem());

    assertThat(api.delete(PATH).status()).isEqualTo(403);
    assertThat(simulator.tenant().grant(GRANT)).isPresent();
  }

  @Test
  void takesItsAssociationsAlong() {
    simulator.tenant().associate(ORGANIZATION, GRANT);

    api.delete(PATH);

    assertThat(api.get("/api/v2/organizations/" + ORGANIZATION + "/client-grants").body())
        .isEqualTo("[]");
  }

  @Test
  void happensWithTheClient() {
    assertThat(api.delete("/api/v2/clients/" + BILLING).status()).isEqualTo(204);

    assertThat(api.get(PATH).status()).isEqualTo(404);
    assertThat(api.delete(PATH).status()).isEqualTo(204);
  }

  @Test
  void happensWithTheApi() {
    assertThat(api.delete("/api/v2/resource-servers/" + Caller.encoded(INVOICES)).status())
        .isEqualTo(204);

    assertThat(api.get(PATH).status()).isEqualTo(404);
  }

  @Test
  void happensNotWithTheOrganization() {
    simulator.tenant().associate(ORGANIZATION, GRANT);

    assertThat(api.delete("/api/v2/organizations/" + ORGANIZATION).status()).isEqualTo(204);

    assertThat(api.get(PATH).status()).isEqualTo(200);
    assertThat(api.get(PATH + "/organizations?take=10").body()).isEqualTo("{\"organizations\":[]}");
  }
}
