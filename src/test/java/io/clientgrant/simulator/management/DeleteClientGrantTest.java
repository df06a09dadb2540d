package io.clientgrant.simulator.management;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.ORGANIZATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.state.StoredGrant;
import org.junit.jupiter.api.Test;

/**
 * {@code DELETE /api/v2/client-grants/{id}}, and the deletion of a client, an API or an
 * organization.
 */
final class DeleteClientGrantTest extends SimulatorFixture {
  private static final String PATH = "/api/v2/client-grants/" + GRANT;

  @Test
  void answers204WithoutABodyButWithAContentType() {
    var reply = api.delete(PATH);

    assertThat(reply.whole()).isEqualTo("204 ");
    assertThat(reply.header("content-type")).isEqualTo("application/json; charset=utf-8");
    assertThat(api.get(PATH).whole()).isEqualTo(ReadClientGrantTest.NO_SUCH_GRANT);
  }

  @Test
  void answers204ForAGrantThatDoesNotExist() {
    api.delete(PATH);

    assertThat(api.delete(PATH).whole()).isEqualTo("204 ");
    assertThat(api.delete("/api/v2/client-grants/cgr_never").whole()).isEqualTo("204 ");
  }

  @Test
  void allowsANewGrantWithTheSameKey() {
    api.delete(PATH);

    assertThat(
            api.post("/api/v2/client-grants", SampleTenant.createBody(BILLING, INVOICES, ""))
                .status())
        .isEqualTo(201);
  }

  @Test
  void rejectsASystemGrant() {
    simulator.tenant().put(StoredGrant.of(GRANT, BILLING, INVOICES).asSystem());

    assertThat(api.delete(PATH).status()).isEqualTo(403);
    assertThat(simulator.tenant().grant(GRANT)).isPresent();
  }

  @Test
  void deletesTheAssociationsOfTheGrant() {
    simulator.tenant().associate(ORGANIZATION, GRANT);

    api.delete(PATH);

    assertThat(api.get("/api/v2/organizations/" + ORGANIZATION + "/client-grants").body())
        .isEqualTo("[]");
  }

  @Test
  void deletingAClientDeletesItsGrants() {
    assertThat(api.delete("/api/v2/clients/" + BILLING).status()).isEqualTo(204);

    assertThat(api.get(PATH).status()).isEqualTo(404);
    assertThat(api.delete(PATH).status()).isEqualTo(204);
  }

  @Test
  void deletingAnApiDeletesItsGrants() {
    assertThat(api.delete("/api/v2/resource-servers/" + Caller.encoded(INVOICES)).status())
        .isEqualTo(204);

    assertThat(api.get(PATH).status()).isEqualTo(404);
  }

  @Test
  void deletingAnOrganizationKeepsItsGrants() {
    simulator.tenant().associate(ORGANIZATION, GRANT);

    assertThat(api.delete("/api/v2/organizations/" + ORGANIZATION).status()).isEqualTo(204);

    assertThat(api.get(PATH).status()).isEqualTo(200);
    assertThat(api.get(PATH + "/organizations?take=10").body()).isEqualTo("{\"organizations\":[]}");
  }
}
