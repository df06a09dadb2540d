package io.clientgrant.cli;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ManagementScopes;
import java.util.List;
import java.util.Optional;

/** Grants of each kind that nobody manages, at the simulated tenant of an OperatorFixture. */
final class UnmanagedTenant {
  private static final int PLAIN = 20;

  /** How many grants there are for the fixture's API. */
  static final int GRANTS = PLAIN + 4;

  /** How many organizations may use one of them. */
  static final int USES = 2;

  private UnmanagedTenant() {}

  static void seed(Simulator simulator) {
    ManagementScopes.set(
        simulator,
        "read:organization_client_grants",
        "read:client_summary",
        "read:resource_servers");
    var tenant = simulator.tenant();
    for (var number = 1; number <= PLAIN; number++) {
      tenant.put(grant(number, "read:invoices"));
    }
    tenant.put(grant(101));
    tenant.put(grant(102, "read:invoices").withSubjectType("user"));
    tenant.put(grant(103, "read:invoices").withOrganizationUsage("require"));
    tenant.put(
        new StoredGrant(
            "cgr_all",
            Optional.of(client(104)),
            AUDIENCE,
            Optional.empty(),
            Optional.of("allow"),
            Optional.of(true),
            "client",
            Optional.of(List.of("payment")),
            Optional.of(true),
            false,
            Optional.empty()));
    for (var number = 1; number <= USES; number++) {
      tenant.put(Organization.of("org_" + number, "organization-" + number));
      assertThat(tenant.associate("org_" + number, "cgr_0103")).isTrue();
    }
  }

  private static StoredGrant grant(int number, String... scope) {
    return StoredGrant.of("cgr_%04d".formatted(number), client(number), AUDIENCE, scope);
  }
}
