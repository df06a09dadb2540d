package io.clientgrant.simulator;

import io.clientgrant.simulator.setting.IdSource;
import io.clientgrant.simulator.setting.SimulatorSetting;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import java.util.Random;

/** A small tenant that the tests speak of. */
final class Sample {
  static final String DOMAIN = "demo.eu.auth0.test";
  static final String MANAGEMENT_API = "https://demo.eu.auth0.test/api/v2/";
  static final String BILLING = "Bi11ingServiceC1ientDemo00000001";
  static final String REPORTS = "ReportsWorkerC1ientDemo000000001";
  static final String EXPRESS = "ExpressConfigurationC1ient000001";
  static final String INVOICES = "https://api.example.com/invoices";
  static final String LEDGER = "go-ledger";
  static final String ORGANIZATION = "org_ExampleRetai1001";
  static final String GRANT = "cgr_MMMMMMMMMMMMMMMM";

  private Sample() {}

  static Seed seed() {
    return Seed.of(DOMAIN)
        .with(StoredClient.of(BILLING).withSecret("billing-secret"))
        .with(StoredClient.of(REPORTS).withSecret("reports-secret"))
        .with(StoredClient.of(EXPRESS).withAppType("express_configuration"))
        .with(ResourceServer.of(INVOICES, "read:invoices", "write:invoices"))
        .with(ResourceServer.of(LEDGER, "read:ledger"))
        .with(new Organization(ORGANIZATION, "example-retail", java.util.Optional.of("Retail")))
        .with(StoredGrant.of(GRANT, BILLING, INVOICES, "read:invoices"));
  }

  /** The same ids in every run. */
  static SimulatorSetting setting() {
    return SimulatorSetting.standard().withIds(IdSource.of(new Random(7)));
  }

  static String createBody(String clientId, String audience, String more) {
    return "{\"client_id\":\"%s\",\"audience\":\"%s\"%s}".formatted(clientId, audience, more);
  }
}
