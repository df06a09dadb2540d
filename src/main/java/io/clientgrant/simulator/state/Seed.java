package io.clientgrant.simulator.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.clientgrant.simulator.limit.LimitBucket;
import io.clientgrant.simulator.limit.LimitPolicy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The initial state of a tenant. The Management API need not be listed, because it always exists.
 *
 * @param domain the tenant's domain, for example {@code demo.eu.auth0.test}
 * @param clients the clients
 * @param resourceServers the APIs
 * @param organizations the organizations
 * @param clientGrants the grants, as the API shows them
 * @param organizationClientGrants the associations of grants with organizations
 * @param options the options of the simulator
 * @param rateLimits the rate limits; a bucket that is not listed has none
 */
public record Seed(
    @JsonProperty(required = true) String domain,
    List<StoredClient> clients,
    List<ResourceServer> resourceServers,
    List<Organization> organizations,
    List<StoredGrant> clientGrants,
    List<OrganizationGrant> organizationClientGrants,
    @JsonSetter(nulls = Nulls.FAIL) SimulatorOptions options,
    Map<LimitBucket, LimitPolicy> rateLimits) {

  /** A client with all scopes of the Management API. */
  public static final String MANAGEMENT_CLIENT = "simulator-management";

  /** The secret of {@link #MANAGEMENT_CLIENT}. */
  public static final String MANAGEMENT_SECRET = "simulator-secret";

  /** Rejects an invalid domain. */
  public Seed {
    if (!domain.matches("[A-Za-z0-9.-]+(:[0-9]+)?")) {
      throw new IllegalArgumentException(
          "domain must be a host name such as demo.eu.auth0.test, not \"" + domain + "\"");
    }
    clients = List.copyOf(clients);
    resourceServers = List.copyOf(resourceServers);
    organizations = List.copyOf(organizations);
    clientGrants = List.copyOf(clientGrants);
    organizationClientGrants = List.copyOf(organizationClientGrants);
    rateLimits = Map.copyOf(rateLimits);
  }

  /** A tenant with only the management client, which has all scopes of the Management API. */
  public static Seed of(String domain) {
    var audience = "https://" + domain + "/api/v2/";
    var everything =
        ManagementApiScopes.resourceServer(audience).scopeValues().toArray(String[]::new);
    return new Seed(
        domain,
        List.of(
            StoredClient.of(MANAGEMENT_CLIENT)
                .withSecret(MANAGEMENT_SECRET)
                .withGrantTypes("client_credentials")),
        List.of(),
        List.of(),
        List.of(StoredGrant.of("cgr_SimulatorMgmt001", MANAGEMENT_CLIENT, audience, everything)),
        List.of(),
        SimulatorOptions.DEFAULT,
        Map.of());
  }

  /**
   * A small tenant to try things with: the management client, two clients, four APIs and one grant.
   */
  public static Seed demo() {
    return of("demo.eu.auth0.test")
        .with(StoredClient.of("Bi11ingServiceC1ientDemo00000001").withSecret("billing-secret"))
        .with(StoredClient.of("ReportsWorkerC1ientDemo000000001").withSecret("reports-secret"))
        .with(
            ResourceServer.of(
                "https://api.example.com/invoices", "read:invoices", "write:invoices"))
        .with(ResourceServer.of("https://api.example.com/reports", "read:reports"))
        .with(ResourceServer.of("https://api.example.com/orders", "read:orders", "write:orders"))
        .with(ResourceServer.of("https://api.example.com/payments", "read:payments"))
        .with(Organization.of("org_ExampleRetai1001", "example-retail"))
        .with(
            StoredGrant.of(
                "cgr_Bi11ingInvoices1",
                "Bi11ingServiceC1ientDemo00000001",
                "https://api.example.com/invoices",
                "read:invoices"));
  }

  /** This seed with one more client. */
  public Seed with(StoredClient client) {
    return new Seed(
        domain,
        plus(clients, client),
        resourceServers,
        organizations,
        clientGrants,
        organizationClientGrants,
        options,
        rateLimits);
  }

  /** This seed with one more API. */
  public Seed with(ResourceServer resourceServer) {
    return new Seed(
        domain,
        clients,
        plus(resourceServers, resourceServer),
        organizations,
        clientGrants,
        organizationClientGrants,
        options,
        rateLimits);
  }

  /** This seed with one more organization. */
  public Seed with(Organization organization) {
    return new Seed(
        domain,
        clients,
        resourceServers,
        plus(organizations, organization),
        clientGrants,
        organizationClientGrants,
        options,
        rateLimits);
  }

  /** This seed with one more grant. */
  public Seed with(StoredGrant grant) {
    return new Seed(
        domain,
        clients,
        resourceServers,
        organizations,
        plus(clientGrants, grant),
        organizationClientGrants,
        options,
        rateLimits);
  }

  /** This seed with other options. */
  public Seed with(SimulatorOptions other) {
    return new Seed(
        domain,
        clients,
        resourceServers,
        organizations,
        clientGrants,
        organizationClientGrants,
        other,
        rateLimits);
  }

  private static <T> List<T> plus(List<T> list, T one) {
    return Stream.concat(list.stream(), Stream.of(one)).toList();
  }

  /**
   * An association of a grant with an organization.
   *
   * @param organizationId the organization
   * @param grantId the grant
   */
  public record OrganizationGrant(
      @JsonProperty(required = true) String organizationId,
      @JsonProperty(required = true) String grantId) {}
}
