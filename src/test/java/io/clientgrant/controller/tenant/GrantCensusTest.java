package io.clientgrant.controller.tenant;

import static io.clientgrant.inventory.audit.TenantBuilder.INVOICES;
import static io.clientgrant.inventory.audit.TenantBuilder.MANAGEMENT;
import static io.clientgrant.inventory.audit.TenantBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.inventory.Standing;
import io.clientgrant.inventory.audit.Severity;
import io.clientgrant.inventory.audit.TenantBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the metrics tell of the grants of a tenant. */
class GrantCensusTest {
  private static final ResourceID TENANT = new ResourceID("tenant", "auth0");
  private static final Instant READ_AT = Instant.EPOCH;

  private final GrantCensus census = new GrantCensus();

  @Test
  void grantsAreCountedByWhoSeesToThemAndFindingsBySeverity() {
    count();

    assertThat(census.standing(TENANT, Standing.MANAGED)).isEqualTo(1);
    assertThat(census.standing(TENANT, Standing.UNMANAGED)).isEqualTo(2);
    assertThat(census.standing(TENANT, Standing.SYSTEM)).isEqualTo(1);
    assertThat(census.standing(TENANT, Standing.CONTENDED)).isZero();
    assertThat(census.findings(TENANT, Severity.CRITICAL)).isEqualTo(1);
  }

  @Test
  void theyAreCountedOnceForEachReading() {
    assertThat(census.isCounted(TENANT, READ_AT)).isFalse();
    count();
    assertThat(census.isCounted(TENANT, READ_AT)).isTrue();
    assertThat(census.isCounted(TENANT, READ_AT.plusSeconds(1))).isFalse();
  }

  @Test
  void whatIsNotKnownIsNotANumber() {
    census.undeclared(TENANT, 3);
    count();
    assertThat(census.undeclared(TENANT)).isEqualTo(3);

    census.retain(List.of());
    assertThat(census.undeclared(TENANT)).isNaN();
    assertThat(census.standing(TENANT, Standing.MANAGED)).isNaN();
    assertThat(census.findings(TENANT, Severity.HIGH)).isNaN();
  }

  private void count() {
    var inventory =
        new TenantBuilder()
            .grant(INVOICES, "read")
            .held(null)
            .userGrant(INVOICES, "read")
            .grant(MANAGEMENT, "update:client_grants")
            .systemGrant("https://example.eu.auth0.com/me/", "read:me")
            .evidence()
            .inventory();
    census.count(TENANT, inventory, Set.of(), READ_AT, NOW);
  }
}
