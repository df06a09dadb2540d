package io.clientgrant.behaviour;

import io.clientgrant.testing.MultiTenantFixture;

/** ClientGrants that refer to a ConfigMap with the id of their client. */
class ReferenceGuardrailsIT extends GuardrailsScenario {
  ReferenceGuardrailsIT(MultiTenantFixture cluster) {
    super(By.CONFIG_MAP, cluster);
  }
}
