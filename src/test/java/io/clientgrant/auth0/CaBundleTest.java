package io.clientgrant.auth0;

import static io.clientgrant.auth0.TenantFixture.DOMAIN;
import static io.clientgrant.auth0.TenantFixture.SCOPES;
import static io.clientgrant.auth0.TenantFixture.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.auth0.cache.ResyncProgress;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential.SharedSecret;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.SimulatorEnvironment;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.testing.network.Keys;
import io.clientgrant.testing.network.OwnCa;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaBundleTest {
  private static final long HEAP = 256L * 1024 * 1024;
  private static final OwnCa CA = new OwnCa();
  private static final OwnCa ANOTHER = new OwnCa();

  private final OkHttpClient http = new OkHttpClient();
  private final TenantConnector domains =
      new TenantConnector(
          http,
          new SimpleMeterRegistry(),
          InstantSource.system(),
          Duration.ofSeconds(15),
          Bounds.of(HEAP, 10_000));

  @Test
  void aTenantWithItsOwnCaIsReachedWithItsBundle() {
    assertThat(resync(CA.serverAt("127.0.0.1"), bundle(CA.pem())))
        .isInstanceOf(ResyncProgress.Finished.class);
    assertThat(resync(CA.serverAt("127.0.0.1"), bundle(ANOTHER.pem() + CA.pem())))
        .isInstanceOf(ResyncProgress.Finished.class);
  }

  @Test
  void aServerThatNoCaOfTheBundleSignedIsNotTrusted() {
    var distrust =
        new Unavailable(
            "The token endpoint shows a certificate that cannot be trusted. If a CA of your own"
                + " signed it, put that CA into spec.caBundle of the Auth0Tenant.");

    assertThat(failure(() -> resync(CA.serverAt("127.0.0.1"), CaBundle.OF_THE_SYSTEM)))
        .isEqualTo(distrust);
    assertThat(failure(() -> resync(CA.serverAt("127.0.0.1"), bundle(ANOTHER.pem()))))
        .isEqualTo(distrust);
  }

  @Test
  void theCertificateOfAnotherHostIsNotTrustedEither() {
    assertThat(failure(() -> resync(CA.serverAt("elsewhere.test"), bundle(CA.pem()))))
        .isEqualTo(
            new Unavailable("The token endpoint shows a certificate for another host name."));
  }

  /** A bundle of one's own takes the place of the system's: that is what it is for. */
  @Test
  void aBundleReplacesTheCasOfTheSystem() {
    assertThat(trusted(domains.client(bundle(CA.pem())))).hasSize(1);
    assertThat(trusted(http)).hasSizeGreaterThan(1);
  }

  private static X509Certificate[] trusted(OkHttpClient client) {
    return requireNonNull(client.x509TrustManager()).getAcceptedIssuers();
  }

  @Test
  void everyClientSharesThreadsAndConnections() {
    var client = domains.client(bundle(CA.pem()));

    assertThat(domains.client(CaBundle.OF_THE_SYSTEM)).isSameAs(http);
    assertThat(client.connectionPool()).isSameAs(http.connectionPool());
    assertThat(client.dispatcher()).isSameAs(http.dispatcher());
  }

  static Stream<String> unreadable() {
    return Stream.of(
        "",
        "nonsense",
        "-----BEGIN CERTIFICATE-----",
        CA.pem().substring(0, 200),
        CA.pem().replaceFirst("\nM", "\nA"),
        CA.pem() + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        CA.pem().repeat(257),
        Keys.privatePem(Keys.rsa(2048)));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void textThatIsNoBundleIsRefused(String pem) {
    assertThat(CaBundle.read(pem.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void aBundleMayHoldCommentsAndSeveralCertificates() {
    var pem = "# ours\n" + CA.pem() + "\n# theirs\n" + ANOTHER.pem();

    assertThat(bundle(pem).certificates()).hasSize(2);
  }

  private ResyncProgress resync(SSLContext context, CaBundle bundle) {
    var setting = SimulatorEnvironment.standard().withTls(context);
    try (var simulator = Simulator.start(Seed.of(DOMAIN), setting)) {
      var endpoint = HttpUrl.get(simulator.uri().toString());
      var credential = new SharedSecret(Seed.MANAGEMENT_CLIENT, Seed.MANAGEMENT_SECRET);
      return domains.connect(new Connection(DOMAIN, endpoint, credential, bundle, SCOPES)).resync();
    }
  }

  private static CaBundle bundle(String pem) {
    return CaBundle.read(pem.getBytes(UTF_8)).orElseThrow();
  }
}
