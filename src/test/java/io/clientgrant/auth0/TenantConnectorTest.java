package io.clientgrant.auth0;

import static io.clientgrant.auth0.TenantFixture.DOMAIN;
import static io.clientgrant.auth0.TenantFixture.LIST;
import static io.clientgrant.auth0.TenantFixture.SCOPES;
import static io.clientgrant.auth0.TenantFixture.TOKEN;
import static io.clientgrant.auth0.TenantFixture.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.clientgrant.auth0.cache.ResyncProgress.Finished;
import io.clientgrant.auth0.cache.ResyncProgress.Paused;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential.SharedSecret;
import io.clientgrant.auth0.failure.Failure.MissingScopes;
import io.clientgrant.auth0.failure.Failure.Unauthorized;
import io.clientgrant.auth0.limit.Admission;
import io.clientgrant.auth0.limit.RateLimit;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.MovableClock;
import io.clientgrant.testing.network.OwnCa;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TenantConnectorTest {
  private static final long HEAP = 256L * 1024 * 1024;

  @AutoClose private final TenantFixture tenant = new TenantFixture();
  private final MovableClock steady = new MovableClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TenantConnector domains =
      new TenantConnector(
          tenant.http, registry, steady, Duration.ofSeconds(15), Bounds.of(HEAP, 10_000));

  @Test
  void connectionsWithTheSameCredentialShareItsToken() {
    var first = domains.connect(tenant.connection());
    var second = domains.connect(tenant.connection());
    first.authenticate();
    second.authenticate();

    assertThat(first.sharesCacheWith(second)).isTrue();
    assertThat(tenant.calls(TOKEN)).isEqualTo(1);
  }

  @Test
  void connectionsWithDifferentCredentialsShareNoToken() {
    var wrong = new SharedSecret(Seed.MANAGEMENT_CLIENT, "not the secret");
    var first = domains.connect(tenant.connection());
    var second = domains.connect(tenant.connection(wrong));
    first.authenticate();

    assertThat(failure(second::authenticate)).isInstanceOf(Unauthorized.class);
    assertThat(first.sharesCacheWith(second)).isTrue();
  }

  @Test
  void anEndpointIsTheSameWithAndWithoutASlashAtItsEnd() {
    assertThat(share(at("https://proxy.test/auth0"), at("https://proxy.test:443/auth0/"))).isTrue();
    assertThat(share(at("https://proxy.test"), at("https://PROXY.test/"))).isTrue();
    assertThat(share(at("https://proxy.test/auth0"), at("https://proxy.test/auth1"))).isFalse();
    assertThat(share(at("https://proxy.test"), at("https://proxy.test:444"))).isFalse();
  }

  /** Who may write an Auth0Tenant chooses whom it trusts, and so who may answer for the tenant. */
  @Test
  void connectionsWithDifferentCaBundlesShareNothing() {
    var credential = tenant.connection().credential();
    var endpoint = tenant.endpoint();
    var bundle = CaBundle.read(new OwnCa().pem().getBytes(UTF_8)).orElseThrow();

    assertThat(
            share(
                tenant.connection(), new Connection(DOMAIN, endpoint, credential, bundle, SCOPES)))
        .isFalse();
  }

  /** The token endpoint need not say which scopes it gives. */
  @Test
  void whoHasNotShownThatItMayReadUsesNothingThatAnotherHasRead() {
    var interval = Duration.ofMinutes(5);
    var first = domains.connect(tenant.connection());
    assertThat(first.resync()).isInstanceOf(Finished.class);
    tenant.simulator.tenant().put(StoredClient.of("poor").withSecret("poor secret"));
    tenant
        .simulator
        .tenant()
        .put(StoredGrant.of("cgr_poor", "poor", "https://%s/api/v2/".formatted(DOMAIN)));
    var poor = domains.connect(tenant.connection(new SharedSecret("poor", "poor secret")));
    assertThat(poor.authenticate()).isTrue();

    assertThat(poor.nextResync(interval)).isEmpty();
    assertThat(failure(poor::resync)).isInstanceOf(MissingScopes.class);
    assertThat(first.nextResync(interval)).isPresent();
    var third = domains.connect(tenant.connection());
    assertThat(third.authenticate()).isTrue();
    assertThat(third.nextResync(interval)).isPresent();
  }

  @Test
  void ofAnEndpointToWhichNoConnectionCanBeMadeNothingIsKept() {
    var impossible =
        new TenantConnector(
            tenant.http, registry, steady, Duration.ofSeconds(-1), Bounds.of(HEAP, 10_000));

    assertThatIllegalStateException().isThrownBy(() -> impossible.connect(tenant.connection()));
    assertThat(impossible.endpoints()).isZero();
  }

  private boolean share(Connection first, Connection second) {
    return domains.connect(first).sharesCacheWith(domains.connect(second));
  }

  private Connection at(String endpoint) {
    var credential = tenant.connection().credential();
    return new Connection(
        DOMAIN, HttpUrl.get(endpoint), credential, CaBundle.OF_THE_SYSTEM, SCOPES);
  }

  @Test
  void settingTheClockBackDelaysNoCallAndNoResync() {
    var second = Duration.ofSeconds(1);
    var connected = domains.connect(tenant.connection());
    connected.limitRate(new RateLimit(1, 1));
    assertThat(connected.resync()).isInstanceOf(Finished.class);
    assertThat(connected.nextResync(second)).hasValue(steady.instant().plus(second));

    tenant.clock.move(Duration.ofHours(-1));
    steady.move(second);

    assertThat(connected.nextResync(second)).isEmpty();
    assertThat(connected.rateLimiter().tryAcquire("a call", true))
        .isInstanceOf(Admission.Granted.class);
  }

  /** An Auth0Tenant may be deleted while it is reconciled. */
  @Test
  void aClosedConnectionSetsNothingThatOthersShare() {
    var closed = domains.connect(tenant.connection());
    var other = domains.connect(tenant.connection());
    closed.close();
    closed.limitRate(new RateLimit(1, 1));

    assertThat(other.rateLimiter().callsLeft()).isInfinite();
  }

  @Test
  void aClosedConnectionBeginsNoResync() {
    var closed = domains.connect(tenant.connection());
    closed.close();

    assertThat(closed.resync()).isInstanceOf(Paused.class);
    assertThat(tenant.calls(LIST)).isZero();
  }

  @Test
  void closingTheLastConnectionToAnEndpointClosesWhatTheyShared() {
    var first = domains.connect(tenant.connection());
    var second = domains.connect(tenant.connection());
    first.authenticate();
    first.close();
    first.close();
    assertThat(domains.endpoints()).isEqualTo(1);
    assertThat(timers()).isEqualTo(1);

    second.close();
    assertThat(domains.endpoints()).isZero();
    assertThat(timers()).isZero();
  }

  private int timers() {
    return registry.find("clientgrant.api.calls").timers().size();
  }

  /** Nobody else may read while one does, or each would cost as many calls. */
  @Test
  void oneConnectionResyncsForAll() {
    tenant.holdsMany(249);
    var first = domains.connect(tenant.connection());
    var second = domains.connect(tenant.connection());
    first.limitRate(new RateLimit(1, 1));

    assertThat(first.resync()).isInstanceOf(Paused.class);
    assertThat(second.resync()).isEqualTo(new Paused(steady.instant().plusSeconds(1)));
    assertThat(tenant.calls(LIST)).isEqualTo(1);

    first.close();
    assertThat(second.resync()).isInstanceOf(Finished.class);
    assertThat(tenant.calls(LIST)).isEqualTo(1 + 3);
  }

  @Test
  void aResyncThatTheRateLimitStopsForLongIsNotTakenOver() {
    tenant.holdsMany(249);
    var first = domains.connect(tenant.connection());
    var second = domains.connect(tenant.connection());
    first.limitRate(new RateLimit(1 / 240.0, 1));
    assertThat(first.resync()).isInstanceOf(Paused.class);

    steady.move(Duration.ofMinutes(3));
    assertThat(second.resync()).isInstanceOf(Paused.class);
    assertThat(second.isResyncing()).isFalse();
    first.removeRateLimit();

    assertThat(first.resync()).isInstanceOf(Finished.class);
    assertThat(tenant.calls(LIST)).isEqualTo(3);
  }

  /** Its own pages are gone from the cache, so its end would say too much. */
  @Test
  void aResyncThatWasTakenOverBeginsAnew() {
    tenant.holdsMany(249);
    var first = domains.connect(tenant.connection());
    var second = domains.connect(tenant.connection());
    first.limitRate(new RateLimit(1, 1));
    assertThat(first.resync()).isInstanceOf(Paused.class);
    steady.move(Duration.ofMinutes(3));
    assertThat(second.resync()).isInstanceOf(Paused.class);
    first.removeRateLimit();

    assertThat(first.resync()).isInstanceOf(Paused.class);
    assertThat(first.hasBeenRead()).isFalse();
    assertThat(second.resync()).isInstanceOf(Finished.class);
    assertThat(first.grants().count()).isEqualTo(250);
  }

  @Test
  void anAbandonedResyncDelaysTheNextForTwoMinutes() {
    tenant.holdsMany(249);
    var first = domains.connect(tenant.connection());
    var second = domains.connect(tenant.connection());
    first.limitRate(new RateLimit(1, 1));
    assertThat(first.resync()).isInstanceOf(Paused.class);
    first.removeRateLimit();

    steady.move(Duration.ofMinutes(2).plusSeconds(1)); // it was to go on after one second

    assertThat(second.resync()).isInstanceOf(Finished.class);
  }
}
