package io.clientgrant.simulator;

import io.clientgrant.simulator.state.IdSource;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import java.util.Random;

/** The small tenant that the tests use. */
public final class SampleTenant {
  public static final String DOMAIN = "demo.eu.auth0.test";
  public static final String MANAGEMENT_API = "https://demo.eu.auth0.test/api/v2/";
  public static final String BILLING = "Bi11ingServiceC1ientDemo00000001";
  public static final String REPORTS = "ReportsWorkerC1ientDemo000000001";
  public static final String EXPRESS = "ExpressConfigurationC1ient000001";
  public static final String INVOICES = "https://api.example.com/invoices";
  public static final String LEDGER = "go-ledger";
  public static final String ORGANIZATION = "org_ExampleRetai1001";
  public static final String GRANT = "cgr_MMMMMMMMMMMMMMMM";

  private SampleTenant() {}

  public static Seed seed() {
    return Seed.of(DOMAIN)
        .with(StoredClient.of(BILLING).withSecret("billing-secret"))
        .with(StoredClient.of(REPORTS).withSecret("reports-secret"))
        .with(StoredClient.of(EXPRESS).withAppType("express_configuration"))
        .with(ResourceServer.of(INVOICES, "read:invoices", "write:invoices"))
        .with(ResourceServer.of(LEDGER, "read:ledger"))
        .with(new Organization(ORGANIZATION, "example-retail", java.util.Optional.of("Retail")))
        .with(StoredGrant.of(GRANT, BILLING, INVOICES, "read:invoices"));
  }

  /** An environment that creates the same ids in every run. */
  static SimulatorEnvironment environment() {
    return SimulatorEnvironment.standard().withIds(IdSource.of(new Random(7)));
  }

  public static String createBody(String clientId, String audience, String more) {
    return "{\"client_id\":\"%s\",\"audience\":\"%s\"%s}".formatted(clientId, audience, more);
  }
}
