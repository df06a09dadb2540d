package io.clientgrant.simulator;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.GRANT;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.LEDGER;
import static io.clientgrant.simulator.SampleTenant.MANAGEMENT_API;
import static io.clientgrant.simulator.SampleTenant.ORGANIZATION;
import static io.clientgrant.simulator.SampleTenant.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.auth0.client.mgmt.ManagementApi;
import com.auth0.client.mgmt.core.ManagementApiException;
import com.auth0.client.mgmt.core.OAuthTokenException;
import com.auth0.client.mgmt.core.OptionalNullable;
import com.auth0.client.mgmt.errors.ConflictError;
import com.auth0.client.mgmt.organizations.types.AssociateOrganizationClientGrantRequestContent;
import com.auth0.client.mgmt.types.ClientGrantOrganizationNullableUsageEnum;
import com.auth0.client.mgmt.types.ClientGrantOrganizationUsageEnum;
import com.auth0.client.mgmt.types.ClientGrantResponseContent;
import com.auth0.client.mgmt.types.CreateClientGrantRequestContent;
import com.auth0.client.mgmt.types.ListClientGrantsRequestParameters;
import com.auth0.client.mgmt.types.UpdateClientGrantRequestContent;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the Auth0 SDK for Java against the simulator. */
final class JavaSdkTest {
  private final Simulator simulator =
      Simulator.start(SampleTenant.seed(), SampleTenant.environment());
  private final ManagementApi api = signedIn(Seed.MANAGEMENT_SECRET);

  @AfterEach
  void end() {
    simulator.close();
  }

  private ManagementApi signedIn(String secret) {
    return ManagementApi.builder()
        .url(simulator.uri() + "/api/v2")
        .clientCredentials(Seed.MANAGEMENT_CLIENT, secret)
        .audience(MANAGEMENT_API)
        .maxRetries(0)
        .timeout(15)
        .build();
  }

  private static CreateClientGrantRequestContent reportsReadInvoices() {
    return CreateClientGrantRequestContent.builder()
        .clientId(REPORTS)
        .audience(INVOICES)
        .scope(List.of("read:invoices"))
        .build();
  }

  @Test
  void createsReadsUpdatesAndDeletesAGrant() {
    var created = api.clientGrants().create(reportsReadInvoices());
    var id = created.getId().orElseThrow();
    assertThat(created.getOrganizationUsage()).isEmpty();

    assertThat(api.clientGrants().get(id).getScope()).contains(List.of("read:invoices"));
    var updated =
        api.clientGrants()
            .update(
                id,
                UpdateClientGrantRequestContent.builder()
                    .scope(List.of())
                    .organizationUsage(ClientGrantOrganizationNullableUsageEnum.ALLOW)
                    .allowAnyOrganization(OptionalNullable.of(true))
                    .build());
    assertThat(updated.getScope()).contains(List.of());
    assertThat(updated.getAllowAnyOrganization()).contains(true);

    api.clientGrants().delete(id);
    api.clientGrants().delete(id);
    assertThatExceptionOfType(ManagementApiException.class)
        .isThrownBy(() -> api.clientGrants().get(id))
        .satisfies(e -> assertThat(e.statusCode()).isEqualTo(404));
    assertThat(simulator.requests().count("POST /oauth/token")).isEqualTo(1);
  }

  @Test
  void reportsAConflictWithItsBody() {
    api.clientGrants().create(reportsReadInvoices());

    assertThatExceptionOfType(ConflictError.class)
        .isThrownBy(() -> api.clientGrants().create(reportsReadInvoices()))
        .satisfies(e ->
            assertThat(e.body())
                .isEqualTo(
                    Map.of(
                        "statusCode",
                        409,
                        "error",
                        "Conflict",
                        "message",
                        "A client grant already exists between %s and %s"
                            .formatted(REPORTS, INVOICES))));
  }

  @Test
  void listsEveryGrantOnce() {
    IntStream.range(0, 120)
        .mapToObj("client-%03d"::formatted)
        .forEach(id -> {
          simulator.tenant().put(StoredClient.of(id));
          simulator.tenant().put(StoredGrant.of("cgr_" + id, id, LEDGER));
        });

    var ids =
        StreamSupport.stream(
                api.clientGrants()
                    .list(ListClientGrantsRequestParameters.builder().audience(LEDGER).build())
                    .spliterator(),
                false)
            .map(ClientGrantResponseContent::getId)
            .flatMap(Optional::stream)
            .toList();

    assertThat(ids).hasSize(120).isSorted().doesNotHaveDuplicates();
    assertThat(simulator.requests().count("GET /api/v2/client-grants")).isEqualTo(3);
  }

  @Test
  void managesTheGrantsOfAnOrganization() {
    simulator.tenant().put(StoredGrant.of(GRANT, BILLING, INVOICES).withOrganizationUsage("allow"));
    var grants = api.organizations().clientGrants();

    var associated =
        grants.create(
            ORGANIZATION,
            AssociateOrganizationClientGrantRequestContent.builder().grantId(GRANT).build());
    assertThat(associated.getAdditionalProperties()).containsEntry("grant_id", GRANT);
    assertThat(grants.list(ORGANIZATION))
        .singleElement()
        .satisfies(g -> assertThat(g.getId()).contains(GRANT));
    assertThat(api.clientGrants().organizations().list(GRANT)).hasSize(1);

    grants.delete(ORGANIZATION, GRANT);
    assertThat(grants.list(ORGANIZATION)).isEmpty();
  }

  @Test
  void reportsAWrongSecret() {
    assertThatExceptionOfType(OAuthTokenException.class)
        .isThrownBy(() -> signedIn("wrong").clientGrants().get(GRANT));
  }

  @Test
  void readsAnOrganizationUsage() {
    simulator
        .tenant()
        .put(StoredGrant.of(GRANT, BILLING, INVOICES).withOrganizationUsage("require"));

    assertThat(api.clientGrants().get(GRANT).getOrganizationUsage().orElseThrow().toString())
        .isEqualTo(ClientGrantOrganizationUsageEnum.REQUIRE.toString());
  }
}
