package io.clientgrant.tenant;

import static io.clientgrant.tenant.SimulatedTenant.TOKEN;
import static io.clientgrant.tenant.SimulatedTenant.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.Seed;
import io.clientgrant.tenant.Credential.SharedSecret;
import io.clientgrant.tenant.Failure.Unauthorized;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DomainsTest {
  @AutoClose private final SimulatedTenant tenant = new SimulatedTenant();
  private final Domains domains =
      new Domains(
          tenant.http,
          new SimpleMeterRegistry(),
          () -> "an id",
          tenant.clock,
          Duration.ofSeconds(15));

  @Test
  void whoeverHasTheSameCredentialSharesItsToken() {
    var first = domains.connect(tenant.connection());
    var second = domains.connect(tenant.connection());
    first.authenticate();
    second.authenticate();

    assertThat(first.shares(second)).isTrue();
    assertThat(tenant.calls(TOKEN)).isEqualTo(1);
  }

  @Test
  void whoeverHasAnotherDoesNot() {
    var wrong = new SharedSecret(Seed.MANAGEMENT_CLIENT, "not the secret");
    var first = domains.connect(tenant.connection());
    var second = domains.connect(tenant.connection(wrong));
    first.authenticate();

    assertThat(failure(second::authenticate)).isInstanceOf(Unauthorized.class);
    assertThat(first.shares(second)).isTrue();
  }

  @Test
  void aCredentialThatNobodyUsesAnyMoreIsForgotten() {
    var forgotten = connected();

    await()
        .until(() -> {
          System.gc();
          return forgotten.refersTo(null);
        });
  }

  private WeakReference<Connection> connected() {
    var connection = tenant.connection();
    domains.connect(connection).authenticate();
    return new WeakReference<>(connection);
  }
}
