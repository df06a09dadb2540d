package io.clientgrant.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.SimulatorEnvironment;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.network.EchoingServer;
import io.clientgrant.testing.network.Keys;
import io.clientgrant.testing.network.OwnCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the operator's process, at its most talkative, through what can become of a credential, and
 * then looks for what was planted wherever it says anything.
 */
@ExtendWith(ControlPlaneExtension.class)
class SecrecyIT {
  private static final String SECRET = "planted-client-secret-0123456789";
  private static final String WRONG = "planted-wrong-secret-0123456789";
  private static final String TOKEN = "planted.access.token-0123456789";
  private static final KeyPair KEYS = Keys.rsa(2048);
  private static final String KEY = Keys.privatePem(KEYS);
  private static final String UNKNOWN_KEY = Keys.traditionalPem(Keys.rsa(2048));

  private final AtomicInteger interval = new AtomicInteger(3_600);
  private final List<String> told = new ArrayList<>();
  @TempDir Path folder;

  @Test
  void noSecretIsShownWhateverHappensToACredential(OperatorFixture fixture) throws Exception {
    try (var operator = fixture.startProcess(Map.of("LOG_LEVEL", "TRACE"), folder.resolve("log"))) {
      fixture
          .simulator
          .tenant()
          .put(
              StoredClient.of(Seed.MANAGEMENT_CLIENT)
                  .withSecret(SECRET)
                  .withPublicKey(Keys.publicPem(KEYS)));
      live(fixture, Map.of("clientSecret", SECRET), "g1", "client-0001");
      live(fixture, Map.of("privateKey", KEY), "g2", "client-0002");
      become(fixture, "InvalidCredentials", Map.of("clientSecret", WRONG));
      become(fixture, "InvalidCredentials", Map.of("privateKey", UNKNOWN_KEY));
      become(fixture, "InvalidSecret", Map.of("privateKey", KEY.substring(0, 600)));
      become(fixture, "InvalidSecret", Map.of("privateKey", KEY, "clientSecret", SECRET));
      become(fixture, "DomainMismatch", Map.of("clientSecret", SECRET, "domain", WRONG));
      become(fixture, "InvalidSecret", Map.of("clientSecret", SECRET, "endpoint", WRONG));

      assertThat(assertions(fixture)).isNotEmpty();
      told.add(operator.log());
      told.add(operator.get("/metrics"));
      told.add(
          fixture
              .controlPlane
              .kubectl("get", "cgr,a0t,events", "-n", fixture.namespace, "-o", "yaml")
              .output());
      var everything = String.join("\n", told);
      assertThat(everything)
          .contains(
              "\"level\":\"TRACE\"", "reason=DomainMismatch", "clientgrant_api_calls_seconds");
      for (var planted : planted(fixture)) {
        assertThat(everything.contains(planted)).as(planted).isFalse();
      }
    }
  }

  /** A good life, and the bad ones that begin with a credential that is right. */
  private void live(
      OperatorFixture fixture, Map<String, String> credential, String grant, String client) {
    become(fixture, "Connected", credential);
    fixture.applyGrant(grant, client, "scope: [read:invoices]");
    fixture.awaitInSync(grant);
    try (var echo = new EchoingServer(401);
        var giving = new EchoingServer(403).giving(TOKEN);
        var behindTls =
            Simulator.start(
                Seed.of(OperatorFixture.DOMAIN),
                SimulatorEnvironment.standard().withTls(new OwnCa().serverAt("127.0.0.1")))) {
      become(fixture, "Unreachable", with(credential, behindTls.uri().toString()));
      become(fixture, "InvalidCredentials", with(credential, echo.uri().toString()));
      become(fixture, "Forbidden", with(credential, giving.uri().toString()));
      for (var status : List.of(200, 302, 500)) {
        echo.status(status);
        become(fixture, "Unreachable", with(credential, echo.uri().toString()));
        giving.status(status);
        become(fixture, "Unreachable", with(credential, giving.uri().toString()));
      }
      giving.status(400);
      become(fixture, "Invalid", with(credential, giving.uri().toString()));
    }
  }

  private static Map<String, String> with(Map<String, String> credential, String endpoint) {
    var both = new HashMap<>(credential);
    both.put("endpoint", endpoint);
    return both;
  }

  /** Applies a Secret, and a change of the tenant, so that it is looked at now. */
  private void become(OperatorFixture fixture, String reason, Map<String, String> secret) {
    fixture.applySecret(secret);
    fixture.applyTenant(interval.incrementAndGet() + "s", "");
    fixture.awaitTenant(reason);
    told.add(fixture.tenantReady().toString());
  }

  /** As they are, and as a Secret or a header holds them. */
  private List<String> planted(OperatorFixture fixture) throws IOException {
    var planted = new ArrayList<>(List.of(SECRET, WRONG, TOKEN));
    for (var pem : List.of(KEY, UNKNOWN_KEY)) {
      planted.addAll(pem.lines().filter(line -> line.length() == 64).toList());
      planted.add(base64(pem).substring(0, 200));
    }
    planted.addAll(List.of(base64(SECRET), base64(WRONG)));
    var header = "{\"alg\":\"RS256\"";
    planted.add(
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(header.getBytes(UTF_8))
            .substring(0, 18));
    planted.addAll(assertions(fixture));
    var token =
        Pattern.compile("token: (\\S+)")
            .matcher(Files.readString(fixture.controlPlane.kubeconfig()));
    assertThat(token.find()).isTrue();
    planted.add(token.group(1));
    return planted;
  }

  /** What was shown in place of a secret, without the part that all of them begin with. */
  private static List<String> assertions(OperatorFixture fixture) {
    return fixture.simulator.requests().recent("POST /oauth/token").stream()
        .map(request ->
            Pattern.compile("\"client_assertion\":\"[^.]+\\.([^\"]+)").matcher(request.body()))
        .filter(matcher -> matcher.find())
        .map(matcher -> matcher.group(1))
        .toList();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
