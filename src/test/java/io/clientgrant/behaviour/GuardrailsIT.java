package io.clientgrant.behaviour;

import io.clientgrant.testing.MultiTenantFixture;

/** ClientGrants that name their client by its id. */
class GuardrailsIT extends GuardrailsScenario {
  GuardrailsIT(MultiTenantFixture cluster) {
    super(By.ID, cluster);
  }
}
