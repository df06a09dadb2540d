package io.clientgrant.controller.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.auth0.Bounds;
import io.clientgrant.auth0.TenantConnector;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential.SharedSecret;
import io.clientgrant.auth0.limit.RateLimit;
import io.clientgrant.controller.tenant.metrics.GrantCounts;
import io.clientgrant.controller.tenant.metrics.ResourceCounts;
import io.clientgrant.controller.tenant.metrics.TenantMetrics;
import io.clientgrant.testing.MovableClock;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TenantRegistryTest {
  private static final String DOMAIN = "example.eu.auth0.test";
  private static final ResourceID ID = new ResourceID("main", "default");
  private static final OwnerSettings SETTINGS =
      new OwnerSettings(DOMAIN, "default", Mode.ENFORCE, List.of(), null);

  private final MovableClock clock = new MovableClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TenantConnector connector =
      new TenantConnector(
          new OkHttpClient(),
          meters,
          clock,
          Duration.ofSeconds(15),
          Bounds.of(256L * 1024 * 1024, 10_000));
  private final TenantRegistry registry =
      new TenantRegistry(new TenantMetrics(meters, new ResourceCounts(), new GrantCounts(), clock));

  @BeforeEach
  void anAuth0Tenant() {
    assertThat(registry.updateSettings(ID, "first", SETTINGS)).isTrue();
  }

  @Test
  void aConnectionOfADeletedAuth0TenantIsNotThatOfTheNextOfItsName() {
    var deleted = connected("secret");
    assertThat(registry.updateSettings(ID, "second", SETTINGS)).isTrue();

    assertThat(registry.activate(ID, deleted)).isFalse();

    assertThat(registry.find(ID)).isEmpty();
  }

  @Test
  void aConnectionThatIsNotTriedAnyMoreLimitsNobody() {
    var active = connected("secret");
    registry.activate(ID, active);
    connected("mistyped").tenant().limitRate(new RateLimit(1, 1));

    assertThat(connected("secret")).isEqualTo(active);

    assertThat(active.tenant().rateLimiter().callsLeft()).isInfinite();
  }

  private ConnectedTenant connected(String secret) {
    var connection =
        new Connection(
            DOMAIN,
            HttpUrl.get("https://" + DOMAIN),
            new SharedSecret("client", secret),
            CaBundle.OF_THE_SYSTEM,
            Set.of());
    return registry.connected(ID, connection, connector::connect).orElseThrow();
  }
}
