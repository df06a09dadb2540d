package io.clientgrant.testing;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.Seed;
import java.util.stream.Stream;

/** What the operator's credential may do at a simulated tenant. */
public final class ManagementScopes {
  private ManagementScopes() {}

  /** The scopes that docs/tenants.md asks for, and those that docs/organizations.md does. */
  public static void setWithOrganizations(Simulator simulator) {
    set(
        simulator,
        "create:organization_client_grants",
        "read:organization_client_grants",
        "delete:organization_client_grants",
        "read:organizations");
  }

  /** The scopes that docs/tenants.md asks for, and more; for the next token. */
  public static void set(Simulator simulator, String... more) {
    var tenant = simulator.tenant();
    var api = "https://%s/api/v2/".formatted(tenant.domain());
    var scopes =
        Stream.concat(
            Stream.of("read", "create", "update", "delete").map(verb -> verb + ":client_grants"),
            Stream.of(more));
    tenant.put(
        tenant
            .grant(Seed.MANAGEMENT_CLIENT, api, "client")
            .orElseThrow()
            .withScope(scopes.toArray(String[]::new)));
  }
}
