package io.clientgrant.controller.tenant.metrics;

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
class GrantCountsTest {
  private static final ResourceID TENANT = new ResourceID("tenant", "auth0");
  private static final Instant READ_AT = Instant.EPOCH;

  private final GrantCounts grantCounts = new GrantCounts();

  @Test
  void grantsAreCountedByWhoSeesToThemAndFindingsBySeverity() {
    count();

    assertThat(grantCounts.standing(TENANT, Standing.MANAGED)).isEqualTo(1);
    assertThat(grantCounts.standing(TENANT, Standing.UNMANAGED)).isEqualTo(2);
    assertThat(grantCounts.standing(TENANT, Standing.SYSTEM)).isEqualTo(1);
    assertThat(grantCounts.standing(TENANT, Standing.CONTENDED)).isZero();
    assertThat(grantCounts.findings(TENANT, Severity.CRITICAL)).isEqualTo(1);
  }

  @Test
  void theyAreCountedOnceForEachReading() {
    assertThat(grantCounts.isCounted(TENANT, READ_AT)).isFalse();
    count();
    assertThat(grantCounts.isCounted(TENANT, READ_AT)).isTrue();
    assertThat(grantCounts.isCounted(TENANT, READ_AT.plusSeconds(1))).isFalse();
  }

  @Test
  void whatIsNotKnownIsNotANumber() {
    grantCounts.undeclared(TENANT, 3);
    count();
    assertThat(grantCounts.undeclared(TENANT)).isEqualTo(3);

    grantCounts.retain(List.of());
    assertThat(grantCounts.undeclared(TENANT)).isNaN();
    assertThat(grantCounts.standing(TENANT, Standing.MANAGED)).isNaN();
    assertThat(grantCounts.findings(TENANT, Severity.HIGH)).isNaN();
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
    grantCounts.count(TENANT, inventory, Set.of(), READ_AT, NOW);
  }
}
